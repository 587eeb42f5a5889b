// What workspaces hold, over the API, on both databases: collections, environments and their secrets, moves, the trash,
// versions, changes, and the attacks on them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "server/elements/collection_tree.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

json::object collection(std::string_view name) {
  return {
      {"info", {{"name", name}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
      {"item", json::array()}};
}

json::object request(std::string_view name) {
  return {{"name", name}, {"request", {{"method", "GET"}, {"url", "https://orders.example/" + std::string(name)}}}};
}

json::object variable(std::string_view id, std::string_view key, json::value value, std::string_view type = "default") {
  return {{"id", id}, {"key", key}, {"value", std::move(value)}, {"type", type}, {"enabled", true}};
}

json::object environment(json::array values) {
  return {{"name", "Production"}, {"values", std::move(values)}};
}

class ElementApi : public test::WithPrivateWorkspace {
 protected:
  test::Answer create(std::string_view kind, const json::object& content, const std::string& parent = "",
                      const std::string& before = "") {
    json::object body{{"kind", kind}, {"content", content}};
    if (!parent.empty()) body["parent"] = parent;
    if (!before.empty()) body["before"] = before;
    return send(mate_, "POST", path_ + "/elements", body);
  }

  /// Makes one; its id.
  std::string make(std::string_view kind, const json::object& content, const std::string& parent = "",
                   const std::string& before = "") {
    const test::Answer made = create(kind, content, parent, before);
    EXPECT_EQ(made.status, 201U) << made.body;
    return test::text_at(made, "id");
  }

  [[nodiscard]] std::string at(const std::string& id) const { return path_ + "/elements/" + id; }

  test::Answer change(const std::string& id, const json::object& content, std::int64_t revision) {
    return send(mate_, "PUT", at(id), json::object{{"content", content}}, revision);
  }

  test::Answer move(const std::string& id, std::int64_t revision, const std::string& parent,
                    const std::string& before = "") {
    json::object body;
    if (!parent.empty()) body["parent"] = parent;
    if (!before.empty()) body["before"] = before;
    return send(mate_, "POST", at(id) + "/move", body, revision);
  }

  std::vector<std::string> children(const std::string& parent) {
    return names(mate_, path_ + "/elements?parent=" + parent, "elements");
  }

  json::value content(const test::Person& who, const std::string& id) {
    return test::json_of(send(who, "GET", at(id))).at("content");
  }
};
SIGNET_ON_BOTH(ElementApi);

TEST_P(ElementApi, KeepsRequestsInTheirOrder) {
  const std::string top = make("collection", collection("Orders"));
  const std::string folder = make("folder", {{"name", "Admin"}, {"item", json::array()}}, top);
  const std::string first = make("request", request("first"), folder);
  const std::string last = make("request", request("last"), folder);
  make("request", request("middle"), folder, last);
  EXPECT_THAT(children(folder), ElementsAre("first", "middle", "last"));
  EXPECT_EQ(move(last, 1, folder, first).status, 200U);
  EXPECT_THAT(children(folder), ElementsAre("last", "first", "middle"));
  const test::Answer moved = move(first, 1, top);
  EXPECT_EQ(moved.status, 200U) << moved.body;
  EXPECT_THAT(children(folder), ElementsAre("last", "middle"));
  EXPECT_THAT(children(top), ElementsAre("Admin", "first"));
  EXPECT_EQ(test::json_of(moved).at("version").as_int64(), 1) << "a move is no new version of the content";
}

TEST_P(ElementApi, ListsRequestsWithTheirMethods) {
  const auto with_method = [](std::string_view name, const json::value& method) {
    json::object item = request(name);
    item["request"].as_object()["method"] = method;
    return item;
  };
  const std::string top = make("collection", collection("Orders"));
  make("folder", {{"name", "folder"}, {"item", json::array()}}, top);
  const std::string changed = make("request", with_method("changed", "POST"), top);
  make("request", with_method("own", "PROPFIND"), top);
  make("request", {{"name", "short"}, {"request", "https://orders.example"}}, top);
  make("request", {{"name", "without"}, {"request", {{"url", "https://orders.example"}}}}, top);
  make("request", with_method("long", json::value(std::string(33, 'X'))), top);
  make("request", with_method("hostile", "GET\r\nHost: x"), top);
  const auto methods = [&] {
    std::vector<std::string> shown;
    const json::value listed = test::json_of(send(mate_, "GET", path_ + "/elements?parent=" + top));
    for (const json::value& one : listed.at("elements").as_array()) {
      const json::value& method = one.at("method");
      shown.push_back(method.is_null() ? "none" : std::string(method.as_string()));
    }
    return shown;
  };
  EXPECT_THAT(methods(), ElementsAre("none", "POST", "PROPFIND", "GET", "GET", "GET", "GET"));
  EXPECT_EQ(change(changed, with_method("changed", "DELETE"), 1).status, 200U);
  EXPECT_EQ(methods().at(1), "DELETE");
  EXPECT_EQ(send(mate_, "POST", at(changed) + "/versions/1/restore").status, 200U);
  EXPECT_EQ(methods().at(1), "POST");
}

TEST_P(ElementApi, FindsRoomBetweenTwoForEver) {
  const std::string top = make("collection", collection("Orders"));
  std::vector<std::string> expected = {"a", "b"};
  make("request", request("a"), top);
  std::string before = make("request", request("b"), top);
  for (int i = 0; i < 70; ++i) {  // the gap holds 32
    const std::string name = "n" + std::to_string(i);
    before = make("request", request(name), top, before);
    expected.insert(expected.begin() + 1, name);
  }
  EXPECT_EQ(names(mate_, path_ + "/elements?limit=200&parent=" + top, "elements"), expected);
}

TEST_P(ElementApi, TellsThoseWhoFollowOfNewPositionsOfOthers) {
  const std::string top = make("collection", collection("Orders"));
  make("request", request("a"), top);
  std::string before = make("request", request("b"), top);
  // A copy that is kept up by what changed behind the seq that it knows.
  std::map<std::string, std::pair<std::int64_t, std::string>> copy;
  std::int64_t seq = 0;
  const auto follow = [&] {
    const json::value page =
        test::json_of(send(other_, "GET", fmt::format("{}/elements?limit=1000&after_seq={}", path_, seq)));
    for (const json::value& one : page.at("elements").as_array()) {
      if (one.at("kind") != "request") continue;
      copy[std::string(one.at("id").as_string())] = {one.at("position").as_int64(),
                                                     std::string(one.at("name").as_string())};
      seq = one.at("seq").as_int64();
    }
  };
  for (int i = 0; i < 40; ++i) {
    before = make("request", request("n" + std::to_string(i)), top, before);
    follow();
  }
  std::vector<std::pair<std::int64_t, std::string>> placed;
  for (const auto& [id, place] : copy) placed.push_back(place);
  std::sort(placed.begin(), placed.end());
  std::vector<std::string> order;
  for (const auto& [position, name] : placed) order.push_back(name);
  EXPECT_EQ(order, names(mate_, path_ + "/elements?limit=200&parent=" + top, "elements"));
}

TEST_P(ElementApi, MakesNothingTwiceWithOneKey) {
  const std::string top = make("collection", collection("Orders"));
  const auto ask = [&](const std::string& path, std::string_view kind, std::string_view name,
                       const std::string& parent) {
    json::object body{{"kind", kind},
                      {"content", kind == "folder" ? json::object{{"name", name}} : request(name)},
                      {"parent", parent},
                      {"key", "my own"}};
    return send(mate_, "POST", path + "/elements", body);
  };
  const test::Answer first = ask(path_, "request", "one", top);
  ASSERT_EQ(first.status, 201U) << first.body;
  const std::string id = test::text_at(first, "id");
  const test::Answer again = ask(path_, "request", "another", top);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body) << "it is as it was made";
  change(id, request("changed"), 1);
  EXPECT_EQ(test::text_at(ask(path_, "request", "one", top), "name"), "changed");
  EXPECT_EQ(ask(path_, "folder", "one", top).status, 409U);
  ASSERT_EQ(send(mate_, "DELETE", at(id)).status, 204U);
  const test::Answer trashed = ask(path_, "request", "one", top);
  EXPECT_EQ(trashed.status, 200U) << "who asks sees that it is in the trash";
  EXPECT_FALSE(test::json_of(trashed).at("trashed").is_null());
  EXPECT_THAT(children(top), IsEmpty());
  // The same key elsewhere is another one, and tells nothing of this one.
  const std::string elsewhere = make_workspace(owner_, "private", "Elsewhere");
  const json::object made{{"kind", "collection"}, {"content", collection("Theirs")}, {"key", "my own"}};
  const test::Answer other = send(owner_, "POST", elsewhere + "/elements", made);
  EXPECT_EQ(other.status, 201U) << other.body;
  EXPECT_NE(test::text_at(other, "id"), id);
  EXPECT_EQ(send(stranger_, "POST", path_ + "/elements", made).status, 404U);
  EXPECT_EQ(send(other_, "POST", path_ + "/elements", made).status, 403U) << "a viewer";
}

TEST_P(ElementApi, ThrowsNothingAwayThatChangedUnseen) {
  const std::string top = make("collection", collection("Orders"));
  const std::string folder = make("folder", {{"name", "Admin"}}, top);
  const std::string inner = make("request", request("inner"), folder);  // the third change
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "?seen_seq=2").status, 409U) << "it has something new in it";
  change(inner, request("changed"), 1);
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "?seen_seq=3").status, 409U);
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "?seen_seq=-1").status, 422U);
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "?seen_seq=4").status, 204U);
}

