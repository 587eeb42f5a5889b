#include "vault/contents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "vault/contents_json.h"

namespace signet::vault {
namespace {

using ::testing::HasSubstr;

std::string text_of(const Contents& contents) {
  return std::string(contents_to_json(contents).expose());
}

Contents full() {
  Contents contents;
  Entry& entry = contents.entries.emplace_back();
  entry.id = "id-1";
  entry.name = "github-tökén";
  entry.versions.push_back({"v2", SecretString("new \"value\"\n\x01"), 20});
  entry.versions.push_back({"v1", SecretString(std::string("bytes \xff\x00\xfe", 9)), 10});
  entry.domains = {*parse_domain_rule("http://*.example.com:8080"), *parse_domain_rule("[::1]:443")};
  entry.note = "a note";
  entry.tags = {"ci", "prod"};
  entry.created_ms = 1;
  entry.changed_ms = 2;
  entry.used_ms = 3;
  entry.expires_ms = -4;
  entry.edits = {{"m1", 7}, {"m2", 1}};
  Entry& link = contents.entries.emplace_back();
  link.id = "id-2";
  link.name = "linked";
  link.link = "aws:prod/db#password";
  contents.tombstones.push_back({"gone", 5, {{"m1", 1}}});
  Consent& consent = contents.consents.emplace_back();
  consent.id = "c";
  consent.collection_path = "/path/\xff.json";
  consent.collection_name = "Orders";
  consent.scripts_digest = "ab";
  consent.secrets = {"*"};
  consent.scripts_read = true;
  consent.scripts_write = false;
  consent.granted_ms = 9;
  consent.edits = {{"m1", 1}};
  ProviderConfig& provider = contents.providers.emplace_back();
  provider.name = "prod";
  provider.type = "aws";
  provider.settings = {{"region", "eu-central-1"}};
  provider.credentials.emplace("text", SecretString("abc"));
  provider.credentials.emplace("bytes", SecretString("\xff\xfe"));
  provider.domains = {*parse_domain_rule("*")};
  provider.ttl_seconds = 17;
  provider.edits = {{"m1", 1}};
  contents.edits = {{"m1", 9}, {"m2", 1}};
  return contents;
}

TEST(VaultContents, AreTheSameAfterWritingAndReading) {
  const std::string text = text_of(full());
  const auto read = contents_from_json(text);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(text_of(*read), text);
  const Entry* entry = read->find("github-tökén");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->value()->expose(), "new \"value\"\n\x01");
  EXPECT_EQ(entry->versions[1].value.expose(), std::string_view("bytes \xff\x00\xfe", 9));
  EXPECT_EQ(entry->expires_ms, -4);
  EXPECT_EQ(entry->domains[0].to_string(), "http://*.example.com:8080");
  EXPECT_EQ(read->find("linked")->link, "aws:prod/db#password");
  EXPECT_EQ(read->find("linked")->value(), nullptr);
  EXPECT_EQ(read->consents[0].collection_path, "/path/\xff.json");
  const ProviderConfig* provider = read->find_provider("prod");
  ASSERT_NE(provider, nullptr);
  EXPECT_EQ(provider->credentials.at("bytes").expose(), "\xff\xfe");
  EXPECT_EQ(provider->ttl_seconds, 17);
  EXPECT_EQ(read->edits, full().edits);
  EXPECT_EQ(read->find("none"), nullptr);
}

TEST(VaultContents, KeepWhatANewerSignetAddedToAnEntry) {
  const auto read = contents_from_json(R"({"vault":{"version":1,"edits":{}}})"
                                       "\n"
                                       R"({"entry":{"id":"1","name":"n","totp":{"seed":"s","digits":6},"icon":null}})"
                                       "\n"
                                       R"({"passkey":{"id":"2"}})"
                                       "\n");
  ASSERT_TRUE(read) << read.error().to_string();
  const std::string text = text_of(*read);
  EXPECT_THAT(text, HasSubstr(R"("totp":{"seed":"s","digits":6})"));
  EXPECT_THAT(text, HasSubstr(R"("icon":null)"));
  EXPECT_THAT(text, HasSubstr(R"({"passkey":{"id":"2"}})"
                              "\n"));
  EXPECT_EQ(text_of(*contents_from_json(text)), text);
}

TEST(VaultContents, OfANewerVersionAreRefusedWithAHint) {
  const auto read = contents_from_json(R"({"vault":{"version":2}})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(read.error().hint, HasSubstr("update Signet"));
}

TEST(VaultContents, ThatAreWrongSayWhereAndNeverShowAValue) {
  const std::string head = R"({"vault":{"version":1,"edits":{}}})"
                           "\n";
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  for (const auto& [text, where] : std::vector<std::pair<std::string, std::string>>{
           {"", "line 1"},
           {"{", "line 1"},
           {R"({"entry":{}})", "line 1"},
           {R"({"vault":"hunter2"})", "line 1: vault is not an object"},
           {R"({"vault":{"version":"hunter2"}})", "line 1: vault.version"},
           {R"({"vault":{"edits":{"a":-1}}})", "line 1: vault.edits"},
           {head + head, "line 2"},
           {head + "\n", "line 2"},
           {head + "{} hunter2", "line 2"},
           {head + "[]", "line 2"},
           {head + R"({"entry":{},"hunter2":{}})", "line 2"},
           {head + R"({"entry":)" + deep + "}", "line 2"},
           {head + R"({"entry":"hunter2"})", "line 2: entry is not an object"},
           {head + R"({"entry":{}})"
                   "\n"
                   R"({"entry":{"name":["hunter2"]}})",
            "line 3: entry.name"},
           {head + R"({"entry":{"versions":{"hunter2":1}}})", "entry.versions"},
           {head + R"({"entry":{"versions":["hunter2"]}})", "entry is not an object"},
           {head + R"({"entry":{"versions":[{"value":["hunter2"]}]}})", "entry.value"},
           {head + R"({"entry":{"versions":[{"value":{"base64":"hunter2!"}}]}})", "entry.value"},
           {head + R"({"entry":{"domains":["hunter2/x"]}})", "entry.domains"},
           {head + R"({"entry":{"tags":["hunter2",1]}})", "entry.tags"},
           {head + R"({"entry":{"created":"hunter2"}})", "entry.created"},
           {head + R"({"entry":{"created":1.5}})", "entry.created"},
           {head + R"({"entry":{"edits":{"a":-1}}})", "entry.edits"},
           {head + R"({"consent":{"scripts_read":"hunter2"}})", "consent.scripts_read"},
           {head + R"({"provider":{"credentials":{"token":["hunter2"]}}})", "provider.credentials"},
           {head + R"({"entry":{"rate":1.5}})", "entry.rate"},
           {head + R"({"entry":{"list":[{"much":38888888888888888888888888888888888888800}]}})", "entry.list"},
           {head + R"({"tombstone":{"edits":{"a":18446744073709551615}}})", "tombstone.edits"},
       }) {
    const auto read = contents_from_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput) << text;
    EXPECT_THAT(read.error().message, HasSubstr(where)) << text;
    EXPECT_EQ(read.error().to_string().find("hunter2"), std::string::npos) << read.error().to_string();
  }
}

TEST(VaultEntryName, IsShortTextWithoutMeaningOfItsOwn) {
  for (const std::string_view name : {"a", "github-token", "Prod DB / password", "tökén", "a.b_c@d", "1"}) {
    EXPECT_TRUE(check_entry_name(name)) << name;
  }
  for (const std::string& name : {std::string(), std::string(" a"), std::string("a "), std::string("a:b"),
                                  std::string("{a}"), std::string("a\nb"), std::string("a\x1b[2J"), std::string("\xff"),
                                  std::string("*"), std::string(129, 'a'), std::string("a\0b", 3),
                                  std::string("a\xC2\x9B"
                                              "2J")}) {
    EXPECT_FALSE(check_entry_name(name)) << name;
  }
}

}  // namespace
}  // namespace signet::vault
