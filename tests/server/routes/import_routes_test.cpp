// Files brought into a workspace and given back, over the API, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "base/encoding.h"
#include "base/file.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A ZIP archive of these files.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  signet::test::TemporaryFolder folder;
  const std::string path = (folder.path() / "dump.zip").string();
  int code = 0;
  zip_t* archive = ::zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  EXPECT_NE(archive, nullptr);
  for (const auto& [name, text] : files) {
    zip_source_t* source = ::zip_source_buffer(archive, text.data(), text.size(), 0);
    EXPECT_GE(::zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8), 0);
  }
  EXPECT_EQ(::zip_close(archive), 0);
  const auto bytes = read_file(path);
  EXPECT_TRUE(bytes);
  return bytes ? *bytes : "";
}

class ImportApi : public test::WithWorkspaces {
 protected:
  void SetUp() override {
    WithWorkspaces::SetUp();
    if (IsSkipped()) return;
    path_ = make_workspace(mate_, "private");
  }

  test::Answer import(std::string_view name, std::string_view bytes) {
    return send(mate_, "POST", path_ + "/import", json::object{{"name", name}, {"data", base64_encode(bytes)}});
  }

  std::string path_;
};
SIGNET_ON_BOTH(ImportApi);

constexpr std::string_view kCollection =
    R"({"info":{"name":"Orders","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},)"
    R"("item":[{"name":"Admin","item":[{"name":"list","request":{"method":"GET","url":"https://o.example/list",)"
    R"("auth":{"type":"bearer","bearer":[{"key":"token","value":"planted-secret-1","type":"string"}]}}}]},)"
    R"({"name":"health","request":"https://o.example/health"}],"x-unknown":[1,{"deep":null}]})";
constexpr std::string_view kEnvironment =
    R"({"id":"e1","name":"Production","values":[{"key":"host","value":"o.example","enabled":true}],)"
    R"("_postman_variable_scope":"environment"})";

TEST_P(ImportApi, GivesBackWhatCameIn) {
  const test::Answer answer = import("orders.json", kCollection);
  ASSERT_EQ(answer.status, 201U) << answer.body;
  EXPECT_THAT(answer.body, Not(HasSubstr("planted")));
  const json::value body = test::json_of(answer);
  const std::string id(body.at("imported").at(0).at("id").as_string());
  EXPECT_EQ(send(mate_, "GET", path_ + "/elements/" + id + "/export").body, kCollection);
  EXPECT_EQ(test::json_of(send(mate_, "GET", path_ + "/changes")).at("last_seq").as_int64(), 1) << "one change";
}

TEST_P(ImportApi, TakesAWholeDataDumpAtOnceAndTellsWhatItLeftOut) {
  const std::string dump = zip_of({{"archive.json", R"({"collection":{"c1":true},"environment":{"e1":true}})"},
                                   {"collection/c1.json", std::string(kCollection)},
                                   {"environment/e1.json", std::string(kEnvironment)},
                                   {"collection/c2.json", "{ broken"}});
  const test::Answer answer = import("dump.zip", dump);
  ASSERT_EQ(answer.status, 201U) << answer.body;
  const json::value body = test::json_of(answer);
  std::vector<std::string> kinds;
  for (const json::value& one : body.at("imported").as_array()) kinds.emplace_back(one.at("kind").as_string());
  EXPECT_THAT(kinds, ElementsAre("collection", "environment"));
  ASSERT_EQ(body.at("left_out").as_array().size(), 1U);
  EXPECT_THAT(std::string(body.at("left_out").at(0).at("source").as_string()), HasSubstr("c2.json"));
}

TEST_P(ImportApi, MakesCollectionsOfOtherFormatsAndTellsWhatTheyCannotHold) {
  const test::Answer described =
      import("https://api.example.com/openapi.yaml",
             "openapi: 3.1.0\ninfo: {title: Orders}\nservers: [{url: /v1}]\n"
             "paths: {/orders: {get: {tags: [Admin], summary: List}}}\nwebhooks: {new: {}}\n");
  ASSERT_EQ(described.status, 201U) << described.body;
  const json::value body = test::json_of(described);
  EXPECT_THAT(std::string(body.at("notices").at(0).as_string()), HasSubstr("Webhooks"));
  const std::string id(body.at("imported").at(0).at("id").as_string());
  const json::value back = test::json_of(send(mate_, "GET", path_ + "/elements/" + id + "/export"));
  EXPECT_EQ(back.at("variable").at(0).at("value"), json::value("https://api.example.com/v1"));
  EXPECT_EQ(back.at("item").at(0).at("item").at(0).at("name"), json::value("List"));

  const test::Answer recorded = import("shop.har", R"({"log":{"entries":[{"request":{"method":"GET",
    "url":"https://example.com/","headers":[{"name":"Authorization","value":"Bearer planted-secret-2"}]}}]}})");
  ASSERT_EQ(recorded.status, 201U) << recorded.body;
  EXPECT_EQ(test::json_of(recorded).at("imported").at(1).at("kind"), json::value("environment"));
  EXPECT_THAT(recorded.body, AllOf(HasSubstr("1 credential was not taken"), Not(HasSubstr("planted"))));

  const test::Answer old = import("old.json", R"({"swagger":"2.0","paths":{}})");
  EXPECT_EQ(old.status, 422U);
  EXPECT_THAT(old.body,
              AllOf(HasSubstr("old.json: describes an API in Swagger 2.0"), HasSubstr("convert it to OpenAPI 3")));
}

TEST_P(ImportApi, RefusesWhatItDoesNotUnderstandAndKeepsNothingOfIt) {
  for (const std::string& bytes : {std::string("{"), std::string("[]"), std::string(R"({"a":1})"),
                                   std::string("PK\x03\x04xx"), std::string(300, '['), std::string()}) {
    const test::Answer answer = import("x.json", bytes);
    EXPECT_EQ(answer.status, 422U) << bytes << answer.body;
  }
  EXPECT_EQ(send(mate_, "POST", path_ + "/import", json::object{{"name", "x"}, {"data", "not base64!"}}).status, 422U);
  EXPECT_THAT(names(mate_, path_ + "/elements", "elements"), IsEmpty());
}

TEST_P(ImportApi, LeavesTheGlobalsThatThereAreAsTheyAre) {
  const std::string globals =
      R"({"name":"Globals","values":[{"key":"a","value":"1","enabled":true}],"_postman_variable_scope":"globals"})";
  ASSERT_EQ(import("globals.json", globals).status, 201U);
  const json::value again = test::json_of(import("globals.json", globals));
  EXPECT_THAT(again.at("imported").as_array(), IsEmpty());
  EXPECT_EQ(again.at("left_out").as_array().size(), 1U);
}

}  // namespace
}  // namespace signet::server
