#include "vault/providers/aws_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vault/providers/aws_credentials.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/aws_reference.h"
#include "vault/providers/json_key.h"

namespace signet::vault::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Result<AwsConfigFile> parse(std::string_view text, AwsConfigFile::Kind kind = AwsConfigFile::Kind::kConfig) {
  return AwsConfigFile::parse(SecretString(text), kind, "~/.aws/config");
}

TEST(AwsConfigFiles, HaveProfilesAndSsoSessions) {
  const auto file = parse(
      "\xEF\xBB\xBF# comment\r\n[default]\r\nregion = eu-west-1\r\n\n[profile  dev one]\n  ; "
      "comment\nRegion=eu-west-2\n"
      "s3 =\n  max_concurrent_requests = 20\ncredential_process = \"/opt/x y\" --a=b # c\n[sso-session corp]\n"
      "sso_region = us-east-1\n[services x]\nregion = no\n[profile default]\noutput = json\n[stray]\nregion = no\n");
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(value_of(file->profile("default"), "region"), "eu-west-1");
  EXPECT_EQ(value_of(file->profile("default"), "output"), "json");
  EXPECT_EQ(value_of(file->profile("dev one"), "region"), "eu-west-2");
  EXPECT_EQ(value_of(file->profile("dev one"), "credential_process"), "\"/opt/x y\" --a=b # c");
  EXPECT_EQ(value_of(file->profile("dev one"), "max_concurrent_requests"), "");
  EXPECT_EQ(value_of(file->sso_session("corp"), "sso_region"), "us-east-1");
  EXPECT_EQ(file->profile("stray"), nullptr);
  EXPECT_EQ(value_of(nullptr, "region"), "");
}

TEST(AwsConfigFiles, NameProfilesBareInTheFileOfCredentials) {
  const auto file =
      parse("[profile x]\na=1\n[dev]\naws_secret_access_key = a=b/c+d\n", AwsConfigFile::Kind::kCredentials);
  ASSERT_TRUE(file);
  EXPECT_EQ(value_of(file->profile("dev"), "aws_secret_access_key"), "a=b/c+d");
  EXPECT_EQ(value_of(file->profile("profile x"), "a"), "1");
}

TEST(AwsConfigFiles, SayTheLineOfAFaultWithoutItsText) {
  for (const auto& [text, where] : std::map<std::string, std::string>{
           {"[default]\n\nsecret-line\n", ":3:"}, {"secret-line=1\n", ":1:"}, {"[default\n", ":1:"}, {"[]\n", ":1:"}}) {
    const auto file = parse(text);
    ASSERT_FALSE(file) << text;
    EXPECT_THAT(file.error().message, HasSubstr("~/.aws/config" + where));
    EXPECT_THAT(file.error().message, Not(HasSubstr("secret-line")));
  }
}

TEST(AwsConfigFiles, HaveLimits) {
  std::string many;
  for (std::size_t i = 0; i <= kMaxAwsSections; ++i) many += fmt::format("[profile {}]\n", i);
  EXPECT_EQ(parse(many).error().code, ErrorCode::kLimit);
  EXPECT_EQ(parse(std::string(kMaxAwsConfigBytes + 1, '#')).error().code, ErrorCode::kLimit);
}