TEST_P(ElementApi, RefusesPlacesThatCannotBe) {
  const std::string top = make("collection", collection("Orders"));
  const std::string folder = make("folder", {{"name", "Admin"}}, top);
  const std::string inner = make("folder", {{"name", "Inner"}}, folder);
  const std::string leaf = make("request", request("leaf"), top);
  const std::string elsewhere = make_workspace(mate_, "private", "Elsewhere");
  const std::string foreign = test::text_at(
      send(mate_, "POST", elsewhere + "/elements", json::object{{"kind", "collection"}, {"content", collection("X")}}),
      "id");
  EXPECT_EQ(create("request", request("r")).status, 422U) << "no parent";
  EXPECT_EQ(create("request", request("r"), leaf).status, 422U) << "below a request";
  EXPECT_EQ(create("collection", collection("C"), top).status, 422U) << "a collection in another";
  EXPECT_EQ(create("request", request("r"), foreign).status, 404U) << "of another workspace";
  EXPECT_EQ(create("request", request("r"), top, inner).status, 404U) << "before one that is elsewhere";
  EXPECT_EQ(move(leaf, 1, folder, leaf).status, 404U) << "before itself, elsewhere";
  EXPECT_EQ(move(leaf, 1, top, leaf).status, 200U) << "before itself, where it is";
  EXPECT_EQ(move(folder, 1, inner).status, 422U) << "into itself";
  EXPECT_EQ(move(folder, 1, folder).status, 422U) << "into itself";
  EXPECT_EQ(move(leaf, 1, foreign).status, 404U) << "into another workspace";
  EXPECT_EQ(send(mate_, "GET", elsewhere + "/elements/" + leaf).status, 404U) << "read through another workspace";
}

