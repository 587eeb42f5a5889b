// Shapes of answers: https://docs.aws.amazon.com/STS/latest/APIReference/, IAM Identity Center's portal API, and the
// guides on container credentials and IMDSv2.
#include "vault/providers/aws_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/aws_metadata.h"
#include "vault/providers/aws_sts.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kAssumed = R"(<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/reader/x</Arn></AssumedRoleUser>
    <Credentials><AccessKeyId>role-key</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
      <SessionToken>role-token&amp;x</SessionToken><Expiration>2026-05-28T21:26:40Z</Expiration></Credentials>
  </AssumeRoleResult></AssumeRoleResponse>)";
constexpr const char* kImds = "http://169.254.169.254/latest/";

class AwsCredentialsTest : public ::testing::Test {
 protected:
  void config(const std::string& text) { ASSERT_TRUE(write_file(world_.home.path() / ".aws/config", text)); }
  void credentials(const std::string& text) { ASSERT_TRUE(write_file(world_.home.path() / ".aws/credentials", text)); }
  void start(AwsCredentialSettings settings = {}) {
    context_ = world_.context();
    credentials_ = std::make_unique<AwsCredentials>(context_, std::move(settings), "AWS");
  }
  /// "key/secret/token from source", or the error.
  std::string found() {
    if (!credentials_) start();
    const auto keys = credentials_->keys();
    if (!keys) return "ERROR: " + keys.error().to_string();
    return fmt::format("{}/{}/{} from {}", (*keys)->access_key, (*keys)->secret_key.expose(),
                       (*keys)->session_token.expose(), (*keys)->source);
  }
  /// Nobody answers at the instance's address.
  void expect_no_instance() {
    for (int i = 0; i < 2; ++i) {
      world_.expect_failure(std::string("PUT ") + kImds + "api/token", ErrorCode::kTimeout, "ETIMEDOUT");
    }
  }

  World world_;
  ProviderContext context_;
  std::unique_ptr<AwsCredentials> credentials_;
};

TEST_F(AwsCredentialsTest, SettingsComeFirst) {
  world_.environment = {{"AWS_ACCESS_KEY_ID", "env-key"}, {"AWS_SECRET_ACCESS_KEY", "env-secret"}};
  AwsCredentialSettings settings;
  settings.access_key = "set-key";
  settings.secret_key = SecretString("set-secret");
  start(std::move(settings));
  EXPECT_EQ(found(), "set-key/set-secret/ from the provider's settings");
}

TEST_F(AwsCredentialsTest, TheEnvironmentComesBeforeAProfileUnlessOneIsSet) {
  world_.environment = {
      {"AWS_ACCESS_KEY_ID", "env-key"}, {"AWS_SECRET_ACCESS_KEY", "env-secret"}, {"AWS_SESSION_TOKEN", "env-token"}};
  credentials("[dev]\naws_access_key_id=dev-key\naws_secret_access_key=dev-secret\n");
  EXPECT_EQ(found(), "env-key/env-secret/env-token from the environment");
  AwsCredentialSettings settings;
  settings.profile = "dev";
  start(std::move(settings));
  EXPECT_EQ(found(), "dev-key/dev-secret/ from profile dev");
}

TEST_F(AwsCredentialsTest, TheFileOfCredentialsCountsMoreThanTheConfig) {
  config("[default]\naws_access_key_id=a\naws_secret_access_key=b\naws_session_token=c\n");
  credentials("[default]\naws_access_key_id=d\naws_secret_access_key=e\n");
  EXPECT_EQ(found(), "d/e/ from profile default");
}

TEST_F(AwsCredentialsTest, FilesMayLieElsewhere) {
  world_.environment = {{"AWS_CONFIG_FILE", (world_.home.path() / "c").string()},
                        {"AWS_SHARED_CREDENTIALS_FILE", "~/s"},
                        {"AWS_PROFILE", "dev"}};
  (void)world_.home.write("c", "[profile dev]\nregion = eu-north-1\n");
  (void)world_.home.write("s", "[dev]\naws_access_key_id=d\naws_secret_access_key=e\n");
  EXPECT_EQ(found(), "d/e/ from profile dev");
  EXPECT_EQ(*credentials_->region(), "eu-north-1");
}

