// Postman's API as its clients meet it, on both databases: shapes, uids, whole documents put in the place of others
// without losing anything, secrets, errors, and how many calls are left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/routes/call_allowance.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using test::Answer;
using test::json_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

json::object item(std::string_view name, std::string_view url = "https://o.example") {
  return {{"name", name}, {"request", {{"method", "GET"}, {"url", url}}}};
}

json::object folder(std::string_view name, json::array items) {
  return {{"name", name}, {"item", std::move(items)}};
}

json::object document(json::array items, std::string_view name = "Orders") {
  return {
      {"info", {{"name", name}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
      {"item", std::move(items)}};
}

json::object variable(std::string_view key, std::string_view value, std::string_view type = "default") {
  return {{"key", key}, {"value", value}, {"type", type}, {"enabled", true}};
}

std::vector<std::string> names_in(const json::value& items) {
  std::vector<std::string> names;
  for (const json::value& one : items.as_array()) {
    std::string name(one.at("name").as_string());
    if (const json::value* below = json::find(one.as_object(), "item"); below != nullptr) {
      name += "(";
      for (const std::string& inner : names_in(*below)) name += inner + " ";
      name += ")";
    }
    names.push_back(std::move(name));
  }
  return names;
}

class PostmanApi : public test::WithWorkspaces {
 protected:
  void SetUp() override {
    WithWorkspaces::SetUp();
    if (IsSkipped()) return;
    path_ = make_workspace(mate_, "private");
    workspace_ = id_of(path_);
    put_user(mate_, path_, other_, "viewer");
    mate_key_ = key_of(mate_, Scope::kWrite);
    other_key_ = key_of(other_, Scope::kWrite);
    stranger_key_ = key_of(stranger_, Scope::kWrite);
  }

  Answer call(std::string_view method, const std::string& target, const json::value& body = nullptr) {
    return ask(method, target, body, mate_key_);
  }

  /// Makes one in the workspace; its reference.
  json::object make(const std::string& one, json::object content) {
    const Answer made = call("POST", "/" + one + "s?workspace=" + workspace_, json::object{{one, std::move(content)}});
    EXPECT_EQ(made.status, 200U) << made.body;
    return made.status == 200 ? json_of(made).at(one).as_object() : json::object{{"id", ""}, {"uid", ""}};
  }

  static std::string text(const json::value& object, std::string_view name) {
    return std::string(json::string_or(object.as_object(), name));
  }

  json::value read(const std::string& one, const std::string& id, const std::string& query = "") {
    const Answer answer = call("GET", "/" + one + "s/" + id + query);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return json_of(answer).at(one);
  }

  Answer replace(const std::string& one, const std::string& id, json::value content) {
    return call("PUT", "/" + one + "s/" + id, json::object{{one, std::move(content)}});
  }

  std::string path_;
  std::string workspace_;
  std::vector<std::string> mate_key_;
  std::vector<std::string> other_key_;
  std::vector<std::string> stranger_key_;
};
SIGNET_ON_BOTH(PostmanApi);

TEST_P(PostmanApi, TellsWhoseKeyItIs) {
  const json::value me = json_of(call("GET", "/me"));
  EXPECT_EQ(text(me.at("user"), "id"), mate_.id);
  EXPECT_EQ(text(me.at("user"), "email"), "mia@example.com");
  EXPECT_THAT(me.at("operations").as_array(), IsEmpty());
}

TEST_P(PostmanApi, ListsWhatOneReachesAndNothingElse) {
  const std::string id = text(make("collection", document({})), "id");
  make("environment", {{"name", "Production"}, {"values", json::array()}});
  for (const auto& [key, expected] :
       {std::pair(mate_key_, 1U), std::pair(other_key_, 1U), std::pair(stranger_key_, 0U)}) {
    for (const char* list : {"collections", "environments", "workspaces"}) {
      const json::value found = json_of(ask("GET", std::string("/") + list, nullptr, key));
      EXPECT_EQ(found.at(list).as_array().size(), expected) << list;
    }
  }
  const json::value one = json_of(call("GET", "/collections?workspace=" + workspace_)).at("collections").at(0);
  EXPECT_EQ(text(one, "id"), id);
  EXPECT_EQ(text(one, "name"), "Orders");
  EXPECT_EQ(text(one, "owner"), mate_.id);
  EXPECT_FALSE(one.at("isPublic").as_bool());
  const json::value whole = json_of(call("GET", "/workspaces/" + workspace_)).at("workspace");
  EXPECT_EQ(text(whole.at("collections").at(0), "id"), id);
  EXPECT_EQ(text(whole, "type"), "private");
}

TEST_P(PostmanApi, ListsCollectionsByNameAndInPages) {
  for (const char* name : {"a", "b", "c"}) make("collection", document({}, name));
  const json::value page = json_of(call("GET", "/collections?limit=1&offset=1"));
  EXPECT_THAT(names_in(page.at("collections")), ElementsAre("b"));
  EXPECT_EQ(page.at("meta").at("total").as_int64(), 3);
  EXPECT_THAT(names_in(json_of(call("GET", "/collections?name=c")).at("collections")), ElementsAre("c"));
  EXPECT_THAT(json_of(call("GET", "/collections?offset=9")).at("collections").as_array(), IsEmpty());
}

TEST_P(PostmanApi, TakesIdAndUidButNotAnothersUid) {
  const json::object made = make("collection", document({}));
  const std::string id = text(made, "id");
  EXPECT_THAT(text(made, "uid"), testing::MatchesRegex("[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"))
      << "as newman knows them";
  EXPECT_EQ(call("GET", "/collections/" + text(made, "uid")).status, 200U);
  EXPECT_EQ(call("GET", "/collections/" + mate_.id + "-" + id).status, 200U);
  EXPECT_EQ(call("GET", "/collections/" + other_.id + "-" + id).status, 404U);
  EXPECT_EQ(call("GET", "/environments/" + id).status, 404U) << "it is no environment";
}

TEST_P(PostmanApi, HidesWhatIsInOthersWorkspacesAsIfItWereNot) {
  const std::string id = text(make("collection", document({})), "id");
  for (const auto& [method, body] : {std::pair("GET", json::value()), std::pair("DELETE", json::value()),
                                     std::pair("PUT", json::value(json::object{{"collection", document({})}}))}) {
    const Answer there = ask(method, "/collections/" + id, body, stranger_key_);
    const Answer nowhere = ask(method, "/collections/" + make_uuid(), body, stranger_key_);
    EXPECT_EQ(there.status, 404U);
    EXPECT_EQ(there.body, nowhere.body);
  }
  EXPECT_EQ(ask("DELETE", "/collections/" + id, nullptr, other_key_).status, 403U) << "a viewer";
}

TEST_P(PostmanApi, GivesACollectionBackAsItCame) {
  json::object whole = document({folder("Admin", {item("list")}), item("health")});
  whole["auth"] = {{"type", "bearer"}, {"bearer", json::array{{{"key", "token"}, {"value", "planted"}}}}};
  whole["x-unknown"] = json::array{1, nullptr};
  const std::string id = text(make("collection", whole), "id");
  json::value got = read("collection", id);
  EXPECT_EQ(text(got.at("info"), "_postman_id"), id);
  EXPECT_THAT(text(got.at("info"), "uid"), testing::EndsWith(id));
  const std::string exported = send(mate_, "GET", path_ + "/elements/" + id + "/export").body;
  EXPECT_EQ(exported, boost::json::serialize(whole)) << "what the API adds is told, not kept";
}

TEST_P(PostmanApi, WritingBackWhatWasReadChangesNothing) {
  const std::string id = text(make("collection", document({folder("Admin", {item("list")}), item("health")})), "id");
  const Answer before = send(mate_, "GET", path_ + "/changes");
  EXPECT_EQ(replace("collection", id, read("collection", id)).status, 200U);
  EXPECT_EQ(send(mate_, "GET", path_ + "/changes").body, before.body);
}

TEST_P(PostmanApi, ReplacingACollectionKeepsElementsWithTheirHistory) {
  const std::string id = text(
      make("collection", document({folder("Admin", {item("list"), item("drop")}), item("health"), item("old")})), "id");
  const auto children = [&](const std::string& parent) {
    return json_of(send(mate_, "GET", path_ + "/elements?parent=" + parent)).at("elements").as_array();
  };
  const std::string list_id(children(std::string(children(id)[0].at("id").as_string()))[0].at("id").as_string());

  json::value changed = read("collection", id);
  json::array& items = changed.at("item").as_array();
  json::object& list = items[0].at("item").at(0).as_object();
  list["name"] = "list all";  // by its id it is still the same one
  json::value moved = list;
  items[0].as_object()["item"] = json::array{item("new")};
  const json::value health = items[1];
  items = json::array{health, items[0], moved};
  ASSERT_EQ(replace("collection", id, changed).status, 200U);

  EXPECT_THAT(names_in(read("collection", id).at("item")), ElementsAre("health", "Admin(new )", "list all"));
  const json::array now = children(id);
  EXPECT_EQ(text(now[2], "id"), list_id);
  const json::value versions = json_of(send(mate_, "GET", path_ + "/elements/" + list_id + "/versions"));
  EXPECT_EQ(versions.at("versions").as_array().size(), 2U) << "what it said before is still there";
  EXPECT_THAT(names(mate_, path_ + "/trash", "elements"), UnorderedElementsAre("drop", "old"));
}

TEST_P(PostmanApi, ReplacingMatchesByNameWhereThereAreNoIds) {
  const std::string id = text(make("collection", document({item("a"), item("b"), item("b"), item("c")})), "id");
  const std::vector<std::string> before = names(mate_, path_ + "/elements?parent=" + id, "elements");
  ASSERT_EQ(replace("collection", id, document({item("c"), item("b", "https://new.example"), item("d")})).status, 200U);
  EXPECT_THAT(names(mate_, path_ + "/elements?parent=" + id, "elements"), ElementsAre("c", "b", "d"));
  EXPECT_THAT(names(mate_, path_ + "/trash", "elements"), UnorderedElementsAre("a", "b"));
  EXPECT_EQ(text(read("collection", id).at("item").at(1).at("request"), "url"), "https://new.example");
}

TEST_P(PostmanApi, ReplacingPutsNewFoldersInTheirPlaceAndTellsWhoFollows) {
  const std::string id = text(make("collection", document({item("a"), item("b"), item("c")})), "id");
  const std::int64_t before = json_of(send(mate_, "GET", path_)).at("last_seq").as_int64();
  ASSERT_EQ(replace("collection", id,
                    document({folder("new", {item("x"), folder("deep", {item("y")})}), item("c"), item("a")}))
                .status,
            200U);
  EXPECT_THAT(names_in(read("collection", id).at("item")), ElementsAre("new(x deep(y ) )", "c", "a"));
  const std::vector<std::string> told =
      names(mate_, path_ + "/elements?after_seq=" + std::to_string(before), "elements");
  EXPECT_THAT(told, testing::IsSupersetOf({"new", "x", "deep", "y", "a", "b", "c"}));
}

TEST_P(PostmanApi, ReplacingTurnsTreesInsideOut) {
  const std::string id =
      text(make("collection", document({folder("A", {folder("B", {folder("C", {item("x")})})})})), "id");
  json::value turned = read("collection", id);
  json::value a = turned.at("item").at(0);
  json::value b = a.at("item").at(0);
  json::value c = b.at("item").at(0);
  const json::value x = c.at("item").at(0);
  a.as_object()["item"] = json::array{x};
  b.as_object()["item"] = json::array{a};
  c.as_object()["item"] = json::array{b};
  turned.as_object()["item"] = json::array{c};
  const Answer done = replace("collection", id, turned);
  ASSERT_EQ(done.status, 200U) << done.body;
  EXPECT_THAT(names_in(read("collection", id).at("item")), ElementsAre("C(B(A(x ) ) )"));
  EXPECT_THAT(names(mate_, path_ + "/trash", "elements"), IsEmpty());
}

TEST_P(PostmanApi, ARefusedReplacementLeavesAllAsItWas) {
  const std::string id = text(make("collection", document({item("a")})), "id");
  json::object broken = document({item("b")});
  broken["item"].as_array().push_back(json::object{{"name", "c"}, {"item", 7}});
  for (const json::value& content : {json::value(broken), json::value(json::object())}) {
    const Answer answer = replace("collection", id, content);
    EXPECT_EQ(answer.status, 400U) << answer.body;
  }
  EXPECT_THAT(names_in(read("collection", id).at("item")), ElementsAre("a"));
}

TEST_P(PostmanApi, DeletingPutsIntoTheTrash) {
  const json::object made = make("collection", document({item("a")}));
  const Answer gone = call("DELETE", "/collections/" + text(made, "uid"));
  EXPECT_EQ(gone.status, 200U);
  EXPECT_EQ(json_of(gone).at("collection").at("uid"), made.at("uid"));
  EXPECT_EQ(call("GET", "/collections/" + text(made, "id")).status, 404U);
  EXPECT_THAT(json_of(call("GET", "/collections")).at("collections").as_array(), IsEmpty());
  EXPECT_EQ(send(mate_, "POST", path_ + "/elements/" + text(made, "id") + "/restore").status, 200U);
}

TEST_P(PostmanApi, TellsSecretsOnlyWhenAskedAndOnlyToThoseWhoMay) {
  const std::string id =
      text(make("environment", {{"name", "Production"},
                                {"values", {variable("host", "o.example"), variable("token", "planted-1", "secret")}}}),
           "id");
  const std::string path = "/environments/" + id;
  const json::value plain = read("environment", id);
  EXPECT_EQ(text(plain.at("values").at(0), "value"), "o.example");
  EXPECT_EQ(text(plain.at("values").at(1), "value"), "");
  EXPECT_THAT(audited(workspace_), Not(testing::Contains("workspace.secrets.reveal")));
  EXPECT_EQ(text(read("environment", id, "?reveal=secrets").at("values").at(1), "value"), "planted-1");
  EXPECT_THAT(audited(workspace_), testing::Contains("workspace.secrets.reveal"));
  const Answer refused = ask("GET", path + "?reveal=secrets", nullptr, other_key_);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_THAT(refused.body, Not(HasSubstr("planted")));
  EXPECT_EQ(ask("GET", path + "?reveal=secrets", nullptr, key_of(mate_, Scope::kRead)).status, 403U);
  EXPECT_EQ(call("GET", path + "?reveal=all").status, 400U);
}

TEST_P(PostmanApi, WritingAnEnvironmentBackKeepsItsSecrets) {
  const std::string id =
      text(make("environment", {{"name", "Production"},
                                {"values",
                                 {variable("a", "planted-1", "secret"), variable("b", "planted-2", "secret"),
                                  variable("host", "o.example")}}}),
           "id");
  json::value read_back = read("environment", id);
  read_back.as_object()["name"] = "Staging";
  ASSERT_EQ(replace("environment", id, read_back).status, 200U);
  json::array without_ids = {variable("b", "", "secret"), variable("a", "", "secret"), variable("c", "", "secret")};
  ASSERT_EQ(replace("environment", id, json::object{{"values", without_ids}}).status, 200U);
  const json::value now = read("environment", id, "?reveal=secrets");
  EXPECT_EQ(text(now, "name"), "Staging");
  EXPECT_EQ(text(now.at("values").at(0), "value"), "planted-2");
  EXPECT_EQ(text(now.at("values").at(1), "value"), "planted-1");
  EXPECT_EQ(text(now.at("values").at(2), "value"), "");
  ASSERT_EQ(replace("environment", id, json::object{{"values", {variable("a", "new", "secret")}}}).status, 200U);
  EXPECT_EQ(text(read("environment", id, "?reveal=secrets").at("values").at(0), "value"), "new");
}

TEST_P(PostmanApi, HasNoPlaceForValuesThatStayAtHome) {
  for (const char* member : {"currentValue", "localValue", "sessionValue", "initialValue"}) {
    json::object own = variable("a", "shared");
    own[member] = "planted-local";
    const Answer answer = call("POST", "/environments?workspace=" + workspace_,
                               json::object{{"environment", {{"name", "E"}, {"values", {own}}}}});
    EXPECT_EQ(answer.status, 400U) << member;
    EXPECT_THAT(answer.body, Not(HasSubstr("planted")));
  }
}

TEST_P(PostmanApi, KeepsMocksAndMonitorsLinkedByUid) {
  const json::object collection = make("collection", document({}));
  const json::object environment = make("environment", {{"name", "E"}, {"values", json::array()}});
  const std::string mock = text(make("mock", {{"collection", collection.at("uid")}, {"private", true}}), "id");
  json::value told = read("mock", mock);
  EXPECT_EQ(text(told, "name"), "Orders") << "after its collection";
  EXPECT_EQ(told.at("collection"), collection.at("uid"));
  EXPECT_FALSE(told.at("isPublic").as_bool());
  told.as_object()["environment"] = environment.at("uid");
  EXPECT_EQ(replace("mock", mock, told).status, 200U);
  EXPECT_EQ(json_of(call("GET", "/mocks")).at("mocks").at(0).at("environment"), environment.at("uid"));

  const std::string monitor = text(make("monitor", {{"name", "Hourly"},
                                                    {"collection", collection.at("id")},
                                                    {"schedule", {{"cron", "0 * * * *"}, {"timezone", "UTC"}}}}),
                                   "id");
  EXPECT_EQ(replace("monitor", monitor, json::object{{"active", false}}).status, 200U);
  const json::value whole = read("monitor", monitor);
  EXPECT_EQ(whole.at("collectionUid"), collection.at("uid"));
  EXPECT_EQ(text(whole.at("schedule"), "cron"), "0 * * * *");
  EXPECT_FALSE(json_of(call("GET", "/monitors")).at("monitors").at(0).at("active").as_bool());

  const Answer unknown = call("POST", "/mocks?workspace=" + workspace_,
                              json::object{{"mock", {{"name", "M"}, {"collection", environment.at("uid")}}}});
  EXPECT_EQ(unknown.status, 400U) << "an environment is no collection";
}

TEST_P(PostmanApi, TellsErrorsInPostmansShape) {
  const auto error_of = [](const Answer& answer) {
    const json::value body = json_of(answer);
    EXPECT_EQ(answer.header("Content-Type"), "application/json");
    EXPECT_EQ(body.as_object().size(), 1U) << answer.body;
    return std::pair(text(body.at("error"), "name"), text(body.at("error"), "message"));
  };
  EXPECT_EQ(error_of(ask("GET", "/me")).first, "AuthenticationError");
  EXPECT_EQ(error_of(call("GET", "/collections/none")).first, "instanceNotFoundError");
  EXPECT_EQ(error_of(ask("GET", "/me", nullptr, mate_.headers)).first, "forbiddenError") << "a session";
  const Answer without = call("POST", "/collections", json::object{{"collection", document({})}});
  EXPECT_EQ(without.status, 400U);
  EXPECT_THAT(error_of(without).second, HasSubstr("workspace is required"));
  EXPECT_EQ(test::text_at(send("GET", "/account"), "title"), "Unauthorized") << "all else speaks RFC 9457";
}

TEST_P(PostmanApi, TakesNoKeyFromAUrl) {
  const std::string key = mate_key_.front().substr(mate_key_.front().find("sgnt_"));
  for (const Answer& answer : {ask("GET", "/me?apikey=" + key), ask("GET", "/me?apikey=" + key, nullptr, mate_key_)}) {
    EXPECT_TRUE(answer.status == 401 || answer.status == 400) << answer.status;
    EXPECT_THAT(answer.body, HasSubstr("send yours as X-Api-Key"));
    EXPECT_THAT(answer.body, Not(HasSubstr(key)));
  }
}

TEST_P(PostmanApi, CountsTheCallsOfAKey) {
  EXPECT_EQ(ask("GET", "/me").header("X-RateLimit-Limit"), "") << "of nobody";
  const std::int64_t now = unix_now_ms() / 1000;
  const Answer first = call("GET", "/me");
  EXPECT_EQ(first.header("X-RateLimit-Limit"), "300");
  EXPECT_EQ(first.header("X-RateLimit-Remaining"), "299");
  EXPECT_GT(std::stoll(first.header("X-RateLimit-Reset")), now);
  EXPECT_EQ(call("GET", "/collections/none").header("X-RateLimit-Remaining"), "298") << "refusals count";
  EXPECT_EQ(ask("GET", "/me", nullptr, other_key_).header("X-RateLimit-Remaining"), "299") << "another key";
  // The minute may end meanwhile, once.
  Answer last;
  for (int calls = 0; last.status != 429 && calls < 2 * kCallsPerMinute; ++calls) last = call("GET", "/me");
  EXPECT_EQ(last.status, 429U);
  EXPECT_EQ(last.header("X-RateLimit-Remaining"), "0");
  EXPECT_GT(std::stoll(last.header("RetryAfter")), 0);
  EXPECT_EQ(last.header("RetryAfter"), last.header("Retry-After"));
  EXPECT_THAT(last.body, HasSubstr("rateLimited"));
}

TEST(CallAllowance, IsSpentAndComesBackAfterAMinute) {
  CallAllowance allowance(2);
  EXPECT_EQ(allowance.look("k", 1'000).remaining, 2);
  EXPECT_EQ(allowance.take("k", 1'000).remaining, 1);
  EXPECT_FALSE(allowance.take("k", 2'000).is_spent);
  const CallAllowance::State third = allowance.take("k", 3'000);
  EXPECT_TRUE(third.is_spent);
  EXPECT_EQ(third.remaining, 0);
  EXPECT_EQ(third.reset_ms, 61'000);
  EXPECT_FALSE(allowance.take("other", 3'000).is_spent);
  EXPECT_TRUE(allowance.take("k", 60'999).is_spent);
  EXPECT_FALSE(allowance.take("k", 61'000).is_spent);
  EXPECT_FALSE(allowance.take("k", 500).is_spent) << "a clock that was set back locks nobody out";
}

}  // namespace
}  // namespace signet::server