TEST_P(ElementApi, NestsFoldersUpToALimit) {
  std::string parent = make("collection", collection("Deep"));
  for (std::size_t i = 1; i < kMaxTreeDepth; ++i) parent = make("folder", {{"name", "f"}}, parent);
  const test::Answer refused = create("folder", {{"name", "f"}}, parent);
  EXPECT_EQ(refused.status, 429U) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("deep"));
}

TEST_P(ElementApi, LosesNoEdit) {
  const std::string id = make("collection", collection("Orders"));
  EXPECT_EQ(send(mate_, "PUT", at(id), json::object{{"content", collection("x")}}).status, 428U);
  EXPECT_EQ(change(id, collection("Bills"), 1).status, 200U);
  const test::Answer stale = change(id, collection("Invoices"), 1);
  EXPECT_EQ(stale.status, 412U);
  EXPECT_EQ(test::json_of(stale).at("current").at("content").at("info").at("name"), "Bills");
  EXPECT_EQ(test::json_of(stale).at("requested").at("content").at("info").at("name"), "Invoices");
  EXPECT_EQ(move(id, 1, "").status, 412U);
}

TEST_P(ElementApi, ShowsSecretsToEditorsWhoAskAndToNobodyElse) {
  const std::string id = make("environment", environment({variable("v1", "host", "orders.example"),
                                                          variable("v2", "token", "planted-secret-1", "secret")}));
  for (const test::Person& who : {mate_, other_}) {
    const json::value shown = content(who, id);
    EXPECT_EQ(shown.at("values").at(0).at("value"), "orders.example");
    EXPECT_TRUE(shown.at("values").at(1).at("value").is_null());
  }
  for (const std::string& path : {at(id), at(id) + "/export", at(id) + "/versions/1", path_ + "/elements",
                                  path_ + "/changes", path_ + "/activity"}) {
    EXPECT_THAT(send(mate_, "GET", path).body, Not(HasSubstr("planted-secret-1"))) << path;
  }
  EXPECT_EQ(send(other_, "POST", at(id) + "/reveal").status, 403U);
  const json::value revealed = test::json_of(send(mate_, "POST", at(id) + "/reveal"));
  ASSERT_EQ(revealed.at("secrets").as_array().size(), 1U);
  EXPECT_EQ(revealed.at("secrets").at(0).at("key"), "token");
  EXPECT_EQ(revealed.at("secrets").at(0).at("value"), "planted-secret-1");
  EXPECT_THAT(audited(id_of(path_)), Contains("workspace.secrets.reveal").Times(1));
}