TEST(AwsTimes, AreReadInTheirForms) {
  EXPECT_EQ(parse_aws_time("1970-01-01T00:00:01Z"), 1'000);
  EXPECT_EQ(parse_aws_time("2026-05-28T20:26:40.123Z"), 1'780'000'000'000);
  EXPECT_EQ(parse_aws_time("2026-05-28T20:26:40UTC"), 1'780'000'000'000);
  EXPECT_EQ(parse_aws_time("2026-05-28T20:26:40+00:00"), 1'780'000'000'000);
  for (const char* text :
       {"", "2026-05-28", "2026-13-28T20:26:40Z", "2026-02-30T20:26:40Z", "2026-05-28T25:26:40Z", "2026-05-28T20:26:40",
        "2026-05-28T20:26:40+02:00", "-026-05-28T20:26:40Z", "2026-05-28T20:26:40Zx", "aaaa-aa-aaTaa:aa:aaZ"}) {
    EXPECT_EQ(parse_aws_time(text), std::nullopt) << text;
  }
}

TEST(AwsRegions, ArePartsOfHostNames) {
  for (const char* good : {"eu-west-1", "us-gov-west-1", "cn-north-1"}) EXPECT_TRUE(is_aws_region(good)) << good;
  for (const char* bad :
       {"", "evil.test/", "EU-WEST-1", "-a", "a-", "a@b", "a#", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_FALSE(is_aws_region(bad)) << bad;
  }
  EXPECT_EQ(aws_domain_of("eu-west-1"), "amazonaws.com");
  EXPECT_EQ(aws_domain_of("cn-north-1"), "amazonaws.com.cn");
  EXPECT_EQ(aws_domain_of("us-iso-east-1"), "c2s.ic.gov");
  EXPECT_EQ(aws_domain_of("us-isob-east-1"), "sc2s.sgov.gov");
}

TEST(AwsProcesses, AreSplitIntoWordsWithoutAShell) {
  EXPECT_THAT(*split_command(R"(/opt/tool --a "b c" 'd "e' f\ g "h\"i" "")"),
              ElementsAre("/opt/tool", "--a", "b c", "d \"e", "f g", "h\"i", ""));
  EXPECT_THAT(*split_command("a; $(b) `c` | d > e"), ElementsAre("a;", "$(b)", "`c`", "|", "d", ">", "e"));
  EXPECT_THAT(*split_command("  "), ElementsAre());
  EXPECT_FALSE(split_command("a 'b"));
}

constexpr const char* kUuid = "a1b2c3d4-5678-90ab-cdef-1234567890ab";
constexpr const char* kArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf";

TEST(AwsReferences, HaveANameAKeyAndAVersion) {
  struct Case {
    std::string text;
    AwsReference expected;
  };
  for (const Case& c :
       {Case{"prod/db", {"prod/db", "", "", ""}}, Case{"prod/db#password", {"prod/db", "password", "", ""}},
        Case{"prod/db#a.b@AWSPREVIOUS", {"prod/db", "a.b", "AWSPREVIOUS", ""}},
        Case{"prod/db@AWSPENDING", {"prod/db", "", "AWSPENDING", ""}},
        Case{std::string("prod/db@") + kUuid, {"prod/db", "", "", kUuid}},
        Case{std::string("prod/db#k@") + kUuid, {"prod/db", "k", "", kUuid}},
        Case{"user@example.com", {"user@example.com", "", "", ""}},
        Case{"user@example.com@AWSCURRENT", {"user@example.com", "", "AWSCURRENT", ""}},
        Case{"prod/db#@blue", {"prod/db", "", "blue", ""}}, Case{"prod/db#a@b@blue", {"prod/db", "a@b", "blue", ""}},
        Case{"prod/db#a#b", {"prod/db", "a#b", "", ""}}, Case{kArn, {kArn, "", "", ""}},
        Case{std::string(kArn) + "#password", {kArn, "password", "", ""}}}) {
    const auto parsed = parse_aws_reference(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.expected) << c.text;
  }
}

TEST(AwsReferences, RefuseWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("#key"), std::string("name#"), std::string("name#k@"), std::string("@AWSCURRENT"),
        std::string("a\nb"), std::string(3000, 'a'), std::string("arn:aws:secretsmanager:evil.test/:1:secret:x"),
        std::string("arn:aws:s3:eu-west-1:1:secret:x"), std::string("arn:aws:secretsmanager"),
        std::string("arn:aws:secretsmanager::1:secret:x")}) {
    EXPECT_FALSE(parse_aws_reference(text)) << text;
  }
}

TEST(JsonKeys, FindMembersByNameByStepsAndByIndex) {
  const json::value document = *json::parse(R"({"a":{"b":[{"c":1}]},"a.b":2,"x.y":{"z":3},"":4})", "test");
  const auto found = [&](const char* key) {
    const json::value* v = find_json_key(document, key);
    return v == nullptr ? std::string("none") : boost::json::serialize(*v);
  };
  EXPECT_EQ(found("a.b"), "2");
  EXPECT_EQ(found("a.b.0.c"), "1");
  EXPECT_EQ(found("x%2Ey.z"), "3");
  EXPECT_EQ(found("a.b.1.c"), "none");
  EXPECT_EQ(found("a.b.-1.c"), "none");
  EXPECT_EQ(found("a.b.0.c.d"), "none");
  EXPECT_EQ(found("nothing"), "none");
}

}  // namespace
}  // namespace signet::vault::test
