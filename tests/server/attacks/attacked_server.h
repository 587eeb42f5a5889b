// A whole server on loopback for attackers and victims, who come by the wire alone. What only a mailbox, an
// administrator or the passing of time could do is done in the database.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/server.h"
#include "tests/server/running_front.h"
#include "tests/store/support.h"

namespace signet::server::test {

inline constexpr std::string_view kPassword = "plum-harbor-tin-eagle";
inline constexpr std::string_view kWrongPassword = "velvet-canyon-moss-9";
inline constexpr std::string_view kPublicUrl = "https://signet.example";

using HeaderLines = std::vector<std::string>;

/// A browser that is signed in.
struct Browser {
  std::string cookie;  ///< "Cookie: __Host-signet-session=…"
  std::string csrf;    ///< "X-CSRF-Token: …"
  std::string session;

  [[nodiscard]] HeaderLines headers() const { return {cookie, csrf}; }
};

struct MadeKey {
  std::string id;
  std::string key;
};

class AttackedServer {
 public:
  /// `change` may set other options than open sign-up, cheap hashes and a trusted proxy, as which each client comes.
  explicit AttackedServer(store::test::Kind kind, const std::function<void(ServerOptions&)>& change = {});

  [[nodiscard]] std::uint16_t port() const { return server_->front().ports().front(); }
  /// Sends one request below /api/v1 on a connection of its own. `body` null: without one.
  [[nodiscard]] Answer send(std::string_view method, std::string_view path, const json::value& body = nullptr,
                            const HeaderLines& headers = {}) const;
  /// The same at any target.
  [[nodiscard]] Answer ask(std::string_view method, std::string_view target, const json::value& body = nullptr,
                           const HeaderLines& headers = {}) const;
  [[nodiscard]] Answer post(std::string_view path, const json::value& body, const HeaderLines& headers = {}) const {
    return send("POST", path, body, headers);
  }
  /// The bytes of such a request, below /api/v1.
  [[nodiscard]] static std::string bytes_of(std::string_view method, std::string_view path, const json::value& body,
                                            const HeaderLines& headers);
  /// Sends the same bytes from many connections at once.
  [[nodiscard]] std::vector<Answer> send_at_once(std::size_t connections, const std::string& bytes) const;

  /// Signs up and confirms the address by the mail's link.
  void make_account(const std::string& email) const;
  [[nodiscard]] Answer try_sign_in(std::string_view email, std::string_view password = kPassword,
                                   const HeaderLines& headers = {}) const;
  [[nodiscard]] Browser sign_in(std::string_view email, const HeaderLines& headers = {}) const;
  /// The browser of an answer that gives a session.
  [[nodiscard]] static Browser browser_of(const Answer& answer);
  [[nodiscard]] MadeKey make_key(const Browser& browser, std::string_view scope) const;

  /// Runs a statement as somebody at the database's console would.
  void run(store::Sql sql, const store::Values& values = {}) const { store::test::run(*database_, sql, values); }
  /// Text of the newest mail to an address; empty without one.
  [[nodiscard]] std::string last_mail(std::string_view to) const;
  /// The token in the link of that mail.
  [[nodiscard]] std::string token_of_last_mail(std::string_view to) const;
  [[nodiscard]] std::int64_t count_mails(std::string_view to) const;
  /// How often the server has run Argon2id, as /metrics says.
  [[nodiscard]] std::uint64_t hashes() const;

  Lines log;
  Lines notices;

 private:
  store::test::Place place_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<store::Database> database_;
};

/// "X-Forwarded-For: …" of the n-th of many addresses.
[[nodiscard]] std::string from_address(unsigned n);

/// All of an answer that a client could compare: without the date and the request's id.
[[nodiscard]] std::string comparable(const Answer& answer);

/// Attacks whose end depends on the database.
class AttackOnBoth : public testing::TestWithParam<store::test::Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == store::test::Kind::kPostgres && !signet::test::Postgres::is_installed()) {
      GTEST_SKIP() << "PostgreSQL 15 is not installed";
    }
    server = std::make_unique<AttackedServer>(GetParam());
  }

  std::unique_ptr<AttackedServer> server;
};

/// Attacks that do not come as far as the database.
class Attack : public testing::Test {
 protected:
  AttackedServer server{store::test::Kind::kSqlite};
};

}  // namespace signet::server::test