TEST_P(ElementApi, KeepsASecretThatIsSavedWithoutItsValue) {
  const std::string id = make("environment", environment({variable("v1", "token", "planted-secret-1", "secret")}));
  const auto secret = [&] {
    return test::json_of(send(mate_, "POST", at(id) + "/reveal")).at("secrets").at(0).at("value");
  };
  EXPECT_EQ(
      change(id, environment({variable("v2", "host", "h"), variable("v1", "renamed", nullptr, "secret")}), 1).status,
      200U);
  EXPECT_EQ(secret(), "planted-secret-1");
  const test::Answer uncovered = change(id, environment({variable("v1", "renamed", nullptr, "default")}), 2);
  EXPECT_EQ(uncovered.status, 422U) << uncovered.body;
  EXPECT_THAT(uncovered.body, Not(HasSubstr("planted")));
  EXPECT_EQ(change(id, environment({variable("v1", "renamed", "planted-secret-2", "secret")}), 2).status, 200U);
  EXPECT_EQ(secret(), "planted-secret-2");
}

TEST_P(ElementApi, HidesInOldVersionsWhatIsSecretNow) {
  const std::string id = make("environment", environment({variable("v1", "token", "planted-secret-1")}));
  ASSERT_EQ(change(id, environment({variable("v1", "token", "planted-secret-2", "secret")}), 1).status, 200U);
  const test::Answer old = send(other_, "GET", at(id) + "/versions/1");
  EXPECT_EQ(old.status, 200U);
  EXPECT_TRUE(test::json_of(old).at("content").at("values").at(0).at("value").is_null());
  EXPECT_EQ(send(mate_, "POST", at(id) + "/versions/1/restore").status, 409U);
}