TEST_F(AwsCredentialsTest, NameTheNearestProfile) {
  credentials("[development]\naws_access_key_id=d\naws_secret_access_key=e\n");
  AwsCredentialSettings settings;
  settings.profile = "developmnt";
  start(std::move(settings));
  EXPECT_THAT(found(), HasSubstr("did you mean development?"));
}

TEST_F(AwsCredentialsTest, TakeOnARoleThroughSourceProfiles) {
  config(
      "[profile reader]\nrole_arn=arn:aws:iam::123456789012:role/reader\nsource_profile=base\nexternal_id=x&1\n"
      "role_session_name=me\nregion=eu-west-1\n");
  credentials("[base]\naws_access_key_id=base-key\naws_secret_access_key=base-secret\n");
  world_.environment = {{"AWS_PROFILE", "reader"}};
  world_.expect("POST https://sts.eu-west-1.amazonaws.com/", 200, kAssumed);
  EXPECT_EQ(found(), "role-key/role-secret/role-token&x from the role arn:aws:iam::123456789012:role/reader");
  EXPECT_EQ(world_.body(0),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Freader&"
            "RoleSessionName=me&ExternalId=x%261");
  EXPECT_THAT(
      world_.header(0, "Authorization"),
      AllOf(HasSubstr("Credential=base-key/20260528/eu-west-1/sts/aws4_request"), Not(HasSubstr("base-secret"))));
}

TEST_F(AwsCredentialsTest, RenewKeysBeforeTheyEnd) {
  config("[default]\nrole_arn=arn:aws:iam::1:role/r\ncredential_source=Environment\nregion=eu-west-1\n");
  AwsCredentialSettings settings;
  settings.profile = "default";
  world_.environment = {{"AWS_ACCESS_KEY_ID", "env-key"}, {"AWS_SECRET_ACCESS_KEY", "env-secret"}};
  start(std::move(settings));
  world_.expect("POST https://sts.eu-west-1.amazonaws.com/", 200, kAssumed);
  EXPECT_THAT(found(), HasSubstr("role-key"));
  world_.now_ms += 3'600'000 - kAwsLeewayMs - 1;
  EXPECT_THAT(found(), HasSubstr("role-key"));
  EXPECT_EQ(world_.sent.size(), 1U);
  world_.now_ms += 1;
  world_.expect("POST https://sts.eu-west-1.amazonaws.com/", 200, kAssumed);
  EXPECT_THAT(found(), HasSubstr("role-key"));
  EXPECT_EQ(world_.sent.size(), 2U);
}

TEST_F(AwsCredentialsTest, RefuseProfilesThatLeadInACircle) {
  config("[default]\nrole_arn=a\nsource_profile=b\n[profile b]\nrole_arn=b\nsource_profile=default\n");
  EXPECT_THAT(found(), HasSubstr("lead in a circle"));
  EXPECT_TRUE(world_.sent.empty());
}

TEST_F(AwsCredentialsTest, RefuseAProfileThatWantsAOneTimeCode) {
  config("[default]\nrole_arn=a\nsource_profile=default\nmfa_serial=x\naws_access_key_id=d\naws_secret_access_key=e\n");
  EXPECT_THAT(found(), HasSubstr("one-time code"));
}

TEST_F(AwsCredentialsTest, SayWhyARoleWasRefusedOnceARun) {
  config(
      "[default]\nrole_arn=arn:aws:iam::1:role/r\nsource_profile=default\naws_access_key_id=d\n"
      "aws_secret_access_key=very-secret-key\n");
  world_.expect("POST https://sts.us-east-1.amazonaws.com/", 403,
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User may not "
                "sts:AssumeRole very-secret-key</Message></Error></ErrorResponse>");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(found(), AllOf(HasSubstr("no permission"), HasSubstr("User may not sts:AssumeRole"),
                               Not(HasSubstr("very-secret-key"))));
  }
}

