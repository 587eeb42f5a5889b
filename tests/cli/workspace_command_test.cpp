// `signet import`, `signet export` and `signet run --workspace` with an API key, against the real team server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <mutex>

#include "base/file.h"
#include "base/json.h"
#include "tests/cli/team_server.h"
#include "tests/support/raw_server.h"

namespace signet::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSecret = "planted-token-4711";

class WorkspaceCommand : public test::WithApiKeys {
 protected:
  ProgramResult run(std::vector<std::string> words, const std::string& key) {
    return run_signet(std::move(words), address(), key);
  }
  ProgramResult run(std::vector<std::string> words) { return run(std::move(words), writing_); }

  std::string file(const std::string& name, const std::string& content) {
    (void)folder_.write(name, content);
    return (folder_.path() / name).string();
  }

  /// A collection with one request to `port`, which sends a secret of the environment.
  std::string collection(std::uint16_t port) {
    return file("orders.json",
                fmt::format(R"({{"info":{{"name":"Order API","schema":)"
                            R"("https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},)"
                            R"("item":[{{"name":"list","request":{{"method":"GET","url":"http://127.0.0.1:{}/",)"
                            R"("header":[{{"key":"X-Token","value":"{{{{token}}}}"}},)"
                            R"({{"key":"X-Place","value":"{{{{place}}}}"}}]}}}}]}})",
                            port));
  }
  std::string environment() {
    return file("staging.json",
                fmt::format(R"({{"name":"Staging","values":[{{"key":"token","value":"{}","type":"secret",)"
                            R"("enabled":true}}],"_postman_variable_scope":"environment"}})",
                            kSecret));
  }
  std::string globals() {
    return file("globals.json", R"({"name":"Globals","values":[{"key":"place","value":"harbor","enabled":true}],)"
                                R"("_postman_variable_scope":"globals"})");
  }
};

