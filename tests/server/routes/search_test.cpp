// Search over the API, on both databases: what is found, in which order, by whom, and what never is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SearchApi : public test::WithPrivateWorkspace {
 protected:
  void SetUp() override {
    WithPrivateWorkspace::SetUp();
    if (IsSkipped()) return;
    top_ = make(path_, "collection", {{"info", {{"name", "Shop"}, {"schema", kSchema}}}, {"item", json::array()}});
  }

  std::string make(const std::string& workspace, std::string_view kind, const json::object& content,
                   const std::string& parent = "") {
    json::object body{{"kind", kind}, {"content", content}};
    if (!parent.empty()) body["parent"] = parent;
    const test::Answer made = send(mate_, "POST", workspace + "/elements", body);
    EXPECT_EQ(made.status, 201U) << made.body;
    return test::text_at(made, "id");
  }

  std::string make_request(std::string_view name, std::string_view url = "https://host.example") {
    return make(path_, "request", {{"name", name}, {"request", {{"method", "GET"}, {"url", url}}}}, top_);
  }

  std::vector<std::string> found(const test::Person& who, std::string_view query, const std::string& more = "") {
    return names(who, fmt::format("{}/search?q={}{}", path_, percent_encode(query), more), "elements");
  }

  static constexpr const char* kSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
  std::string top_;
};
SIGNET_ON_BOTH(SearchApi);

TEST_P(SearchApi, FindsWhatHasAllWordsByTheirBeginnings) {
  make_request("List orders");
  make_request("Bücher löschen", "https://host.example/v1/orders/archivedOnes");
  EXPECT_THAT(found(other_, "orders"), ElementsAre("List orders", "Bücher löschen")) << "names first";
  EXPECT_THAT(found(other_, "ORD li"), ElementsAre("List orders"));
  EXPECT_THAT(found(other_, "bucher"), ElementsAre("Bücher löschen"));
  EXPECT_THAT(found(other_, "ones"), ElementsAre("Bücher löschen")) << "the second part of a word in camel case";
  EXPECT_THAT(found(other_, "orders missing"), IsEmpty());
  EXPECT_THAT(found(other_, "rders"), IsEmpty());
  for (const char* pattern : {"%", "_", "o_ders", "%25", "' OR 1=1"}) {
    EXPECT_THAT(found(other_, std::string(pattern) + "zz"), IsEmpty()) << pattern;
  }
  EXPECT_EQ(send(other_, "GET", path_ + "/search?q=%25").status, 422U);
  EXPECT_EQ(send(other_, "GET", path_ + "/search?q=a+b+c+d+e+f+g+h+i").status, 422U);
  EXPECT_EQ(send(other_, "GET", path_ + "/search").status, 422U);
}

TEST_P(SearchApi, FollowsTheElements) {
  const std::string id = make_request("Invoices");
  const std::string folder = make(path_, "folder", {{"name", "Inner"}}, top_);
  make(path_, "request", {{"name", "Deep invoice"}, {"request", "https://host.example"}}, folder);
  EXPECT_THAT(found(mate_, "invoice"), UnorderedElementsAre("Invoices", "Deep invoice"));
  EXPECT_THAT(found(mate_, "invoice", "&kind=folder"), IsEmpty());
  EXPECT_THAT(found(mate_, "inner", "&kind=folder"), ElementsAre("Inner"));
  json::object content{{"name", "Bills"}, {"request", "https://host.example"}};
  ASSERT_EQ(send(mate_, "PUT", path_ + "/elements/" + id, json::object{{"content", content}}, 1).status, 200U);
  EXPECT_THAT(found(mate_, "bills"), ElementsAre("Bills"));
  EXPECT_THAT(found(mate_, "invoice"), ElementsAre("Deep invoice"));
  ASSERT_EQ(send(mate_, "POST", path_ + "/elements/" + id + "/versions/1/restore").status, 200U);
  EXPECT_THAT(found(mate_, "bills"), IsEmpty());
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/elements/" + folder).status, 204U);
  EXPECT_THAT(found(mate_, "invoice"), ElementsAre("Invoices"));
  EXPECT_THAT(found(mate_, "invoice", "&trashed=true"), ElementsAre("Deep invoice"));
  ASSERT_EQ(send(mate_, "POST", path_ + "/elements/" + folder + "/restore").status, 200U);
  EXPECT_THAT(found(mate_, "invoice"), UnorderedElementsAre("Invoices", "Deep invoice"));
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/elements/" + folder).status, 204U);
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/elements/" + folder + "/trashed").status, 204U);
  EXPECT_THAT(found(mate_, "invoice", "&trashed=true"), IsEmpty());
}