TEST_F(AwsCredentialsTest, TakeOnARoleByWebIdentityWithoutASignature) {
  const auto file = world_.home.write("token", "header.claims.signature\n");
  world_.environment = {{"AWS_WEB_IDENTITY_TOKEN_FILE", file.string()},
                        {"AWS_ROLE_ARN", "arn:aws:iam::1:role/web"},
                        {"AWS_ROLE_SESSION_NAME", "pod"},
                        {"AWS_REGION", "eu-west-1"}};
  world_.expect("POST https://sts.eu-west-1.amazonaws.com/", 200, kAssumed);
  EXPECT_THAT(found(), HasSubstr("role-key/role-secret"));
  EXPECT_THAT(world_.body(0), AllOf(HasSubstr("Action=AssumeRoleWithWebIdentity"), HasSubstr("RoleSessionName=pod"),
                                    HasSubstr("WebIdentityToken=header.claims.signature")));
  EXPECT_EQ(world_.header(0, "Authorization"), "");
}

class AwsSso : public AwsCredentialsTest {
 protected:
  /// `name` is the SHA-1 of what the CLI names the file by.
  void sign_in(const std::string& name, const std::string& expires) {
    ASSERT_TRUE(write_file(world_.home.path() / ".aws/sso/cache" / (name + ".json"),
                           R"({"accessToken":"sso-access-token","expiresAt":")" + expires + "\"}"));
  }
};

constexpr const char* kSsoRequest =
    "GET "
    "https://portal.sso.us-east-1.amazonaws.com/federation/credentials?account_id=123456789012&role_name=Read%20Only";
constexpr const char* kSsoAnswer =
    R"({"roleCredentials":{"accessKeyId":"sso-key","secretAccessKey":"sso-secret","sessionToken":"sso-token",)"
    R"("expiration":1780003600000}})";

TEST_F(AwsSso, ReadsTheSignInOfASession) {
  config(
      "[default]\nsso_session=corp\nsso_account_id=123456789012\nsso_role_name=Read Only\n"
      "[sso-session corp]\nsso_region=us-east-1\nsso_start_url=https://corp.test/start\n");
  sign_in("ee0bfd2552fbd840c02cc48b6e823320543c450f", "2026-05-28T23:00:00Z");  // SHA-1 of "corp"
  world_.expect(kSsoRequest, 200, kSsoAnswer);
  EXPECT_THAT(found(), HasSubstr("sso-key"));
}

TEST_F(AwsSso, AsksForTheRoleOfAProfileInTheOlderForm) {
  config("[default]\nsso_start_url=abc\nsso_region=us-east-1\nsso_account_id=123456789012\nsso_role_name=Read Only\n");
  sign_in("a9993e364706816aba3e25717850c26c9cd0d89d", "2026-05-28T23:00:00UTC");  // SHA-1 of "abc" (FIPS 180)
  world_.expect(kSsoRequest, 200, kSsoAnswer);
  EXPECT_EQ(found(), "sso-key/sso-secret/sso-token from SSO profile default");
  EXPECT_EQ(world_.header(0, "x-amz-sso_bearer_token"), "sso-access-token");
}

TEST_F(AwsSso, SaysHowToRenewAnExpiredSignIn) {
  config("[default]\nsso_start_url=abc\nsso_region=us-east-1\nsso_account_id=1\nsso_role_name=r\n");
  sign_in("a9993e364706816aba3e25717850c26c9cd0d89d", "2026-05-28T20:26:39Z");
  EXPECT_THAT(found(), AllOf(HasSubstr("the login has expired"), HasSubstr("aws sso login --profile default")));
  EXPECT_TRUE(world_.sent.empty());
}