TEST_P(ElementApi, TellsWhatChangedBetweenVersions) {
  const std::string id = make("environment", environment({variable("v1", "host", "one.example"),
                                                          variable("v2", "token", "planted-secret-1", "secret"),
                                                          variable("v3", "later", "planted-secret-2")}));
  ASSERT_EQ(
      change(id,
             environment({variable("v1", "host", "two.example"), variable("v2", "token", "planted-secret-3", "secret"),
                          variable("v3", "later", "planted-secret-2")}),
             1)
          .status,
      200U);
  ASSERT_EQ(change(id,
                   environment({variable("v1", "host", "two.example"), variable("v2", "token", nullptr, "secret"),
                                variable("v3", "later", "planted-secret-4", "secret")}),
                   2)
                .status,
            200U);
  const auto changes = [&](const std::string& path) {
    const test::Answer shown = send(other_, "GET", at(id) + "/versions/" + path);
    EXPECT_EQ(shown.status, 200U) << shown.body;
    EXPECT_THAT(shown.body, Not(HasSubstr("planted"))) << "what is secret now is so in all versions";
    return test::json_of(shown).at("changes").as_array();
  };
  const json::array first = changes("2/diff");
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].at("title"), "Variable host value");
  EXPECT_EQ(first[0].at("before"), "one.example");
  EXPECT_EQ(first[0].at("after"), "two.example") << "sealed, but no secret to those who may read it";
  EXPECT_EQ(first[1].at("title"), "Variable token value");
  EXPECT_TRUE(first[1].at("secret").as_bool());
  EXPECT_EQ(changes("3/diff").size(), 2U) << "the type, and the value";
  EXPECT_EQ(changes("1/diff?against=3").at(0).at("before"), "two.example") << "backwards, too";
  EXPECT_EQ(changes("2/diff?against=2").size(), 0U);
  EXPECT_EQ(send(other_, "GET", at(id) + "/versions/1/diff").status, 404U) << "there is none before it";
  for (const char* missing : {"9/diff", "0/diff", "x/diff", "1/diff?against=9"}) {
    EXPECT_EQ(send(other_, "GET", at(id) + "/versions/" + missing).status, 404U) << missing;
  }
  EXPECT_EQ(send(stranger_, "GET", at(id) + "/versions/2/diff").status, 404U);
}

TEST_P(ElementApi, HasNoFieldForLocalValues) {
  for (const char* member : {"currentValue", "localValue", "sessionValue", "current", "current_value"}) {
    json::object one = variable("v1", "token", "shared");
    one[member] = "only-mine";
    EXPECT_EQ(create("environment", environment({one})).status, 422U) << member;
    json::object whole = environment({variable("v1", "token", "shared")});
    whole[member] = "only-mine";
    EXPECT_EQ(create("environment", whole).status, 422U) << member;
    json::object body{{"kind", "environment"}, {"content", environment({})}, {member, "only-mine"}};
    EXPECT_EQ(send(mate_, "POST", path_ + "/elements", body).status, 422U) << member;
  }
}

TEST_P(ElementApi, TakesSecretsOnlyInEnvironments) {
  json::object with_secret = collection("C");
  with_secret["variable"] = json::array{json::object{{"key", "k"}, {"value", "v"}, {"type", "secret"}}};
  EXPECT_EQ(create("collection", with_secret).status, 422U);
  EXPECT_EQ(create("globals", {{"name", "Globals"}, {"values", json::array{variable("v", "k", "v", "secret")}}}).status,
            422U);
}

TEST_P(ElementApi, HasOneSetOfGlobals) {
  const json::object globals{{"name", "Globals"}, {"values", json::array{variable("v", "k", "v")}}};
  make("globals", globals);
  EXPECT_EQ(create("globals", globals).status, 409U);
}

TEST_P(ElementApi, GivesBackFromTheTrashAndDeletesForGood) {
  const std::string top = make("collection", collection("Orders"));
  const std::string folder = make("folder", {{"name", "Admin"}}, top);
  const std::string inner = make("request", request("inner"), folder);
  const std::string early = make("request", request("early"), folder);
  ASSERT_EQ(send(mate_, "DELETE", at(early)).status, 204U);
  ASSERT_EQ(send(mate_, "DELETE", at(folder)).status, 204U);
  EXPECT_THAT(children(top), IsEmpty());
  EXPECT_THAT(names(mate_, path_ + "/trash", "elements"), testing::UnorderedElementsAre("early", "Admin"));
  EXPECT_EQ(change(inner, request("x"), 1).status, 409U);
  EXPECT_EQ(create("request", request("new"), folder).status, 409U);
  EXPECT_EQ(send(mate_, "POST", at(inner) + "/restore").status, 409U) << "it is there with its folder";
  EXPECT_EQ(send(mate_, "POST", at(early) + "/restore").status, 409U) << "its folder is in the trash";
  EXPECT_EQ(send(mate_, "POST", at(folder) + "/restore").status, 200U);
  EXPECT_THAT(children(folder), ElementsAre("inner")) << "what was thrown away before stays there";
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "/trashed").status, 409U) << "only from the trash";
  ASSERT_EQ(send(mate_, "DELETE", at(folder)).status, 204U);
  EXPECT_EQ(send(mate_, "DELETE", at(folder) + "/trashed").status, 204U);
  EXPECT_EQ(send(mate_, "GET", at(inner)).status, 404U);
  EXPECT_THAT(audited(id_of(path_)), Contains("workspace.elements.delete").Times(1));
}

