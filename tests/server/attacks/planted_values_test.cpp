// The attacker has the disks, the backups, the dumps and the logs, but not the master key: values that are secret are
// planted all over a workspace by its API, and then looked for in everything that was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "base/encoding.h"
#include "server/sealing/rotation.h"
#include "store/backup.h"
#include "tests/server/workspaces_api.h"
#include "tests/support/planted.h"

namespace signet::server {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kSecret = "PlantedSecret7Qx2Wm9Zk4";
constexpr std::string_view kInTheClear = "PlantedName3Rt8Yb5Hn6";

TEST(Planted, IsFoundInEachEncoding) {
  const signet::test::Planted planted(kSecret);
  const std::string text(kSecret);
  std::string utf16;
  std::string escaped;
  for (const char c : text) {
    utf16 += {c, '\0'};
    escaped += fmt::format("\\u{:04x}", static_cast<int>(c));
  }
  std::vector<std::string> written = {
      text,  "x" + text + "y", "plantedsecret7qx2wm9zk4", hex_encode("x" + text), base32_encode(text),
      utf16, escaped,          "%50%6c%61%6e%74" + text};
  for (const char* before : {"", "a", "ab", "abc"}) {
    for (const char* behind : {"", "y", "yz"}) written.push_back(base64_encode(before + text + behind));
  }
  for (const std::string& one : written) EXPECT_THAT(planted.find_in(one, "it"), Not(IsEmpty())) << one;
  EXPECT_THAT(planted.find_in(base64_encode("PlantedSecret6Qx2Wm9Zk4"), "it"), IsEmpty());
}

/// A value of its own for each place, which says where it leaked from.
std::string secret(std::string_view place) {
  return fmt::format("{}-{}", place, kSecret);
}

json::object variable(std::string_view id, std::string_view type = "default", std::string_view version = "1") {
  return {{"id", id}, {"key", id}, {"value", secret(fmt::format("{}.{}", id, version))}, {"type", type}};
}

json::object param(std::string_view key, std::string_view value) {
  return {{"key", key}, {"value", value}, {"type", "string"}};
}

json::object auth(std::string_view type, std::string_view key, std::string_view place) {
  return {{"type", type}, {type, json::array{param(key, secret(place))}}};
}

json::object environment(std::string_view version) {
  return {{"name", "Production"},
          {"values", json::array{variable("hidden", "secret", version), variable("plain", "default", version)}}};
}

json::object collection(std::string_view version) {
  return {{"info",
           {{"name", kInTheClear}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
          {"auth", auth("bearer", "token", fmt::format("collection.{}", version))},
          {"variable", json::array{variable("of-collection", "string", version)}},
          {"item", json::array()}};
}

json::object folder(std::string_view version) {
  return {{"name", "Admin"}, {"auth", auth("basic", "password", fmt::format("folder.{}", version))}};
}

json::object request(std::string_view version) {
  json::object call{{"method", "GET"},
                    {"url", "https://orders.example"},
                    {"auth", auth("apikey", "value", fmt::format("request.{}", version))}};
  json::object asked{{"method", "GET"},
                     {"url", "https://orders.example"},
                     {"auth", auth("oauth2", "clientSecret", fmt::format("example.{}", version))}};
  json::object example{{"name", "found"}, {"originalRequest", asked}, {"code", 200}};
  return {{"name", "list"}, {"request", call}, {"response", json::array{example}}};
}

class PlantedValues : public test::WithWorkspaces {
 protected:
  void SetUp() override {
    WithWorkspaces::SetUp();
    if (IsSkipped()) return;
    admin_ = make_person("ada", true);
    path_ = make_workspace(mate_, "private");
    put_user(mate_, path_, other_, "editor");
  }

  void adjust(ServerOptions& options) override {
    const auto keep = [this](std::string_view line) {
      const std::lock_guard lock(lines_mutex_);
      lines_ += std::string(line) + "\n";
    };
    options.front.access_log = keep;
    options.front.notice = keep;
  }

  std::string make(std::string_view kind, const json::object& content, const std::string& parent = "") {
    json::object body{{"kind", kind}, {"content", content}};
    if (!parent.empty()) body["parent"] = parent;
    const test::Answer made = send(mate_, "POST", path_ + "/elements", body);
    EXPECT_EQ(made.status, 201U) << made.body;
    return path_ + "/elements/" + test::text_at(made, "id");
  }

  void change(const std::string& element, const json::object& content, std::int64_t revision, unsigned status = 200) {
    const test::Answer changed = send(mate_, "PUT", element, json::object{{"content", content}}, revision);
    EXPECT_EQ(changed.status, status) << changed.body;
  }

  void post(const std::string& path, unsigned status) { EXPECT_EQ(send(mate_, "POST", path).status, status) << path; }

  void import(std::string_view name, const json::object& file) {
    const test::Answer done = send(mate_, "POST", path_ + "/import",
                                   json::object{{"name", name}, {"data", base64_encode(boost::json::serialize(file))}});
    EXPECT_EQ(done.status, 201U) << done.body;
    EXPECT_THAT(test::json_of(done).at("left_out").as_array(), IsEmpty());
  }

  /// Everything that people do with what is secret.
  void plant() {
    const std::string top = make("collection", collection("1"));
    const std::string inner = make("folder", folder("1"), top.substr(top.rfind('/') + 1));
    const std::string leaf = make("request", request("1"), inner.substr(inner.rfind('/') + 1));
    environment_ = make("environment", environment("1"));
    const std::string globals = make("globals", {{"name", "Globals"}, {"values", json::array{variable("global")}}});
    change(top, collection("2"), 1);
    change(inner, folder("2"), 1);
    change(leaf, request("2"), 1);
    change(environment_, environment("2"), 1);
    change(globals, {{"name", "Globals"}, {"values", json::array{variable("global", "default", "2")}}}, 1);
    post(leaf + "/versions/1/restore", 200);
    post(environment_ + "/versions/1/restore", 200);
    EXPECT_EQ(send(mate_, "DELETE", inner).status, 204U);
    post(inner + "/restore", 200);
    json::object whole = collection("file");
    json::object filed = folder("file");
    filed["item"] = json::array{request("file")};
    whole["item"] = json::array{filed};
    import("orders.json", whole);
    json::object staging = environment("file");
    staging["_postman_variable_scope"] = "environment";
    import("staging.json", staging);
    be_refused(top);
    post(environment_ + "/reveal", 200);
    EXPECT_EQ(send(other_, "GET", top + "/export").status, 200U);
  }

  /// Requests with secrets that come to nothing.
  void be_refused(const std::string& top) {
    change(environment_, environment("stale"), 1, 412);
    change(environment_, {{"name", "x"}, {"values", json::array{json::array{secret("wrong-kind")}}}}, 3, 422);
    json::object wrong = collection("wrong");
    wrong["variable"] = json::array{variable("misplaced", "secret")};
    change(top, wrong, 2, 422);
    const std::string broken = R"({"content": ")" + secret("broken-json");
    EXPECT_EQ(client_
                  ->ask(fmt::format("PUT /api/v1{} HTTP/1.1\r\nHost: a\r\n{}\r\nIf-Match: \"2\"\r\nContent-Type: "
                                    "application/json\r\nContent-Length: {}\r\n\r\n{}",
                                    top, mate_.headers[0], broken.size(), broken))
                  .status,
              400U);
    EXPECT_EQ(send(mate_, "POST", path_ + "/import",
                   json::object{{"name", "x"}, {"data", base64_encode("{\"" + secret("no-file"))}})
                  .status,
              422U);
  }

  /// Seals all anew by new keys, as `signet serve keys rotate` does.
  void rotate_keys() {
    const auto master = MasterKeys::load(place_->folder() / "data", false);
    ASSERT_TRUE(master);
    const auto done = rotate_data_keys(*database_, *master, unix_now_ms, [](auto, auto) { return Status(); });
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_GT(done->values, 20);
  }

  /// One value is damaged: the server says so.
  void damage_a_value() {
    store::test::run(*database_, "UPDATE sealed_values SET sealed = $2 WHERE element_id = $1",
                     {environment_.substr(environment_.rfind('/') + 1), store::Blob{"damaged"}});
    post(environment_ + "/reveal", 500);
  }

  std::string log_lines() {
    const std::lock_guard lock(lines_mutex_);
    return lines_;
  }

  test::Person admin_;
  std::string path_;
  std::string environment_;
  std::mutex lines_mutex_;
  std::string lines_;
};
SIGNET_ON_BOTH(PlantedValues);

/// All columns of all tables of a PostgreSQL database, as text.
std::string all_rows(const signet::test::Postgres& postgres, const std::string& database) {
  const std::string tables = postgres.ask(
      database,
      "SELECT string_agg(format('SELECT CAST(t AS text) AS r FROM %I.%I t', table_schema, table_name), ' UNION ALL ') "
      "FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')");
  return postgres.ask(database, "SELECT string_agg(r, ' ') FROM (" + tables + ") AS all_rows");
}

// The name of a collection is planted in the clear: where the search finds it, it would have found a secret, too.
TEST_P(PlantedValues, AreNowhereToBeFound) {
  const signet::test::Planted planted(kSecret);
  const signet::test::Planted control(kInTheClear);
  plant();
  rotate_keys();
  damage_a_value();
  const auto backup = store::write_backup(*database_, place_->folder() / "all.signet-backup");
  ASSERT_TRUE(backup) << backup.error().to_string();

  std::map<std::string, std::string> written = {{"the log", log_lines()}};
  const auto take = [&](const test::Person& who, const std::string& path) {
    const test::Answer answer = send(who, "GET", path);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    written[path] = answer.body;
  };
  take(admin_, "/server/audit/export");
  take(owner_, "/teams/" + team_ + "/audit/export");
  take(mate_, "/notifications");
  take(mate_, path_ + "/activity");
  // By any part of a secret that is a word of its own: the place that it was planted in, and the value.
  const std::string hits = R"("elements":[])";
  for (const std::string_view word : {kSecret, std::string_view("PlantedSecret")}) {
    EXPECT_THAT(send(mate_, "GET", fmt::format("{}/search?q={}", path_, word)).body, HasSubstr(hits));
    EXPECT_THAT(send(mate_, "GET", fmt::format("/search?q={}", word)).body, HasSubstr(hits));
  }
  EXPECT_THAT(send(mate_, "GET", fmt::format("{}/search?q={}", path_, kInTheClear)).body, Not(HasSubstr(hits)));
  std::string& mails = written["the mails"];
  for (const test::SentMail& mail : this->mails()) mails += mail.subject + mail.text;
  std::vector<std::string> with_control = {path_ + "/activity"};
  if (database_->is_postgres()) {
    const std::string& address = place_->address();
    const std::size_t name = address.rfind('/', address.find('?')) + 1;
    const std::string database = address.substr(name, address.find('?') - name);
    auto& postgres = store::test::shared_postgres();
    written["all rows"] = all_rows(postgres, database);
    written["pg_dump"] = postgres.dump(database);
    with_control.insert(with_control.end(), {"all rows", "pg_dump"});
    postgres.run(database, "CHECKPOINT");
    EXPECT_THAT(planted.find_in_files(postgres.data()), IsEmpty());
    const auto found = control.find_in_files(postgres.data());
    EXPECT_THAT(found, Contains(HasSubstr("base/")));
    EXPECT_THAT(found, Contains(HasSubstr("pg_wal/")));
  }
  EXPECT_THAT(planted.find_in_files(place_->folder()), IsEmpty());
  const auto found = control.find_in_files(place_->folder());
  EXPECT_THAT(found, Contains(HasSubstr("all.signet-backup")));
  if (!database_->is_postgres()) {
    EXPECT_THAT(found, Contains(HasSubstr("signet.db")));
  }
  for (const auto& [where, text] : written) EXPECT_THAT(planted.find_in(text, where), IsEmpty());
  for (const std::string& where : with_control) EXPECT_THAT(control.find_in(written[where], where), Not(IsEmpty()));
  EXPECT_THAT(written["the log"], HasSubstr("variable/hidden")) << "the damaged value";
}

}  // namespace
}  // namespace signet::server