TEST_F(AwsSso, SaysTheSameWhenTheServiceRefusesIt) {
  config("[default]\nsso_start_url=abc\nsso_region=us-east-1\nsso_account_id=123456789012\nsso_role_name=Read Only\n");
  sign_in("a9993e364706816aba3e25717850c26c9cd0d89d", "2026-05-28T23:00:00Z");
  world_.expect(kSsoRequest, 401, R"({"message":"Session token not found: sso-access-token"})");
  EXPECT_THAT(found(), AllOf(HasSubstr("aws sso login"), Not(HasSubstr("sso-access-token"))));
}

TEST_F(AwsSso, RefusesAProfileWithoutItsParts) {
  config("[default]\nsso_session=nowhere\n");
  EXPECT_THAT(found(), HasSubstr("sso-session nowhere, which is not there"));
  config("[default]\nsso_start_url=abc\nsso_region=evil.test/\nsso_account_id=1\nsso_role_name=r\n");
  start();
  EXPECT_THAT(found(), HasSubstr("lacks sso_region"));
}

TEST_F(AwsCredentialsTest, RunAProcessByItsWords) {
  config("[default]\ncredential_process = \"/opt/my tool\" get --json ; rm x\n");
  world_.program_output = R"({"Version":1,"AccessKeyId":"p-key","SecretAccessKey":"p-secret","SessionToken":"p-token",)"
                          R"("Expiration":"2026-05-28T23:00:00Z"})";
  EXPECT_EQ(found(), "p-key/p-secret/p-token from credential_process of profile default");
  EXPECT_THAT(world_.ran, ElementsAre("/opt/my tool", "get", "--json", ";", "rm", "x"));
}

TEST_F(AwsCredentialsTest, RefuseWhatAProcessWroteWithoutShowingIt) {
  config("[default]\ncredential_process = tool\n");
  for (const char* output : {"", "p-secret", "[]", R"({"AccessKeyId":"a","SecretAccessKey":"p-secret"})",
                             R"({"Version":2,"AccessKeyId":"a","SecretAccessKey":"p-secret"})",
                             R"({"Version":1,"AccessKeyId":"a","SecretAccessKey":"p-secret\n"})",
                             R"({"Version":1,"AccessKeyId":"a","SecretAccessKey":"p-secret","Expiration":"soon"})"}) {
    world_.program_output = output;
    start();
    EXPECT_THAT(found(), AllOf(HasSubstr("ERROR"), Not(HasSubstr("p-secret")))) << output;
  }
  world_.program_exit = 3;
  start();
  EXPECT_THAT(found(), HasSubstr("it ended with code 3"));
}

constexpr const char* kContainerAnswer =
    R"({"AccessKeyId":"c-key","SecretAccessKey":"c-secret","Token":"c-token","Expiration":"2026-05-28T23:00:00Z"})";

TEST_F(AwsCredentialsTest, ComeFromTheContainer) {
  world_.environment = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x"}};
  world_.expect("GET http://169.254.170.2/v2/credentials/x", 200, kContainerAnswer);
  EXPECT_EQ(found(), "c-key/c-secret/c-token from the container's role");
  EXPECT_FALSE(world_.sent[0].settings.proxy.from_environment);
}

TEST_F(AwsCredentialsTest, ComeFromAPodIdentityWithTheTokenOfItsFile) {
  const auto file = world_.home.write("token", "pod-token\n");
  world_.environment = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"},
                        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.string()}};
  world_.expect("GET http://169.254.170.23/v1/credentials", 200, kContainerAnswer);
  EXPECT_THAT(found(), HasSubstr("c-key"));
  EXPECT_EQ(world_.header(0, "Authorization"), "pod-token");
}

