// Shapes of answers: https://docs.aws.amazon.com/secretsmanager/latest/apireference/
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "tests/vault/providers/world.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPost = "POST https://secretsmanager.eu-west-1.amazonaws.com/";
constexpr const char* kSecret = "tester-secret-key";

std::string value(const std::string& name, const std::string& text) {
  json::object o;
  o["ARN"] = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
  o["Name"] = name;
  o["VersionId"] = "a1b2c3d4-5678-90ab-cdef-1234567890ab";
  o["SecretString"] = text;
  o["VersionStages"] = json::array({"AWSCURRENT"});
  o["CreatedDate"] = 1523477145.713;
  return boost::json::serialize(o);
}

class AwsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Provider> provider(std::map<std::string, std::string, std::less<>> settings = {}) {
    settings.emplace("region", "eu-west-1");
    settings.emplace("access_key_id", "tester");
    auto made = make_provider(
        make_config("aws", std::move(settings), {{"secret_access_key", kSecret}, {"session_token", "tester-session"}}),
        world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }
  /// The error of one read whose answer is this.
  std::string refused(int code, const std::string& body, std::vector<http::Header> headers = {}) {
    world_.expect(kPost, code, body, std::move(headers));
    return shown(provider()->fetch("prod/db"));
  }

  World world_;
};

