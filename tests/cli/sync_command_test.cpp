// `signet pull`, `push` and `sync`: two folders and a real team server between them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "tests/cli/team_server.h"

namespace signet::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kCollection = "orders.postman_collection.json";
constexpr const char* kEnvironment = "staging.postman_environment.json";

struct Outcome {
  int code = 0;
  std::string errors;
  json::value said;

  [[nodiscard]] std::vector<std::string> list(std::string_view name) const {
    std::vector<std::string> words;
    for (const json::value& one : said.at(name).as_array()) {
      words.push_back(std::string(one.at("what").as_string()) + " " + std::string(one.at("name").as_string()));
    }
    return words;
  }
};

class SyncCommand : public test::WithApiKeys {
 protected:
  [[nodiscard]] std::filesystem::path at(const std::string& copy) const { return folder_.path() / copy; }

  Outcome run(const std::string& copy, std::vector<std::string> words, const std::string& server,
              const std::string& key) {
    words.insert(words.end(), {"--dir", at(copy).string(), "--json"});
    const ProgramResult result = run_signet(std::move(words), server, key);
    boost::json::error_code failed;
    return {result.exit_code, result.errors, boost::json::parse(std::string(result.output.expose()), failed)};
  }
  Outcome run(const std::string& copy, std::vector<std::string> words) {
    return run(copy, std::move(words), address(), writing_);
  }
  void sync(const std::string& copy) {
    const Outcome done = run(copy, {"sync", "-w", "Orders"});
    EXPECT_EQ(done.code, 0) << done.errors << boost::json::serialize(done.said);
  }

  json::value read(const std::string& copy, const std::string& name = kCollection) {
    const auto bytes = read_file(at(copy) / name);
    EXPECT_TRUE(bytes) << bytes.error().to_string();
    return bytes ? boost::json::parse(*bytes) : json::value();
  }
  void write(const std::string& copy, const json::value& document, const std::string& name = kCollection) {
    ASSERT_TRUE(write_file(at(copy) / name, json::pretty(document), 0600));
  }
  /// Sets a member of the request of that number.
  void edit(const std::string& copy, std::size_t item, std::string_view member, const json::value& value) {
    json::value document = read(copy);
    document.at("item").at(item).at("request").as_object()[member] = value;
    write(copy, document);
  }
  static json::value request(std::string_view name) {
    return json::object{{"name", name}, {"request", {{"method", "GET"}, {"url", "https://a.example/"}}}};
  }