TEST_F(AwsCredentialsTest, AskNoOtherHostInClearText) {
  for (const char* good : {"https://any.test/x", "http://127.0.0.1:80/x", "http://localhost/x", "http://169.254.170.2/",
                           "http://169.254.170.23/", "http://[fd00:ec2::23]/", "http://[::1]/"}) {
    EXPECT_TRUE(check_container_url(good)) << good;
  }
  for (const char* bad :
       {"http://evil.test/", "http://169.254.170.2.evil.test/", "http://169.254.169.254/",
        "http://169.254.170.2@evil.test/", "ftp://127.0.0.1/", "x", "", "http://10.0.0.1/", "https://user@any.test/"}) {
    EXPECT_FALSE(check_container_url(bad)) << bad;
  }
  world_.environment = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.test/"}};
  EXPECT_THAT(found(), HasSubstr("is asked for no credentials"));
  world_.environment = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.test/"}};
  start();
  world_.expect("GET http://169.254.170.2/@evil.test/", 404, "");
  EXPECT_THAT(found(), HasSubstr("not found"));
}

TEST_F(AwsCredentialsTest, ComeFromTheInstanceBySessionToken) {
  world_.expect(std::string("PUT ") + kImds + "api/token", 200, "imds-session-token");
  world_.expect(std::string("GET ") + kImds + "meta-data/iam/security-credentials/", 200, "my-role\n");
  world_.expect(std::string("GET ") + kImds + "meta-data/iam/security-credentials/my-role", 200, kContainerAnswer);
  EXPECT_EQ(found(), "c-key/c-secret/c-token from the instance's role");
  EXPECT_EQ(world_.header(0, "X-aws-ec2-metadata-token-ttl-seconds"), "300");
  EXPECT_EQ(world_.header(1, "X-aws-ec2-metadata-token"), "imds-session-token");
  EXPECT_EQ(world_.sent[0].settings.timeout_ms, 1'000);
  world_.expect(std::string("PUT ") + kImds + "api/token", 200, "imds-session-token");
  world_.expect(std::string("GET ") + kImds + "meta-data/placement/region", 200, "eu-central-1");
  EXPECT_EQ(*credentials_->region(), "eu-central-1");
}

TEST_F(AwsCredentialsTest, AreNotAskedOfTheInstanceWithoutASessionToken) {
  world_.expect(std::string("PUT ") + kImds + "api/token", 403, "");
  EXPECT_THAT(found(), HasSubstr("no AWS credentials were found"));
  EXPECT_EQ(world_.sent.size(), 1U) << "no fall back to IMDSv1";
}

TEST_F(AwsCredentialsTest, SayWhatToDoWhenNoneAreFound) {
  expect_no_instance();
  EXPECT_THAT(found(), AllOf(HasSubstr("no AWS credentials were found"), HasSubstr("aws configure")));
}

TEST_F(AwsCredentialsTest, LeaveTheInstanceAloneWhereItIsSwitchedOff) {
  world_.environment = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  EXPECT_THAT(found(), HasSubstr("no AWS credentials were found"));
  EXPECT_THAT(credentials_->region().error().to_string(), HasSubstr("AWS_REGION"));
  EXPECT_TRUE(world_.sent.empty());
}

TEST(StsAnswers, AreReadWhateverTheyHold) {
  const auto keys = read_sts_keys(kAssumed, "test");
  ASSERT_TRUE(keys) << keys.error().to_string();
  EXPECT_EQ(keys->session_token.expose(), "role-token&x");
  EXPECT_EQ(keys->expires_ms, 1'780'003'600'000);
  for (const std::string& xml :
       {std::string(), std::string("{}"), std::string("<a>"), std::string(kAssumed).substr(0, 300),
        std::string("<AccessKeyId>a</AccessKeyId>"), std::string("<a><AccessKeyId/><SecretAccessKey/></a>"),
        std::string("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><AccessKeyId>&x;</AccessKeyId></a>")}) {
    EXPECT_FALSE(read_sts_keys(xml, "test")) << xml;
  }
}

}  // namespace
}  // namespace signet::vault::test
