#include "app/local/history.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/local/kept_cookies.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

class AppHistory : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = LocalStore::open(folder_.path());
    ASSERT_TRUE(opened) << opened.error().to_string();
    local_ = *std::move(opened);
    open();
  }
  void open(HistoryLimits limits = {}) {
    auto opened = History::open(*local_, limits, [this] { return now_; });
    ASSERT_TRUE(opened) << opened.error().to_string();
    history_ = *std::move(opened);
  }
  void add(std::string_view name, std::string_view url, int status, std::string_view body = "",
           std::string workspace = "w") {
    const json::object request{{"from_script", false},
                               {"method", "GET"},
                               {"url", url},
                               {"status", status},
                               {"timings", {{"total", 12}}},
                               {"body", {{"id", "x"}, {"size", body.size()}, {"text", body}}}};
    const json::object of_script{{"from_script", true}, {"method", "POST"}, {"url", "http://other"}, {"status", 500}};
    const Status added = history_->add({std::move(workspace), "c", "e"}, {{"name", name}, {"request", {}}},
                                       {{"requests", json::array{request, of_script}}});
    ASSERT_TRUE(added) << added.error().to_string();
    ++now_;
  }
  std::vector<std::string> names(const HistoryQuery& query) {
    std::vector<std::string> found;
    const auto listed = history_->list(query);
    EXPECT_TRUE(listed) << listed.error().to_string();
    for (const json::value& entry : *listed) found.emplace_back(entry.at("name").as_string());
    return found;
  }
  std::string id_of(std::size_t at) {
    return std::string(history_->list({.workspace = "w"})->at(at).at("id").as_string());
  }

  using Names = std::vector<std::string>;
  signet::test::TemporaryFolder folder_;
  std::unique_ptr<LocalStore> local_;
  std::unique_ptr<History> history_;
  std::int64_t now_ = 100 * kDayMs;
};

TEST_F(AppHistory, ListsWhatWasSentTheNewestFirstAlsoAfterAStart) {
  add("one", "http://a.test/1", 200);
  add("two", "http://a.test/2", 404, "", "other");
  add("three", "http://a.test/3", 201);
  open();
  EXPECT_EQ(names({.workspace = "w"}), (Names{"three", "one"}));
  EXPECT_EQ(names({.workspace = "other"}), Names{"two"});
  const json::object entry = history_->list({.workspace = "w"})->at(0).as_object();
  EXPECT_EQ(entry.at("url").as_string(), "http://a.test/3") << "not what a script sent";
  EXPECT_EQ(entry.at("status").as_int64(), 201);
  EXPECT_EQ(entry.at("time_ms").as_int64(), 12);
}

TEST_F(AppHistory, GivesPages) {
  for (int i = 0; i < 5; ++i) add(fmt::format("{}", i), "http://a.test", 200);
  EXPECT_EQ(names({.workspace = "w", .limit = 2}), (Names{"4", "3"}));
  EXPECT_EQ(names({.workspace = "w", .before = id_of(1), .limit = 2}), (Names{"2", "1"}));
  EXPECT_EQ(names({.workspace = "w", .before = id_of(4)}), Names{});
}