TEST_F(WorkspaceCommand, RunsWhatTheWorkspaceHolds) {
  std::mutex mutex;
  std::string seen;
  signet::test::RawServer api([&](signet::test::RawConnection& connection) {
    {
      const std::lock_guard lock(mutex);
      seen = connection.read_request();
    }
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const ProgramResult imported =
      run({"import", collection(api.port()), environment(), globals(), "--workspace", "Orders"});
  EXPECT_EQ(imported.exit_code, 0) << imported.errors;
  EXPECT_THAT(std::string(imported.output.expose()),
              AllOf(HasSubstr("collection \"Order API\""), HasSubstr("environment \"Staging\"")));

  const ProgramResult passed =
      run({"run", "--workspace", "Orders", "--collection", "Order API", "--environment", "Staging"});
  EXPECT_EQ(passed.exit_code, 0) << passed.errors << passed.output.expose();
  const auto last_seen = [&] {
    const std::lock_guard lock(mutex);
    return seen;
  };
  EXPECT_THAT(last_seen(),
              AllOf(HasSubstr(std::string("X-Token: ") + std::string(kSecret)), HasSubstr("X-Place: harbor")));
  EXPECT_THAT(std::string(passed.output.expose()), Not(HasSubstr(std::string(kSecret))));

  const ProgramResult without = run({"run", "--workspace", "Orders", "Order API", "-e", "Staging"}, reading_);
  EXPECT_EQ(without.exit_code, 0) << without.errors;
  EXPECT_THAT(last_seen(), Not(HasSubstr(std::string(kSecret))));
  EXPECT_THAT(without.errors, HasSubstr("are not shown to you"));
}

TEST_F(WorkspaceCommand, MakesAndListsWorkspaces) {
  ask("/teams", {{"name", "Rockets"}});
  EXPECT_EQ(run({"workspace", "create", "Mine"}).exit_code, 0);
  const ProgramResult made = run(
      {"workspace", "create", "Shared", "--kind", "team", "--team", "Rockets", "--member-role", "viewer", "--json"});
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(boost::json::parse(std::string(made.output.expose())).at("kind"), "team");
  const ProgramResult list = run({"workspace", "list", "--json"}, reading_);
  const json::value listed = boost::json::parse(std::string(list.output.expose()));
  std::vector<std::string> names;
  for (const json::value& one : listed.at("workspaces").as_array()) names.push_back(text(one, "name"));
  EXPECT_THAT(names, ElementsAre("Mine", "Orders", "Shared"));
  EXPECT_THAT(std::string(run({"workspace", "list"}).output.expose()), HasSubstr("personal  owner   Mine"));
  const ProgramResult nowhere = run({"workspace", "create", "X", "--kind", "private", "--team", "Comets"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.errors, HasSubstr("there are: Rockets"));
}

TEST_F(WorkspaceCommand, FindsElementsByTheirWords) {
  ASSERT_EQ(run({"import", collection(1), environment(), "-w", "Orders"}).exit_code, 0);
  const ProgramResult everywhere = run({"workspace", "search", "ORDER", "api"}, reading_);
  EXPECT_EQ(everywhere.exit_code, 0) << everywhere.errors;
  EXPECT_THAT(std::string(everywhere.output.expose()), HasSubstr("collection   Orders: Order API"));
  const ProgramResult here = run({"workspace", "search", "stag", "-w", "Orders", "--kind", "environment", "--json"});
  const json::value found = boost::json::parse(std::string(here.output.expose()));
  ASSERT_EQ(found.at("elements").as_array().size(), 1U);
  EXPECT_EQ(found.at("elements").at(0).at("name"), "Staging");
  const ProgramResult none = run({"workspace", "search", std::string(kSecret)});
  EXPECT_THAT(std::string(none.output.expose()), HasSubstr("nothing has all these words"));
  EXPECT_EQ(run({"workspace", "search", "%"}).exit_code, 1);
}

TEST_F(WorkspaceCommand, ShowsTheHistoryOfAnElementWithoutItsSecrets) {
  ASSERT_EQ(run({"import", environment(), "-w", "Orders"}).exit_code, 0);
  const ProgramResult history = run({"workspace", "history", "Staging", "-w", "Orders", "--json"}, reading_);
  const json::value versions = boost::json::parse(std::string(history.output.expose()));
  EXPECT_EQ(versions.at("versions").as_array().size(), 1U) << history.errors;
  const std::string id = text(versions, "element");
  EXPECT_THAT(std::string(run({"workspace", "history", id, "-w", "Orders"}).output.expose()), HasSubstr("     1  20"));
  const ProgramResult first = run({"workspace", "diff", "Staging", "-w", "Orders"});
  EXPECT_EQ(first.exit_code, 1);
  EXPECT_THAT(first.errors, HasSubstr("there is no version before this one"));
  const ProgramResult same = run({"workspace", "diff", "Staging", "1", "1", "-w", "Orders"});
  EXPECT_THAT(std::string(same.output.expose()), HasSubstr("nothing changed"));
  EXPECT_EQ(run({"workspace", "diff", "Staging"}).exit_code, 1) << "which workspace?";
}

TEST_F(WorkspaceCommand, GivesBackWhatCameIn) {
  const std::string path = collection(1);
  ASSERT_EQ(run({"import", path, environment(), "-w", "Orders"}).exit_code, 0);
  const std::filesystem::path out = folder_.path() / "out.json";
  ASSERT_EQ(run({"export", "Order API", "-w", "Orders", "-o", out.string()}).exit_code, 0);
  EXPECT_EQ(boost::json::parse(*read_file(out)), boost::json::parse(*read_file(path)));
  struct stat status = {};
  ASSERT_EQ(::stat(out.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U) << "the auth of a collection is in it";
  const ProgramResult all = run({"export", "-w", "Orders", "--all", (folder_.path() / "all").string(), "--json"});
  const json::value files = boost::json::parse(std::string(all.output.expose()));
  EXPECT_EQ(files.at("files").as_array().size(), 2U);
  const ProgramResult shown = run({"export", "Staging", "-w", "Orders"});
  EXPECT_THAT(std::string(shown.output.expose()), Not(HasSubstr(std::string(kSecret))));
}

TEST_F(WorkspaceCommand, SaysWhatIsWrongAndWhatToDo) {
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  const std::string good = collection(1);
  const std::string broken = file("broken.json", "{");
  const Case cases[] = {
      {{"import", good}, 2, "give --workspace NAME"},
      {{"import", good, "-w", "Bills"}, 1, "there are: Orders"},
      {{"import", good, "-w", "Orders", "--to", "x"}, 2, "give --to or --workspace"},
      {{"import", broken, "-w", "Orders"}, 1, "the JSON ends too early"},
      {{"import", broken + ".gone", "-w", "Orders"}, 1, "No such file"},
      {{"export", "-w", "Orders"}, 2, "--all FOLDER"},
      {{"export", "Bills", "-w", "Orders"}, 1, "there is no collection or environment \"Bills\""},
      {{"run", "-w", "Orders", "Bills"}, 1, "there is no collection \"Bills\""},
  };
  for (const Case& one : cases) {
    const ProgramResult result = run(one.words);
    EXPECT_EQ(result.exit_code, one.code) << one.words.front() << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(one.says));
  }
  const ProgramResult refused = run({"export", "--all", "x", "-w", "Orders"}, "sgnt_of-nobody");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("SIGNET_API_KEY"), Not(HasSubstr("of-nobody"))));
}

TEST_F(WorkspaceCommand, WritesWhatItConvertsIntoAFolder) {
  const std::string described =
      file("orders.yaml",
           "openapi: 3.1.0\ninfo: {title: Orders}\nservers: [{url: 'https://api.example.com'}]\n"
           "paths: {/orders: {get: {}}}\nwebhooks: {new: {}}\n");
  const std::filesystem::path folder = folder_.path() / "made";
  const ProgramResult made = run({"import", described, environment(), "--to", folder.string()});
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(std::string(made.output.expose()), HasSubstr("collection \"Orders\" is in "));
  EXPECT_THAT(made.errors, HasSubstr("Webhooks, which the API sends itself, were left out."));
  const std::filesystem::path collection = folder / "Orders.postman_collection.json";
  EXPECT_FALSE(is_open_to_others(collection));
  EXPECT_TRUE(std::filesystem::exists(folder / "Staging.postman_environment.json"));
  const auto text = read_file(collection);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("\"GET /orders\""));

  const ProgramResult again = run({"import", described, "--to", folder.string(), "--json"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.errors, AllOf(HasSubstr("is there already"), HasSubstr("--force")));
  const ProgramResult forced = run({"import", described, "--to", folder.string(), "--json", "--force"});
  EXPECT_EQ(forced.exit_code, 0) << forced.errors;
  const json::value told = boost::json::parse(std::string(forced.output.expose()));
  EXPECT_EQ(told.at("files").at(0).at("written").at(0).at("name"), "Orders");
  EXPECT_EQ(told.at("files").at(0).at("notices").as_array().size(), 1U);
}

TEST_F(WorkspaceCommand, FetchesWhatIsGivenByItsAddress) {
  signet::test::RawServer api([](signet::test::RawConnection& connection) {
    (void)connection.read_request();
    const std::string body = R"({"openapi":"3.0.0","info":{"title":"Orders"},"servers":[{"url":"/v1"}],"paths":{}})";
    connection.send(
        fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", body.size(), body));
  });
  const std::string location = fmt::format("http://127.0.0.1:{}/openapi.json?key=hidden", api.port());
  const ProgramResult imported = run({"import", location, "-w", "Orders"});
  EXPECT_EQ(imported.exit_code, 0) << imported.errors;
  const ProgramResult exported = run({"export", "Orders", "-w", "Orders"});
  EXPECT_THAT(std::string(exported.output.expose()),
              AllOf(HasSubstr(fmt::format("http://127.0.0.1:{}/v1", api.port())), Not(HasSubstr("hidden"))));
}

TEST_F(WorkspaceCommand, AsksForTheIdWhereANameIsTwice) {
  const std::string path = collection(1);
  ASSERT_EQ(run({"import", path, path, "-w", "Orders"}).exit_code, 0);
  const ProgramResult twice = run({"export", "Order API", "-w", "Orders"});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.errors, HasSubstr("give the id of one, such as "));
}

}  // namespace
}  // namespace signet::cli