TEST_P(ElementApi, RemembersVersionsAndRestoresThem) {
  const std::string top = make("collection", collection("Orders"));
  const std::string id = make("request", request("one"), top);
  change(id, request("two"), 1);
  move(id, 2, top);
  change(id, request("three"), 3);
  const json::value versions = test::json_of(send(other_, "GET", at(id) + "/versions"));
  std::vector<std::int64_t> numbers;
  for (const json::value& one : versions.at("versions").as_array()) numbers.push_back(one.at("version").as_int64());
  EXPECT_THAT(numbers, ElementsAre(4, 2, 1));
  EXPECT_EQ(test::json_of(send(other_, "GET", at(id) + "/versions/2")).at("content").at("name"), "two");
  EXPECT_EQ(send(other_, "GET", at(id) + "/versions/3").status, 404U);
  const test::Answer restored = send(mate_, "POST", at(id) + "/versions/1/restore");
  EXPECT_EQ(restored.status, 200U) << restored.body;
  EXPECT_EQ(test::text_at(restored, "name"), "one");
  EXPECT_EQ(restored.header("ETag"), "\"5\"");
}

TEST_P(ElementApi, TellsWhatHappenedWithoutGaps) {
  const std::string top = make("collection", collection("Orders"));
  const std::string id = make("request", request("one"), top);
  change(id, request("two"), 1);
  send(mate_, "DELETE", at(id));
  const json::value body = test::json_of(send(other_, "GET", path_ + "/changes?after=1"));
  std::vector<std::string> happened;
  std::int64_t seq = 1;
  for (const json::value& one : body.at("changes").as_array()) {
    EXPECT_EQ(one.at("seq").as_int64(), ++seq);
    happened.push_back(std::string(one.at("action").as_string()) + " " + std::string(one.at("name").as_string()));
  }
  EXPECT_THAT(happened, ElementsAre("create one", "change two", "trash two"));
  EXPECT_EQ(body.at("last_seq").as_int64(), 4);
  const json::value newest = test::json_of(send(other_, "GET", path_ + "/activity?limit=1&element=" + id));
  EXPECT_EQ(newest.at("changes").at(0).at("action"), "trash");
  EXPECT_FALSE(newest.at("next_cursor").is_null());
  const json::value changed = test::json_of(send(other_, "GET", path_ + "/elements?after_seq=2"));
  ASSERT_EQ(changed.at("elements").as_array().size(), 1U);
  EXPECT_EQ(changed.at("elements").at(0).at("id"), json::value(id));
  EXPECT_FALSE(changed.at("elements").at(0).at("trashed").is_null());
}

TEST_P(ElementApi, NumbersTheChangesOfManyWritersWithoutGaps) {
  const std::string top = make("collection", collection("Orders"));
  constexpr int kWriters = 4;
  constexpr int kWrites = 12;
  std::vector<std::thread> writers;
  std::atomic<int> made = 0;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      test::Client client(server_->front().ports().front());
      const std::string body =
          boost::json::serialize(json::object{{"kind", "request"}, {"parent", top}, {"content", request("r")}});
      const std::string asked = fmt::format(
          "POST /api/v1{}/elements HTTP/1.1\r\nHost: a\r\n{}\r\nContent-Type: application/json\r\n"
          "Content-Length: {}\r\n\r\n{}",
          path_, mate_.headers.front(), body.size(), body);
      for (int n = 0; n < kWrites; ++n) made += client.ask(asked).status == 201U ? 1 : 0;
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(made, kWriters * kWrites) << "no writer is told of another one";
  const json::value body = test::json_of(send(mate_, "GET", path_ + "/changes?limit=1000"));
  std::int64_t seq = 0;
  for (const json::value& one : body.at("changes").as_array()) EXPECT_EQ(one.at("seq").as_int64(), ++seq);
  EXPECT_EQ(seq, 1 + kWriters * kWrites);
}

