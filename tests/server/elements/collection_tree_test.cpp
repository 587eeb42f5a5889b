#include "server/elements/collection_tree.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "model/collection.h"
#include "model/text_encoding.h"
#include "tests/server/elements/support.h"

namespace signet::server {
namespace {

using test::parsed;
using test::secrets_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Result<TreeNode> split(std::string_view text) {
  return split_collection(parsed(text), "orders.json");
}

/// Equal, and of equal texts: so the order of the members is, too.
void expect_same(const json::value& came, const json::value& went, const std::string& where) {
  EXPECT_EQ(boost::json::serialize(came), boost::json::serialize(went)) << where;
}

TEST(CollectionTree, MakesElementsOfFoldersAndRequests) {
  auto root = split(R"({"info":{"name":"C"},"item":[
    {"name":"F","item":[{"name":"A","request":"h"}],"auth":{"type":"bearer","bearer":{"token":"t"}}},
    {"request":{"url":"h"}},{"name":"Empty","item":[]}],"variable":[{"key":"k","value":"v"}]})");
  ASSERT_TRUE(root) << root.error().to_string();
  EXPECT_EQ(root->content.name, "C");
  expect_same(root->content.document,
              parsed(R"({"info":{"name":"C"},"item":[],"variable":[{"key":"k","value":null}]})"), "root");
  ASSERT_EQ(root->children.size(), 3U);
  EXPECT_EQ(root->children[0].kind, ElementKind::kFolder);
  EXPECT_EQ(root->children[0].children.at(0).content.name, "A");
  EXPECT_THAT(secrets_of(root->children[0].content), ElementsAre(Pair("auth/bearer/token", "\"t\"")));
  EXPECT_EQ(root->children[1].kind, ElementKind::kRequest);
  EXPECT_EQ(root->children[1].content.name, "Unnamed request");
  EXPECT_EQ(root->children[2].kind, ElementKind::kFolder);
}

TEST(CollectionTree, GivesBackWhatCameInAllConformanceCases) {
  namespace fs = std::filesystem;
  std::size_t seen = 0;
  for (const std::string_view folder : {"tests", "examples", "fuzz/corpus/model_collection"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SIGNET_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".json") continue;
      auto bytes = read_file(entry.path());
      ASSERT_TRUE(bytes);
      auto document = json::parse(model::to_utf8(*std::move(bytes)), entry.path().string());
      if (!document || !model::Collection::from_json(*document, "")) continue;
      const auto came = model::to_v2(*document, "");
      ASSERT_TRUE(came);
      auto root = split_collection(*std::move(document), entry.path().string());
      ASSERT_TRUE(root) << root.error().to_string();
      expect_same(*came, join_collection(*std::move(root)), entry.path().string());
      ++seen;
    }
  }
  EXPECT_GT(seen, 200U);
}

TEST(CollectionTree, KeepsMembersThatNobodyKnowsAndTheirOrder) {
  constexpr std::string_view kText = R"({"zeta":[1,{"b":1.5,"a":null}],"item":[{"w":{"item":[5]},"item":[
    {"request":null,"id":"x","_postman_id":"y","item":null}],"name":"F"},{"item":false,"name":"R"}],"info":{"name":"C"},
    "alpha":"\u0000"})";
  auto root = split(kText);
  ASSERT_TRUE(root) << root.error().to_string();
  expect_same(join_collection(*std::move(root)), parsed(kText), "");
}

TEST(CollectionTree, ConvertsFormatOneAndUnwraps) {
  auto old = split(R"({"id":"c","name":"Old","order":["r"],"requests":[{"id":"r","name":"R","url":"h","method":"GET",
    "currentHelper":"basicAuth","helperAttributes":{"username":"u","password":"p"}}]})");
  ASSERT_TRUE(old) << old.error().to_string();
  EXPECT_EQ(old->content.name, "Old");
  EXPECT_THAT(secrets_of(old->children.at(0).content), ElementsAre(Pair("auth/basic/password", "\"p\"")));
  auto wrapped = split(R"({"collection":{"info":{"name":"W"},"item":[]}})");
  ASSERT_TRUE(wrapped);
  EXPECT_EQ(wrapped->content.name, "W");
}

TEST(CollectionTree, PutsChildrenIntoAFolderThatHasNoPlaceForThem) {
  TreeNode root;
  root.content.document = parsed(R"({"name":"C"})");
  root.children.emplace_back();
  root.children.back().content.document = parsed(R"({"name":"R"})");
  expect_same(join_collection(std::move(root)), parsed(R"({"name":"C","item":[{"name":"R"}]})"), "");
}

TEST(CollectionTree, NamesThePlaceOfWhatItRefuses) {
  const auto deep = [](std::size_t folders) {
    std::string text = R"({"info":{"name":"C"})";
    for (std::size_t i = 0; i < folders; ++i) text += R"(,"item":[{"name":"F")";
    for (std::size_t i = 0; i < folders; ++i) text += "}]";
    return text + "}";
  };
  EXPECT_TRUE(split(deep(kMaxTreeDepth)));
  const std::pair<std::string, std::string_view> cases[] = {
      {"[]", "orders.json"},
      {R"({"a":1})", "orders.json"},
      {R"({"info":{},"item":5})", "item"},
      {R"({"info":{},"item":[{"item":[5]}]})", "orders.json: item[0].item[0]: "},
      {R"({"info":{},"item":[{"item":{"a":1}}]})", "item[0].item"},
      {R"({"info":{},"item":[{"request":{"auth":5}}]})", "orders.json: item[0]: request.auth"},
      {R"({"info":{},"variable":[{"key":"a","currentValue":"b"}]})", "variable[0].currentValue"},
      {deep(kMaxTreeDepth + 1), "200 levels"},
  };
  for (const auto& [text, place] : cases) {
    const auto root = split(text);
    ASSERT_FALSE(root) << text;
    EXPECT_THAT(root.error().message, HasSubstr(std::string(place)));
    EXPECT_FALSE(root.error().hint.empty());
  }
}

TEST(CollectionTree, RefusesMoreElementsThanItHolds) {
  json::array items(kMaxNodes, json::object());
  const auto root = split_collection(json::object{{"item", std::move(items)}}, "big.json");
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::server
