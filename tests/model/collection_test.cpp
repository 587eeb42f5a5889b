#include "model/collection.h"

#include <gtest/gtest.h>

#include "tests/model/tables.h"

namespace signet::model {
namespace {

Collection read(std::string_view text) {
  auto collection = Collection::from_json(parsed(text), "orders.json");
  EXPECT_TRUE(collection.ok()) << (collection ? "" : collection.error().to_string());
  return collection ? *std::move(collection) : Collection{};
}

constexpr std::string_view kTree = R"({"info":{"name":"c","_postman_id":"cid","description":{"content":"text"}},
  "auth":{"type":"bearer","bearer":[{"key":"token","value":"top"}]},
  "event":[{"listen":"test","script":{"exec":["top"]}}],
  "protocolProfileBehavior":{"followRedirects":true,"strictSSL":true},
  "variable":[{"key":"v","value":"1"}],
  "item":[
    {"name":"folder","id":"f","auth":{"type":"basic"},"protocolProfileBehavior":{"followRedirects":false},
     "event":[{"listen":"test","script":"in\r\nfolder"},{"listen":"test","script":"off","disabled":true}],
     "item":[{"name":"inner","id":"i","request":"http://h/1","event":[{"listen":"test","script":["own"]}]}]},
    {"name":"last","id":"folder","request":{"url":"http://h/2","auth":{"type":"noauth"}}}]})";

TEST(Collection, WalksItsRequestsInRunOrder) {
  const Collection collection = read(kTree);
  const auto requests = collection.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0]->path(), (std::vector<std::string>{"folder", "inner"}));
  EXPECT_EQ(requests[1]->path(), (std::vector<std::string>{"last"}));
  EXPECT_EQ(collection.id, "cid");
  EXPECT_EQ(collection.name, "c");
  EXPECT_EQ(collection.description, "text");
}

TEST(Collection, FindsIdsBeforeNames) {
  const Collection collection = read(kTree);
  EXPECT_EQ(collection.find("folder")->name, "last");
  EXPECT_EQ(collection.find("inner")->id, "i");
  EXPECT_EQ(collection.find("nothing"), nullptr);
}

TEST(Collection, TakesTheNearestAuthEventsOutermostFirstAndTheNearestBehavior) {
  const Collection collection = read(kTree);
  const Item& inner = *collection.find("i");
  EXPECT_EQ(effective_auth(collection, inner)->type, "basic");
  EXPECT_EQ(effective_auth(collection, *collection.find("last"))->type, "noauth");
  std::vector<std::string> sources;
  for (const Event* event : events_for(collection, inner, "test")) sources.push_back(event->script.source);
  EXPECT_EQ(sources, (std::vector<std::string>{"top", "in\nfolder", "own"}));
  EXPECT_EQ(json::value(profile_behavior(collection, inner)), parsed(R"({"followRedirects":false,"strictSSL":true})"));
}

TEST(Collection, KeepsTheDocumentAsRead) {
  constexpr std::string_view kText =
      R"({"zeta":1,"info":{"name":"c","x":[]},"item":[{"request":{"url":"h","y":{"b":1,"a":2}},"w":null,"name":"n"}]})";
  const Collection collection = read(kText);
  EXPECT_EQ(boost::json::serialize(*collection.document), kText);
  EXPECT_EQ(collection.items[0]->source, &collection.document->at("item").at(0));
}

TEST(Collection, TakesTheWrapperOfPostmansApiOff) {
  EXPECT_EQ(read(R"({"collection":{"info":{"name":"inside"},"item":[]}})").name, "inside");
}

TEST(Collection, ReadsFoldersNestedToThreeHundredLevels) {
  std::string text = R"({"info":{"name":"deep"},"item":[)";
  std::string end;
  for (int i = 0; i < 300; ++i) {
    text += R"({"name":"f","item":[)";
    end += "]}";
  }
  text += R"({"name":"leaf","request":"http://h"})" + end + "]}";
  const Collection collection = read(text);
  ASSERT_EQ(collection.requests().size(), 1U);
  EXPECT_EQ(collection.requests()[0]->path().size(), 301U);
}

TEST(Collection, MakesIdsWhereTheFileHasNone) {
  const Collection collection = read(R"({"info":{"name":"c"},"item":[{"name":"a","request":"h"}]})");
  EXPECT_EQ(collection.id.size(), 36U);
  EXPECT_EQ(collection.items[0]->id.size(), 36U);
}

struct BadCollection {
  const char* text;
  const char* message;
};

class BadCollections : public ::testing::TestWithParam<BadCollection> {};

TEST_P(BadCollections, NameThePlaceAndWhatWasExpected) {
  auto collection = Collection::from_json(parsed(GetParam().text), "orders.json");
  ASSERT_FALSE(collection.ok());
  EXPECT_EQ(collection.error().message, GetParam().message);
  EXPECT_FALSE(collection.error().hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCollections,
    ::testing::Values(
        BadCollection{"[]", "orders.json: expected a Postman collection as an object, found an array"},
        BadCollection{"{}", R"(orders.json: expected a Postman collection: "info" and "item" are missing)"},
        BadCollection{R"({"info":{},"item":{}})", "orders.json: item: expected an array of items, found an object"},
        BadCollection{R"({"item":[{"item":"x"}]})",
                      "orders.json: item[0].item: expected an array of items, found a string"},
        BadCollection{R"({"item":[{},{"item":[{"name":"x"},5]}]})",
                      "orders.json: item[1].item[1]: expected a request or folder as an object, found a number"},
        BadCollection{R"({"item":[{"request":{"url":7}}]})",
                      "orders.json: item[0].request.url: expected a string or an object, found a number"},
        BadCollection{
            R"({"item":[{"event":[{"listen":"test","script":5}]}]})",
            "orders.json: item[0].event[0].script: expected an object, a string or an array of lines, found a number"},
        BadCollection{R"({"item":[],"variable":[{"key":"a"},"x"]})",
                      "orders.json: variable[1]: expected a variable as an object, found a string"},
        BadCollection{R"({"item":[],"variable":"x"})",
                      "orders.json: variable: expected an array of variables, found a string"},
        BadCollection{R"({"name":"v1","order":[],"requests":[],"folders":[{"id":"a","folders_order":["b"]},
            {"id":"c","folders_order":["b"]},{"id":"b"}]})",
                      R"(orders.json: folder "b" stands in more than one place of folders_order)"}));

TEST(Collection, RefusesToUnfoldAFileWithoutBound) {
  std::string order;
  for (int i = 0; i < 5000; ++i) order += R"("r",)";
  auto collection =
      Collection::from_json(parsed(R"({"name":"v1","order":[],"requests":[{"id":"r"}],"folders":[{"id":"f","order":[)" +
                                   order + R"("r"]}]})"),
                            "v1.json");
  ASSERT_FALSE(collection.ok());
  EXPECT_EQ(collection.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::model