TEST_P(SearchApi, TakesStrangeTexts) {
  const std::string odd("NUL\0inside", 10);
  make_request(odd);
  make_request("100% [brackets] \\slash 'quote'");
  const std::string body = R"({"kind":"request","parent":")" + top_ +
                           R"(","content":{"name":"lone \ud800 surrogate","request":"https://host.example"}})";
  const test::Answer refused =
      client_->ask(fmt::format("POST /api/v1{}/elements HTTP/1.1\r\nHost: a\r\n{}\r\nContent-Type: application/json\r\n"
                               "Content-Length: {}\r\n\r\n{}",
                               path_, mate_.headers[0], body.size(), body));
  EXPECT_EQ(refused.status, 400U) << refused.body;
  EXPECT_EQ(found(mate_, "inside").size(), 1U);
  EXPECT_EQ(found(mate_, "[brackets] \\slash 'quote'").size(), 1U);
}

TEST_P(SearchApi, GoesOnBehindEachPage) {
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i) {
    expected.push_back(fmt::format("Order {}", i));
    make_request(expected.back());
    expected.push_back(fmt::format("Other {}", i));
    make_request(expected.back(), "https://host.example/orders");
  }
  for (const std::string& at : {path_ + "/search", std::string("/search")}) {
    std::vector<std::string> all;
    std::string cursor;
    int pages = 0;
    do {
      const json::value page = test::json_of(send(other_, "GET", fmt::format("{}?q=order&limit=3{}", at, cursor)));
      for (const json::value& one : page.at("elements").as_array()) {
        all.emplace_back(one.at("name").as_string());
        EXPECT_EQ(one.at("found_in"), all.back().starts_with("Order") ? "name" : "content");
        EXPECT_EQ(one.at("workspace_name"), "Orders");
      }
      EXPECT_LE(page.at("elements").as_array().size(), 3U);
      const json::value& next = page.at("next_cursor");
      cursor = next.is_null() ? std::string() : "&cursor=" + std::string(next.as_string());
    } while (!cursor.empty() && ++pages < 20);
    ASSERT_EQ(all.size(), expected.size()) << at;
    EXPECT_TRUE(std::all_of(all.begin(), all.begin() + 7, [](const auto& name) { return name.starts_with("Order"); }));
    EXPECT_THAT(all, testing::UnorderedElementsAreArray(expected));
  }
  EXPECT_EQ(send(other_, "GET", path_ + "/search?q=order&cursor=00").status, 422U);
}

TEST_P(SearchApi, OfAllWorkspacesReachesWhatTheAskerMayRead) {
  make_request("Planet one");
  const std::string own = make_workspace(mate_, "personal", "Mine");
  make(own, "environment", {{"name", "Planet two"}, {"values", json::array()}});
  const std::string team = make_workspace(mate_, "team", "All");
  make(team, "environment", {{"name", "Planet three"}, {"values", json::array()}});
  EXPECT_THAT(names(mate_, "/search?q=planet", "elements"), ElementsAre("Planet three", "Planet two", "Planet one"))
      << "by the names of the workspaces";
  EXPECT_THAT(names(other_, "/search?q=planet", "elements"), ElementsAre("Planet three", "Planet one"));
  EXPECT_THAT(names(owner_, "/search?q=planet", "elements"), ElementsAre("Planet three"));
  EXPECT_THAT(names(stranger_, "/search?q=planet", "elements"), IsEmpty());
  KeyRequest request{"bound", Scope::kRead, {}};
  request.workspaces = {id_of(own)};
  const NewApiKey key = write(
      [&](store::Transaction& transaction) { return make_api_key(transaction, mate_.id, request, unix_now_ms()); });
  const test::Person bound{mate_.id, mate_.email, {"X-Api-Key: " + std::string(key.key.expose())}};
  EXPECT_THAT(names(bound, "/search?q=planet", "elements"), ElementsAre("Planet two"));
  EXPECT_EQ(send(bound, "GET", path_ + "/search?q=planet").status, 404U);
  EXPECT_EQ(send(stranger_, "GET", path_ + "/search?q=planet").status, 404U);
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/users/" + other_.id).status, 204U);
  EXPECT_THAT(names(other_, "/search?q=planet", "elements"), ElementsAre("Planet three")) << "out at once";
}

}  // namespace
}  // namespace signet::server