TEST_F(AppHistory, FindsByNameAddressStatusAndBody) {
  add("List orders", "http://a.test/orders", 200, R"({"kind":"Espresso"})");
  add("Count", "http://b.test/count", 404, "nothing");
  struct Row {
    std::string search;
    bool in_bodies;
    Names found;
  };
  const std::vector<Row> rows = {
      {"ORDERS", false, {"List orders"}},
      {"404", false, {"Count"}},
      {"espresso", false, {}},
      {"espresso", true, {"List orders"}},
      {"http://", true, {"Count", "List orders"}},
      {"tea", true, {}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(names({.workspace = "w", .search = row.search, .in_bodies = row.in_bodies}), row.found) << row.search;
  }
}

TEST_F(AppHistory, GivesBackTheRequestAndWhatCameOfIt) {
  add("one", "http://a.test/1", 200, "hello");
  const auto all = history_->read(id_of(0));
  ASSERT_TRUE(all) << all.error().to_string();
  EXPECT_EQ(all->at("item").at("name").as_string(), "one");
  EXPECT_EQ(all->at("result").at("requests").at(0).at("body").at("text").as_string(), "hello");
  EXPECT_EQ(all->at("entry").at("element").as_string(), "e");
  EXPECT_EQ(history_->read("98fa807c-3a8d-4995-924e-4290a1b2c3d4").error().code, ErrorCode::kNotFound);
}

TEST_F(AppHistory, KeepsOnlyTheBeginningOfLongBodies) {
  open({.body_bytes = 5});
  add("one", "http://a.test/1", 200, "grüße an alle");
  const auto all = history_->read(id_of(0));
  ASSERT_TRUE(all);
  EXPECT_EQ(all->at("result").at("requests").at(0).at("body").at("text").as_string(), "grü") << "no half letters";
}

TEST_F(AppHistory, ForgetsTheOldestAndTheAged) {
  open({.entries = 3});
  for (int i = 0; i < 5; ++i) add(fmt::format("{}", i), "http://a.test", 200);
  EXPECT_EQ(names({.workspace = "w"}), (Names{"4", "3", "2"}));
  EXPECT_EQ(local_->list("history-detail")->size(), 3U);
  now_ += 31 * kDayMs;
  add("new", "http://a.test", 200);
  EXPECT_EQ(names({.workspace = "w"}), Names{"new"});
  EXPECT_EQ(local_->list("history-detail")->size(), 1U);
}

TEST_F(AppHistory, KeepsWhatItsUserWantsKept) {
  add("old", "http://a.test", 200);
  now_ += 2 * kDayMs;
  add("new", "http://a.test", 200);
  ASSERT_TRUE(history_->keep({.days = 1}));
  EXPECT_EQ(names({.workspace = "w"}), Names{"new"});
  ASSERT_TRUE(history_->keep({.days = 7, .is_paused = true}));
  add("unseen", "http://a.test", 200);
  EXPECT_EQ(names({.workspace = "w"}), Names{"new"});
  open();
  EXPECT_EQ(history_->keeping().days, 7) << "also after a start";
  EXPECT_TRUE(history_->keeping().is_paused);
  ASSERT_TRUE(history_->keep({.days = 0}));
  add("unseen", "http://a.test", 200);
  EXPECT_EQ(names({.workspace = "w"}), Names{});
  EXPECT_EQ(local_->list("history-detail")->size(), 0U) << "nothing is left on the disk";
}

TEST_F(AppHistory, ForgetsWhatItIsToldTo) {
  add("one", "http://a.test/1", 200);
  add("two", "http://a.test/2", 200);
  add("theirs", "http://a.test/3", 200, "", "other");
  const std::string id = id_of(0);
  ASSERT_TRUE(history_->remove(id));
  EXPECT_EQ(history_->remove(id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(names({.workspace = "w"}), Names{"one"});
  ASSERT_TRUE(history_->clear("w"));
  open();
  EXPECT_EQ(names({.workspace = "w"}), Names{});
  EXPECT_EQ(names({.workspace = "other"}), Names{"theirs"});
}

TEST_F(AppHistory, TakesAReportWithoutRequests) {
  const Status added = history_->add({"w", "", ""}, {{"name", "failed"}}, {{"error", {{"message", "no"}}}});
  ASSERT_TRUE(added) << added.error().to_string();
  EXPECT_EQ(names({.workspace = "w"}), Names{"failed"});
}

TEST_F(AppHistory, CookiesLastButForThoseOfTheSession) {
  KeptCookies kept(*local_);
  http::CookieJar jar;
  constexpr std::int64_t kNow = 1'700'000'000'000;
  ASSERT_TRUE(jar.store("lasting=1; Max-Age=100000000", "http://a.test/", kNow));
  ASSERT_TRUE(jar.store("session=2", "http://a.test/", kNow));
  ASSERT_TRUE(kept.keep(jar));
  KeptCookies later(*local_);
  const auto loaded = later.load();
  ASSERT_TRUE(loaded) << loaded.error().to_string();
  ASSERT_EQ(loaded->all("").size(), 1U);
  EXPECT_EQ(loaded->all("").front().name, "lasting");
}

}  // namespace
}  // namespace signet::app