TEST_P(ElementApi, ExportsWhatWasPutTogether) {
  json::object whole = collection("Orders");
  whole["auth"] = {{"type", "bearer"},
                   {"bearer", json::array{json::object{{"key", "token"}, {"value", "planted-secret-3"}}}}};
  const std::string top = make("collection", whole);
  const std::string folder = make("folder", {{"name", "Admin"}, {"item", json::array()}, {"x-own", 1}}, top);
  make("request", request("second"), top);
  make("request", request("first"), folder);
  json::object expected = whole;
  expected["item"] = json::array{json::object{{"name", "Admin"}, {"item", json::array{request("first")}}, {"x-own", 1}},
                                 request("second")};
  const test::Answer exported = send(other_, "GET", at(top) + "/export");
  EXPECT_EQ(boost::json::serialize(test::json_of(exported)), boost::json::serialize(expected));

  const json::value told = test::json_of(send(other_, "GET", at(top) + "/export?element_ids=true"));
  EXPECT_EQ(told.at("_signet_element").as_string(), top);
  EXPECT_EQ(told.at("item").at(0).at("_signet_element").as_string(), folder);
  EXPECT_EQ(told.at("item").at(0).at("item").at(0).at("name").as_string(), "first");
}

TEST_P(ElementApi, ChangesNothingInAnArchivedWorkspace) {
  const std::string id = make("collection", collection("Orders"));
  send(mate_, "PUT", path_ + "/archived", json::object{{"archived", true}});
  EXPECT_EQ(create("collection", collection("C")).status, 409U);
  EXPECT_EQ(change(id, collection("C"), 1).status, 409U);
  EXPECT_EQ(send(mate_, "DELETE", at(id)).status, 409U);
  EXPECT_EQ(send(mate_, "GET", at(id)).status, 200U);
}

// The attacker writes the database: a value that is moved, swapped or taken from an older version does not open.
TEST_P(ElementApi, OpensNoValueElsewhere) {
  const std::string one = make("environment", environment({variable("v1", "a", "planted-secret-1", "secret"),
                                                           variable("v2", "b", "planted-secret-2", "secret")}));
  const std::string two = make("environment", environment({variable("v1", "a", "planted-secret-3", "secret")}));
  ASSERT_EQ(change(two, environment({variable("v1", "a", "planted-secret-4", "secret")}), 1).status, 200U);
  const auto reveals = [&](const std::string& id) { return send(mate_, "POST", at(id) + "/reveal").status; };
  ASSERT_EQ(reveals(one), 200U);
  ASSERT_EQ(reveals(two), 200U);
  const auto sealed = [&](const std::string& id, const char* slot, int revision) {
    return store::test::read_value(
        *database_, "SELECT sealed FROM sealed_values WHERE element_id = $1 AND slot = $2 AND revision = $3",
        {id, slot, revision});
  };
  const auto put = [&](const std::string& id, const char* slot, int revision, const store::Value& value) {
    store::test::run(*database_,
                     "UPDATE sealed_values SET sealed = $4 WHERE element_id = $1 AND slot = $2 AND revision = $3",
                     {id, slot, revision, value});
  };
  const store::Value own = sealed(two, "variable/v1", 2);
  std::string cut = own.if_blob()->bytes;
  cut.pop_back();
  const std::pair<const char*, store::Value> forged[] = {{"of another element", sealed(one, "variable/v1", 1)},
                                                         {"of another variable", sealed(one, "variable/v2", 1)},
                                                         {"of an older version", sealed(two, "variable/v1", 1)},
                                                         {"cut short", store::Blob{cut}},
                                                         {"empty", store::Blob{""}}};
  for (const auto& [what, value] : forged) {
    put(two, "variable/v1", 2, value);
    const test::Answer answer = send(mate_, "POST", at(two) + "/reveal");
    EXPECT_EQ(answer.status, 500U) << what;
    EXPECT_THAT(answer.body, Not(HasSubstr("planted"))) << what;
  }
  put(two, "variable/v1", 2, own);
  EXPECT_EQ(reveals(two), 200U);
}

}  // namespace
}  // namespace signet::server