TEST_F(AwsTest, SignsARequestForAValue) {
  world_.expect(kPost, 200, value("prod/db", "horse-staple"));
  EXPECT_EQ(shown(provider()->fetch("prod/db")), "horse-staple");
  EXPECT_EQ(world_.body(0), R"({"SecretId":"prod/db"})");
  EXPECT_EQ(world_.header(0, "X-Amz-Target"), "secretsmanager.GetSecretValue");
  EXPECT_EQ(world_.header(0, "Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(world_.header(0, "X-Amz-Date"), "20260528T202640Z");
  EXPECT_EQ(world_.header(0, "X-Amz-Security-Token"), "tester-session");
  EXPECT_THAT(world_.header(0, "Authorization"),
              AllOf(HasSubstr("AWS4-HMAC-SHA256 Credential=tester/20260528/eu-west-1/secretsmanager/aws4_request"),
                    HasSubstr("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;"
                              "x-amz-target"),
                    Not(HasSubstr(kSecret))));
}

TEST_F(AwsTest, SignsEachTryAnew) {
  world_.expect(kPost, 500, R"({"__type":"InternalServiceError"})");
  world_.expect(kPost, 400, R"({"__type":"ThrottlingException","message":"Rate exceeded"})", {{"Retry-After", "5"}});
  world_.expect(kPost, 200, value("prod/db", "horse-staple"));
  EXPECT_EQ(shown(provider()->fetch("prod/db")), "horse-staple");
  EXPECT_NE(world_.header(0, "X-Amz-Date"), world_.header(2, "X-Amz-Date"));
  EXPECT_NE(world_.header(0, "Authorization"), world_.header(2, "Authorization"));
}

TEST_F(AwsTest, AsksForStagesAndVersions) {
  auto aws = provider();
  world_.expect(kPost, 200, value("prod/db", R"({"password":"old"})"));
  EXPECT_EQ(shown(aws->fetch("prod/db#password@AWSPREVIOUS")), "old");
  EXPECT_EQ(world_.body(0), R"({"SecretId":"prod/db","VersionStage":"AWSPREVIOUS"})");
  world_.expect(kPost, 200, value("prod/db", "older"));
  EXPECT_EQ(shown(aws->fetch("prod/db@a1b2c3d4-5678-90ab-cdef-1234567890ab")), "older");
  EXPECT_EQ(world_.body(1), R"({"SecretId":"prod/db","VersionId":"a1b2c3d4-5678-90ab-cdef-1234567890ab"})");
}

TEST_F(AwsTest, SaysWhichStagesThereAre) {
  world_.expect(kPost, 400, R"({"__type":"ResourceNotFoundException","Message":"can't find the specified label"})");
  world_.expect(kPost, 200, R"({"VersionIdsToStages":{"a":["AWSPREVIOUS"],"b":["AWSCURRENT","blue"],"c":7}})");
  EXPECT_THAT(shown(provider()->fetch("prod/db#@green")),
              AllOf(HasSubstr("not found"), HasSubstr("the stages AWSCURRENT, AWSPREVIOUS, blue")));
  EXPECT_EQ(world_.header(1, "X-Amz-Target"), "secretsmanager.DescribeSecret");
}

TEST_F(AwsTest, GivesTheBytesOfABinarySecret) {
  const std::string bytes("\x00\xFFkey", 5);
  world_.expect(kPost, 200, R"({"Name":"prod/db","SecretBinary":")" + base64_encode(bytes) + "\"}");
  EXPECT_EQ(shown(provider()->fetch("prod/db")), bytes);
}

TEST_F(AwsTest, FindsTheEndpointOfAPartitionAFipsRegionAndAnArn) {
  world_.expect("POST https://secretsmanager.cn-north-1.amazonaws.com.cn/", 200, value("a", "china"));
  EXPECT_EQ(shown(provider({{"region", "cn-north-1"}})->fetch("a")), "china");
  world_.expect("POST https://secretsmanager-fips.us-gov-west-1.amazonaws.com/", 200, value("a", "gov"));
  EXPECT_EQ(shown(provider({{"region", "us-gov-west-1"}, {"use_fips", "true"}})->fetch("a")), "gov");
  world_.expect("POST https://secretsmanager.us-west-2.amazonaws.com/", 200, value("a", "far"));
  EXPECT_EQ(shown(provider()->fetch("arn:aws:secretsmanager:us-west-2:123456789012:secret:a-AbCdEf")), "far");
  EXPECT_THAT(world_.header(2, "Authorization"), HasSubstr("/us-west-2/secretsmanager/"));
  world_.expect("POST https://vpce-1.secretsmanager.test/", 200, value("a", "private"));
  EXPECT_EQ(shown(provider({{"endpoint", "https://vpce-1.secretsmanager.test"}})->fetch("a")), "private");
  world_.environment = {{"AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://sm.test"},
                        {"AWS_ENDPOINT_URL", "https://x.test"}};
  world_.expect("POST https://sm.test/", 200, value("a", "local"));
  EXPECT_EQ(shown(provider()->fetch("a")), "local");
}

TEST_F(AwsTest, TellsEachRefusalByItsKind) {
  struct Case {
    int code;
    const char* type;
    const char* words;
  };
  for (const Case& c : {Case{400, "ResourceNotFoundException", "not found: prod/db"},
                        Case{400, "AccessDeniedException", "no permission: prod/db"},
                        Case{400, "com.amazonaws.secretsmanager#DecryptionFailure", "kms:Decrypt"},
                        Case{400, "UnrecognizedClientException", "the access key does not exist"},
                        Case{400, "InvalidSignatureException", "this machine's clock"},
                        Case{400, "InvalidRequestException", "the request was refused"}}) {
    EXPECT_THAT(refused(c.code, std::string(R"({"__type":")") + c.type + R"(","message":"because"})"),
                AllOf(HasSubstr(c.words), HasSubstr("because"), Not(HasSubstr(kSecret))))
        << c.type;
  }
  EXPECT_THAT(refused(400, "{}", {{"x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/"}}),
              HasSubstr("no permission"));
}

TEST_F(AwsTest, SaysThatItIsThrottledAfterFourTries) {
  for (int i = 0; i < 3; ++i) world_.expect(kPost, 400, R"({"__type":"ThrottlingException"})");
  EXPECT_THAT(refused(400, R"({"__type":"ThrottlingException"})"), HasSubstr("throttled"));
}

TEST_F(AwsTest, GetsNewKeysOnceWhenTheServiceCallsThemExpired) {
  const auto credentials = [&](const std::string& key) {
    ASSERT_TRUE(write_file(world_.home.path() / ".aws/credentials",
                           "[default]\naws_access_key_id=" + key + "\naws_secret_access_key=x\n"));
  };
  credentials("first");
  auto aws = make_provider(make_config("aws", {{"region", "eu-west-1"}}), world_.context());
  ASSERT_TRUE(aws);
  world_.expect(kPost, 200, value("a", "one"));
  EXPECT_EQ(shown((*aws)->fetch("a")), "one");
  credentials("second");
  world_.expect(kPost, 400, R"({"__type":"ExpiredTokenException","message":"The security token is expired"})");
  world_.expect(kPost, 200, value("a", "two"));
  EXPECT_EQ(shown((*aws)->fetch("a")), "two");
  EXPECT_THAT(world_.header(1, "Authorization"), HasSubstr("Credential=first/"));
  EXPECT_THAT(world_.header(2, "Authorization"), HasSubstr("Credential=second/"));
  for (int i = 0; i < 2; ++i) world_.expect(kPost, 400, R"({"__type":"ExpiredTokenException"})");
  EXPECT_THAT(shown((*aws)->fetch("a")), HasSubstr("the login has expired"));
}

TEST_F(AwsTest, FetchesCurrentValuesInOneBatchAndTheRestAlone) {
  world_.expect(kPost, 200,
                R"({"SecretValues":[)" + value("a", R"({"k":"a-k","l":"a-l"})") + "," + value("b", "b-text") +
                    R"(],"Errors":[{"SecretId":"none","ErrorCode":"ResourceNotFoundException"}]})");
  world_.expect(kPost, 400, R"({"__type":"ResourceNotFoundException","Message":"none"})");
  world_.expect(kPost, 200, value("b", "b-old"));
  const std::vector<std::string> references = {"a#k", "none", "b@AWSPREVIOUS", "a#l", "b", "bad\n"};
  const auto values = provider()->fetch_all(references);
  ASSERT_EQ(values.size(), 6U);
  EXPECT_EQ(shown(values[0]), "a-k");
  EXPECT_THAT(shown(values[1]), HasSubstr("not found: none"));
  EXPECT_EQ(shown(values[2]), "b-old");
  EXPECT_EQ(shown(values[3]), "a-l");
  EXPECT_EQ(shown(values[4]), "b-text");
  EXPECT_THAT(shown(values[5]), HasSubstr("control characters"));
  EXPECT_EQ(world_.body(0), R"({"SecretIdList":["a","none","b"]})");
  EXPECT_EQ(world_.header(0, "X-Amz-Target"), "secretsmanager.BatchGetSecretValue");
}

TEST_F(AwsTest, ReadsOneByOneWhereItMayNotBatch) {
  world_.expect(kPost, 400, R"({"__type":"AccessDeniedException"})");
  world_.expect(kPost, 200, value("a", "a-text"));
  world_.expect(kPost, 200, value("b", "b-text"));
  const std::vector<std::string> references = {"a", "b"};
  const auto values = provider()->fetch_all(references);
  EXPECT_EQ(shown(values[0]), "a-text");
  EXPECT_EQ(shown(values[1]), "b-text");
}

TEST_F(AwsTest, TakesFromABatchOnlyWhatItAskedFor) {
  world_.expect(kPost, 200, R"({"SecretValues":[)" + value("other", "planted") + "," + value("a", "a-text") + "]}");
  world_.expect(kPost, 200, value("b", "b-text"));
  const std::vector<std::string> references = {"a", "b"};
  const auto values = provider()->fetch_all(references);
  EXPECT_EQ(shown(values[0]), "a-text");
  EXPECT_EQ(shown(values[1]), "b-text");
}

TEST_F(AwsTest, ListsOverPagesAndEndsWithOneThatLeadsOnForEver) {
  world_.expect(kPost, 200,
                R"({"SecretList":[{"Name":"prod/a","LastChangedDate":1523477145.7},{"Name":"Prod/b"},7],)"
                R"("NextToken":"next"})");
  world_.expect(kPost, 200, R"({"SecretList":[{"Name":"prod/c","LastChangedDate":1e300},{"x":1}]})");
  const auto listed = provider()->list("prod/", 10);
  ASSERT_TRUE(listed) << listed.error().to_string();
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ((*listed)[0].reference, "prod/a");
  EXPECT_EQ((*listed)[0].note, "changed 2018-04-11");
  EXPECT_EQ((*listed)[1].note, "");
  EXPECT_EQ(world_.body(0), R"({"MaxResults":10,"Filters":[{"Key":"name","Values":["prod/"]}]})");
  EXPECT_THAT(world_.body(1), HasSubstr(R"("NextToken":"next")"));
  for (int i = 0; i < 50; ++i) world_.expect(kPost, 200, R"({"SecretList":[],"NextToken":"again"})");
  EXPECT_TRUE(provider()->list("", 10));
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AwsTest, EndsOnHostileAnswersWithoutShowingAnything) {
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"), std::string(100'000, '['),
        std::string(R"({"SecretString":7})"), std::string(R"({"SecretString":null,"SecretBinary":"%%"})"),
        std::string(R"({"SecretBinary":["x"]})"), std::string("<html>horse-staple</html>"),
        std::string(R"({"SecretString":"horse-staple")")}) {
    EXPECT_THAT(refused(200, body),
                AllOf(HasSubstr("ERROR"), HasSubstr("documentation"), Not(HasSubstr("horse-staple"))))
        << body.substr(0, 40);
  }
  EXPECT_THAT(
      refused(400, std::string(R"({"__type":"X\u001b[2J","message":"\u0007 )") + kSecret + " tester-session\"}"),
      AllOf(Not(HasSubstr(kSecret)), Not(HasSubstr("tester-session")), Not(HasSubstr("\x1b")), Not(HasSubstr("\x07"))));
  EXPECT_THAT(refused(307, "", {{"Location", "https://evil.test/"}}), HasSubstr("which is not followed"));
  EXPECT_THAT(refused(302, "", {{"Location", "https://secretsmanager.eu-west-1.amazonaws.com/x"}}),
              HasSubstr("which is not followed"));
}

TEST_F(AwsTest, ExplainsAKeyOfASecretThatIsNoJson) {
  world_.expect(kPost, 200, value("prod/db", "horse-staple"));
  EXPECT_THAT(shown(provider()->fetch("prod/db#password")),
              AllOf(HasSubstr("not JSON"), HasSubstr("leave out #"), Not(HasSubstr("horse-staple"))));
}

}  // namespace
}  // namespace signet::vault::test
