// The whole server on loopback over a database of either kind, with people, sessions and keys put into the database
// straight away: the tests are about what these may do, not about how one gets them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "server/accounts/api_keys.h"
#include "server/accounts/sessions.h"
#include "server/server.h"
#include "tests/server/mails.h"
#include "tests/server/running_front.h"
#include "tests/store/support.h"

namespace signet::server::test {

inline constexpr std::string_view kEasyPassword = "plum-harbor-tin-eagle";

struct Person {
  std::string id;
  std::string email;
  std::vector<std::string> headers;  ///< of a fresh session without a second factor
};

/// How a session is.
struct SessionKind {
  bool is_fresh = true;
  bool has_two_factor = false;
};

class WithServer : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    ServerOptions options;
    options.data = place_->folder() / "data";
    if (database_->is_postgres()) options.database = SecretString(place_->address());
    options.accounts.password_cost = {64, 1};
    options.public_url = "https://signet.example";
    options.front.workers = 2;
    adjust(options);
    auto started = Server::start(std::move(options));
    ASSERT_TRUE(started) << started.error().to_string();
    server_ = *std::move(started);
    client_ = std::make_unique<Client>(server_->front().ports().front());
    PasswordHasher hasher({64, 1}, 1, 1);
    password_hash_ = *hasher.hash(SecretString(kEasyPassword));
  }

  /// What a test's server is to have beside that.
  virtual void adjust(ServerOptions&) {}

  /// `work`'s value; fails the test and gives an empty one otherwise.
  template <typename Work>
  auto write(Work&& work) {
    auto done = database_->write(work);
    EXPECT_TRUE(done) << done.error().to_string();
    return done ? *std::move(done) : std::decay_t<decltype(*done)>{};
  }

  Person make_person(const std::string& name, bool is_admin = false) {
    Person person{make_uuid(), name + "@example.com", {}};
    store::test::run(*database_,
                     "INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, is_admin, "
                     "created_ms) VALUES ($1, $2, $2, 1, $3, $4, $5, 1)",
                     {person.id, person.email, name, password_hash_, is_admin});
    person.headers = session_of(person);
    return person;
  }

  /// The headers of a new session.
  std::vector<std::string> session_of(const Person& person, SessionKind kind = {}) {
    const std::int64_t at_ms = unix_now_ms() - (kind.is_fresh ? 0 : kFreshMs);
    const NewSession made = write([&](store::Transaction& transaction) {
      return make_session(transaction, person.id, "cli", kind.has_two_factor, {"192.0.2.1", "Test", "r"}, at_ms);
    });
    return {"Authorization: Bearer " + std::string(made.token.expose())};
  }

  std::vector<std::string> key_of(const Person& person, Scope scope) {
    const NewApiKey made = write([&](store::Transaction& transaction) {
      return make_api_key(transaction, person.id, {"test", scope, std::nullopt}, unix_now_ms());
    });
    return {"X-Api-Key: " + std::string(made.key.expose())};
  }

  Answer send(std::string_view method, std::string_view path, const json::value& body = nullptr,
              const std::vector<std::string>& headers = {}) {
    return ask(method, fmt::format("/api/v1{}", path), body, headers);
  }

  /// Asks for any target.
  Answer ask(std::string_view method, std::string_view target, const json::value& body = nullptr,
             const std::vector<std::string>& headers = {}) {
    std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n", method, target);
    for (const std::string& header : headers) request += header + "\r\n";
    const bool has_length = method != "GET" && method != "DELETE";
    if (body.is_null()) return client_->ask(request + (has_length ? "Content-Length: 0\r\n\r\n" : "\r\n"));
    const std::string text = boost::json::serialize(body);
    return client_->ask(
        fmt::format("{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", request, text.size(), text));
  }

  Answer send(const Person& who, std::string_view method, std::string_view path, const json::value& body = nullptr,
              std::int64_t revision = -1) {
    std::vector<std::string> headers = who.headers;
    if (revision >= 0) headers.push_back(fmt::format("If-Match: \"{}\"", revision));
    return send(method, path, body, headers);
  }

  /// Makes a team over the API; its id.
  std::string make_team(const Person& owner, std::string_view name = "Rockets") {
    const Answer made = send(owner, "POST", "/teams", json::object{{"name", name}});
    EXPECT_EQ(made.status, 201U) << made.body;
    return text_at(made, "id");
  }

  /// Puts somebody into a team.
  void join(const std::string& team, const Person& who, TeamRole role) {
    store::test::run(*database_, "INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, $3, 1)",
                     {team, who.id, name_of(role)});
  }

  std::vector<SentMail> mails() {
    const auto master = MasterKeys::load(place_->folder() / "data", false);
    EXPECT_TRUE(master);
    return read_mails(*database_, *master);
  }

  /// The token in the newest mail to an address that has one.
  std::string token_to(const std::string& email) {
    std::string token;
    for (const SentMail& mail : mails()) {
      const std::size_t at = mail.text.find('#');
      if (mail.to == email && at != std::string::npos)
        token = mail.text.substr(at + 1, mail.text.find('\n', at) - at - 1);
    }
    return token;
  }

  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
  std::string password_hash_;
};

}  // namespace signet::server::test