  /// Two copies of a collection of three requests.
  void make_two() {
    write("a", json::object{{"info",
                             {{"name", "Order API"},
                              {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
                            {"item", {request("one"), request("two"), request("three")}}});
    sync("a");
    sync("b");
    // The second one's file has the collection's name.
    std::filesystem::rename(at("b") / "Order API.postman_collection.json", at("b") / kCollection);
    sync("b");
    EXPECT_EQ(read("a"), read("b"));
  }
};

TEST_F(SyncCommand, BringsEditsOfBothSidesTogether) {
  make_two();
  edit("a", 0, "method", "PUT");
  edit("b", 0, "url", "https://b.example/");
  json::value document = read("b");
  json::array& items = document.at("item").as_array();
  items.push_back(json::object{{"name", "Admin"}, {"item", {request("four"), items[2]}}});
  items.erase(items.begin() + 2);
  items.erase(items.begin() + 1);
  write("b", document);
  sync("a");
  sync("b");
  sync("a");
  const json::value merged = read("a");
  EXPECT_EQ(merged, read("b"));
  EXPECT_EQ(merged.at("item").at(0).at("request"), (json::object{{"method", "PUT"}, {"url", "https://b.example/"}}));
  EXPECT_EQ(merged.at("item").at(1).at("item").at(0).at("name"), "four");
  EXPECT_EQ(merged.at("item").at(1).at("item").at(1).at("name"), "three");
  EXPECT_EQ(merged.at("item").as_array().size(), 2U);
  const Outcome nothing = run("a", {"sync"});
  EXPECT_THAT(nothing.list("taken"), IsEmpty());
  EXPECT_THAT(nothing.list("given"), IsEmpty());
}

TEST_F(SyncCommand, ShowsAConflictUntilItIsResolved) {
  make_two();
  edit("a", 0, "method", "PUT");
  edit("b", 0, "method", "POST");
  edit("b", 1, "method", "PATCH");
  sync("a");
  for (int again = 0; again < 2; ++again) {
    const Outcome met = run("b", {"sync"});
    EXPECT_EQ(met.code, 1);
    ASSERT_THAT(met.list("conflicts"), ElementsAre("changed here and there one"));
    EXPECT_EQ(read("b").at("item").at(0).at("request").at("method"), "POST") << "the file keeps what is here";
    const json::value shown = boost::json::parse(
        *read_file(at("b") / ".signet" / "conflicts" / (text(met.said.at("conflicts").at(0), "id") + ".json")));
    EXPECT_EQ(shown.at("places").at(0), "/request/method");
    EXPECT_EQ(shown.at("elements").at(0).at("theirs").at("request").at("method"), "PUT");
  }
  sync("a");
  EXPECT_EQ(read("a").at("item").at(0).at("request").at("method"), "PUT") << "the server keeps what is there";
  EXPECT_EQ(read("a").at("item").at(1).at("request").at("method"), "PATCH") << "all else goes on";
  EXPECT_EQ(run("b", {"sync", "--mine", "one"}).code, 0);
  sync("a");
  EXPECT_EQ(read("a").at("item").at(0).at("request").at("method"), "POST");
  EXPECT_FALSE(std::filesystem::exists(at("b") / ".signet" / "conflicts" / "x")) << "nothing is left of it";
  EXPECT_TRUE(std::filesystem::is_empty(at("b") / ".signet" / "conflicts"));
}

TEST_F(SyncCommand, PullsWithoutGivingAndPushesWithoutTaking) {
  make_two();
  edit("a", 0, "method", "PUT");
  edit("b", 1, "method", "POST");
  EXPECT_THAT(run("a", {"push", "--dry-run"}).list("given"), ElementsAre("change one"));
  EXPECT_THAT(run("a", {"push"}).list("given"), ElementsAre("change one"));
  const Outcome pulled = run("b", {"pull"});
  EXPECT_EQ(pulled.code, 0) << pulled.errors;
  EXPECT_THAT(pulled.list("taken"), ElementsAre("change one"));
  EXPECT_THAT(pulled.list("given"), IsEmpty());
  EXPECT_THAT(run("a", {"pull"}).list("taken"), IsEmpty()) << "b has not given its own";
  EXPECT_EQ(run("b", {"push"}).code, 0);
  edit("a", 1, "method", "DELETE");
  const Outcome late = run("a", {"push"});
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.list("behind"), ElementsAre("change two"));
}

TEST_F(SyncCommand, MakesNothingTwiceWhenAnAnswerWasLost) {
  make_two();
  json::value document = read("a");
  json::value made = request("late");
  made.as_object()["id"] = "client-chosen";
  document.at("item").as_array().push_back(made);
  write("a", document);
  // The server got it, and the answer never came.
  const Outcome planned = run("a", {"sync", "--dry-run"});
  ASSERT_THAT(planned.list("given"), ElementsAre("create late"));
  const json::value state = boost::json::parse(*read_file(at("a") / ".signet" / "state.json"));
  std::string collection;
  for (const auto& entry : state.at("elements").as_object()) {
    if (entry.value().at("kind") == "collection") collection = entry.key();
  }
  ask("/workspaces/" + workspace_ + "/elements",
      {{"kind", "request"}, {"parent", collection}, {"key", "client-chosen"}, {"content", made}});
  document.at("item").at(3).as_object()["name"] = "later";
  write("a", document);
  sync("a");
  sync("b");
  ASSERT_THAT(read("b").at("item").as_array(), SizeIs(4));
  EXPECT_EQ(read("b").at("item").at(3).at("name"), "later");
}

TEST_F(SyncCommand, KeepsSecretsAndValuesOfOnesOwnAtHome) {
  write("a",
        boost::json::parse(R"({"name":"Staging","values":[)"
                           R"({"key":"token","value":"planted-4711","type":"secret","enabled":true},)"
                           R"({"key":"place","value":"harbor","enabled":true,"currentValue":"planted-4712"}]})"),
        kEnvironment);
  sync("a");
  EXPECT_EQ(run("b", {"pull", "-w", "Orders"}).code, 0);
  const json::value theirs = read("b", "Staging.postman_environment.json");
  EXPECT_THAT(boost::json::serialize(theirs), AllOf(HasSubstr("harbor"), Not(HasSubstr("planted"))));
  json::value edited = theirs;
  edited.at("values").at(1).as_object()["value"] = "quay";
  write("b", edited, "Staging.postman_environment.json");
  sync("b");
  sync("a");
  EXPECT_THAT(boost::json::serialize(read("a", kEnvironment)),
              AllOf(HasSubstr("quay"), HasSubstr("planted-4711"), HasSubstr("planted-4712")));
  EXPECT_THAT(*read_file(at("a") / ".signet" / "state.json"), Not(HasSubstr("planted")));
}

TEST_F(SyncCommand, SaysWhatTheServerRefusedAndGivesTheRest) {
  make_two();
  write("a", boost::json::parse(R"({"name":"Odd","values":[],"mine":1})"), kEnvironment);
  edit("a", 0, "method", "PUT");
  const Outcome done = run("a", {"sync"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.list("given"), ElementsAre("change one"));
  ASSERT_THAT(done.list("refused"), ElementsAre("create Odd"));
  EXPECT_THAT(text(done.said.at("refused").at(0), "reason"), HasSubstr("mine"));
}

TEST_F(SyncCommand, PutsDeletionsIntoTheTrashAndTakesThemFromThere) {
  make_two();
  std::filesystem::remove(at("a") / kCollection);
  EXPECT_THAT(run("a", {"sync"}).list("given"), ElementsAre("delete Order API"));
  EXPECT_THAT(run("b", {"sync"}).list("taken"), ElementsAre("delete Order API"));
  EXPECT_FALSE(std::filesystem::exists(at("b") / kCollection));
}

TEST_F(SyncCommand, ChangesNothingWhenItCannotAndGoesOnTheNextTime) {
  make_two();
  edit("a", 0, "method", "PUT");
  const json::value before = read("a");
  const Outcome reader = run("a", {"sync"}, address(), reading_);
  EXPECT_EQ(reader.code, 1);
  EXPECT_THAT(text(reader.said, "error"), Not(IsEmpty()));
  const Outcome nobody = run("a", {"sync"}, address(), "sgnt_of-nobody");
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.errors, AllOf(HasSubstr("SIGNET_API_KEY"), Not(HasSubstr("of-nobody"))));
  const auto put_away = [&](bool is_away) {
    return send("PUT", "/workspaces/" + workspace_ + "/archived", {{"archived", is_away}}, token_).status;
  };
  ASSERT_EQ(put_away(true), 200U);
  const Outcome archived = run("a", {"sync"});
  EXPECT_EQ(archived.code, 1);
  EXPECT_THAT(archived.errors, HasSubstr("archive"));
  ASSERT_EQ(put_away(false), 200U);
  EXPECT_EQ(read("a"), before);
  EXPECT_THAT(run("a", {"sync"}).list("given"), ElementsAre("change one"));
  edit("a", 1, "method", "PUT");
  const json::value edited = read("a");
  const std::string gone = address();
  server_.reset();
  const Outcome offline = run("a", {"sync"}, gone, writing_);
  EXPECT_EQ(offline.code, 1);
  EXPECT_THAT(offline.errors, HasSubstr(gone));
  EXPECT_EQ(read("a"), edited);
}

TEST_F(SyncCommand, SaysWhatIsWrongAndWhatToDo) {
  make_two();
  struct Case {
    std::string copy;
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  const Case cases[] = {{"new", {"pull"}, 2, "signet pull --workspace NAME"},
                        {"new", {"pull", "-w", "Bills"}, 1, "there are: Orders"},
                        {"a", {"pull", "-w", "Bills"}, 2, "is a copy of the workspace \"Orders\""},
                        {"a", {"sync", "one"}, 2, "--mine or --theirs"},
                        {"a", {"sync", "--mine", "--theirs"}, 2, "--mine"}};
  for (const Case& one : cases) {
    const Outcome done = run(one.copy, one.words);
    EXPECT_EQ(done.code, one.code) << one.words.front() << done.errors;
    EXPECT_THAT(done.errors, HasSubstr(one.says));
  }
  write("a", json::value("no collection"));
  EXPECT_THAT(run("a", {"sync"}).errors, HasSubstr(kCollection));
}

/// A folder that somebody sent may say any server.
TEST_F(SyncCommand, GivesAnApiKeyToNoServerButTheOneThatWasNamed) {
  make_two();
  const auto path = at("a") / ".signet" / "state.json";
  const std::string text = *read_file(path);
  const std::string other = "http://127.0.0.1:1";
  ASSERT_TRUE(write_file(path, boost::json::serialize([&] {
                           json::value state = boost::json::parse(text);
                           state.as_object()["server"] = other;
                           return state;
                         }()),
                         0600));
  const Outcome done = run("a", {"sync"});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.errors, HasSubstr("this is a copy of a workspace of " + other));
}

}  // namespace
}  // namespace signet::cli
