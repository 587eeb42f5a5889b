// Stealing, planting and outliving sessions and keys.
#include "tests/server/attacks/attacked_server.h"

namespace signet::server {
namespace {

using test::Answer;
using test::AttackedServer;
using test::Browser;
using test::HeaderLines;
using test::kPassword;
using test::kWrongPassword;
using test::text_at;

class SessionAttack : public test::AttackOnBoth {
 protected:
  void SetUp() override {
    AttackOnBoth::SetUp();
    if (IsSkipped()) return;
    server->make_account("ada@example.com");
    ada_ = server->sign_in("ada@example.com");
  }

  [[nodiscard]] unsigned status_of(const HeaderLines& headers) const {
    return server->send("GET", "/account", nullptr, headers).status;
  }
  /// Whether the browser may still change something.
  [[nodiscard]] bool works(const Browser& browser) const {
    return server->send("POST", "/account/sessions/revoke-others", nullptr, browser.headers()).status == 200;
  }

  Browser ada_;
};

TEST_P(SessionAttack, APlantedCookieIsNeverMadeASession) {
  const std::string planted = "Cookie: __Host-signet-session=" + std::string(43, 'x');
  const Browser signed_in = server->sign_in("ada@example.com", {planted});
  EXPECT_EQ(status_of({planted}), 401U);
  EXPECT_THAT(signed_in.cookie, testing::Not(testing::HasSubstr(std::string(43, 'x'))));
  // Nor the attacker's own session, in which the victim would work.
  server->make_account("mallory@example.com");
  const Browser mallory = server->sign_in("mallory@example.com");
  const Browser again = server->sign_in("ada@example.com", {mallory.cookie});
  EXPECT_NE(again.cookie, mallory.cookie);
  EXPECT_EQ(text_at(server->send("GET", "/account", nullptr, {mallory.cookie}), "email"), "mallory@example.com");
}

TEST_P(SessionAttack, TokensChangeWhereverRightsDoAndTheOldOnesAreDead) {
  const Browser confirmed = AttackedServer::browser_of(
      server->post("/password/confirm", json::object{{"password", kPassword}}, ada_.headers()));
  EXPECT_NE(confirmed.cookie, ada_.cookie);
  EXPECT_NE(confirmed.csrf, ada_.csrf);
  EXPECT_EQ(status_of({ada_.cookie}), 401U);
  EXPECT_FALSE(works({confirmed.cookie, ada_.csrf, ""})) << "the old token against CSRF";
  EXPECT_TRUE(works(confirmed));

  const Browser changed = AttackedServer::browser_of(
      server->post("/password/change", json::object{{"password", kPassword}, {"new_password", kWrongPassword}},
                   confirmed.headers()));
  EXPECT_NE(changed.cookie, confirmed.cookie);
  EXPECT_EQ(status_of({confirmed.cookie}), 401U);
  EXPECT_TRUE(works(changed));
}

TEST_P(SessionAttack, ANewPasswordEndsAThiefsSessions) {
  const Browser thief = server->sign_in("ada@example.com");
  (void)server->post("/password/change", json::object{{"password", kPassword}, {"new_password", kWrongPassword}},
                     ada_.headers());
  EXPECT_EQ(status_of({thief.cookie}), 401U);
}

TEST_P(SessionAttack, SignedOutRevokedIdleAndOldSessionsAreDead) {
  const Browser out = server->sign_in("ada@example.com");
  ASSERT_EQ(server->send("POST", "/sign-out", nullptr, out.headers()).status, 204U);
  EXPECT_EQ(status_of({out.cookie}), 401U);

  const Browser revoked = server->sign_in("ada@example.com");
  ASSERT_EQ(server->send("DELETE", "/account/sessions/" + revoked.session, nullptr, ada_.headers()).status, 204U);
  EXPECT_EQ(status_of({revoked.cookie}), 401U);

  const Browser idle = server->sign_in("ada@example.com");
  server->run("UPDATE sessions SET last_used_ms = last_used_ms - $2 WHERE id = $1", {idle.session, kSessionIdleMs});
  EXPECT_EQ(status_of({idle.cookie}), 401U);

  const Browser old = server->sign_in("ada@example.com");
  server->run("UPDATE sessions SET expires_ms = expires_ms - $2 WHERE id = $1", {old.session, kSessionAbsoluteMs});
  EXPECT_EQ(status_of({old.cookie}), 401U);

  server->run("UPDATE users SET disabled_ms = 1 WHERE email_canonical = 'ada@example.com'");
  EXPECT_EQ(status_of({ada_.cookie}), 401U) << "a disabled account";
}

TEST_P(SessionAttack, WhatIsDangerousWantsThePasswordOfThisMinute) {
  server->run("UPDATE sessions SET authenticated_ms = authenticated_ms - $2 WHERE id = $1", {ada_.session, kFreshMs});
  const Answer refused =
      server->post("/account/api-keys", json::object{{"name", "x"}, {"scope", "write"}}, ada_.headers());
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(text_at(refused, "type"), "urn:signet:problem:password-required");
  EXPECT_EQ(server->send("POST", "/account/two-factor", nullptr, ada_.headers()).status, 403U);
}

TEST_P(SessionAttack, RevokedExpiredAndRotatedKeysAreDead) {
  const auto with = [&](const test::MadeKey& key) { return status_of({"X-Api-Key: " + key.key}); };
  const test::MadeKey revoked = server->make_key(ada_, "read");
  EXPECT_EQ(with(revoked), 200U);
  ASSERT_EQ(server->send("DELETE", "/account/api-keys/" + revoked.id, nullptr, ada_.headers()).status, 204U);
  EXPECT_EQ(with(revoked), 401U);

  const test::MadeKey expired = server->make_key(ada_, "read");
  server->run("UPDATE api_keys SET expires_ms = $2 WHERE id = $1", {expired.id, std::int64_t{1}});
  EXPECT_EQ(with(expired), 401U);

  const auto rotate = [&](const test::MadeKey& key, int days) {
    const Answer made =
        server->post("/account/api-keys/" + key.id + "/rotate", json::object{{"overlap_days", days}}, ada_.headers());
    EXPECT_EQ(made.status, 201U) << made.body;
    return test::MadeKey{text_at(made, "id"), text_at(made, "key")};
  };
  const test::MadeKey at_once = server->make_key(ada_, "read");
  const test::MadeKey next = rotate(at_once, 0);
  EXPECT_EQ(with(at_once), 401U);
  EXPECT_EQ(with(next), 200U);
  const test::MadeKey last = rotate(next, 1);
  EXPECT_EQ(with(next), 200U) << "overlap";
  EXPECT_EQ(with(last), 200U);
  EXPECT_EQ(
      server->post("/account/api-keys/" + revoked.id + "/rotate", json::object{{"overlap_days", 1}}, ada_.headers())
          .status,
      404U)
      << "a revoked key does not come back by rotation";
}

TEST_P(SessionAttack, AUserAgentOfAnyBytesIsKeptAsText) {
  for (const std::string& agent : {std::string("caf\xe9"), std::string(300, '\xe4'), std::string(255, 'a') + "\xc3\xa4",
                                   std::string(8000, 'x'), std::string("\xff\xfe")}) {
    EXPECT_EQ(server->try_sign_in("ada@example.com", kPassword, {"User-Agent: " + agent}).status, 200U) << agent;
  }
  const Answer list = server->send("GET", "/account/sessions", nullptr, {ada_.cookie});
  EXPECT_EQ(list.status, 200U);
  EXPECT_EQ(test::json_of(list).at("sessions").as_array().size(), 6U);
}

SIGNET_ON_BOTH(SessionAttack);

class Cookies : public test::Attack {
 protected:
  Cookies() {
    server.make_account("ada@example.com");
    ada_ = server.sign_in("ada@example.com");
    value_ = ada_.cookie.substr(ada_.cookie.find('=') + 1);
  }

  Browser ada_;
  std::string value_;
};

TEST_F(Cookies, AreTakenByTheirWholeNameOnce) {
  const std::string good = "__Host-signet-session=" + value_;
  const std::string evil = "__Host-signet-session=" + std::string(43, 'x');
  const struct {
    const char* what;
    HeaderLines headers;
    unsigned status;
  } table[] = {
      {"as it was set", {"Cookie: " + good}, 200},
      {"among others", {"Cookie: a=b; " + good + "; c=d"}, 200},
      {"tossed in front of the real one", {"Cookie: " + evil + "; " + good}, 401},
      {"tossed behind the real one", {"Cookie: " + good + "; " + evil}, 401},
      {"the same twice", {"Cookie: " + good + "; " + good}, 401},
      {"in two headers", {"Cookie: " + good, "Cookie: " + evil}, 401},
      {"without the prefix", {"Cookie: signet-session=" + value_}, 401},
      {"with another prefix", {"Cookie: __Secure-signet-session=" + value_}, 401},
      {"in another case", {"Cookie: __host-signet-session=" + value_}, 401},
      {"in quotes", {"Cookie: __Host-signet-session=\"" + value_ + "\""}, 401},
      {"with more behind it", {"Cookie: " + good + "x"}, 401},
      {"cut", {"Cookie: " + good.substr(0, good.size() - 1)}, 401},
      {"empty", {"Cookie: __Host-signet-session="}, 401},
      {"its hash", {"Cookie: __Host-signet-session=" + std::string(64, '0')}, 401},
      {"between commas", {"Cookie: a=b, " + good}, 401},
      {"as a device", {"Cookie: __Host-signet-device=" + value_}, 401},
      {"as a key", {"X-Api-Key: " + value_}, 401},
      {"as a key, too", {"Cookie: " + good, "X-Api-Key: " + value_}, 403},
      {"as a bearer's, too", {"Cookie: " + good, "Authorization: Bearer " + value_}, 403},
      {"two bearers", {"Authorization: Bearer " + value_, "Authorization: Bearer " + std::string(43, 'x')}, 403},
      {"by another scheme", {"Authorization: Basic " + value_}, 401},
      {"hundred thousand",
       {"Cookie: " + good +
        [] {
          std::string many;
          for (int i = 0; i < 100'000; ++i) many += ";a=b";
          return many;
        }()},
       431},
      {"a thousand",
       {"Cookie: " +
        [] {
          std::string many;
          for (int i = 0; i < 1'000; ++i) many += "a=b;";
          return many;
        }() +
        good},
       200},
  };
  for (const auto& [what, headers, status] : table) {
    EXPECT_EQ(server.send("GET", "/account", nullptr, headers).status, status) << what;
  }
}

TEST_F(Cookies, AreWorthNothingToAForeignPage) {
  server.make_account("mallory@example.com");
  const Browser mallory = server.sign_in("mallory@example.com");
  const struct {
    const char* what;
    HeaderLines headers;
  } table[] = {
      {"no token", {ada_.cookie}},
      {"an empty token", {ada_.cookie, "X-CSRF-Token:"}},
      {"the token of another session", {ada_.cookie, mallory.csrf}},
      {"the session's own token as that", {ada_.cookie, "X-CSRF-Token: " + value_}},
      {"a token as a cookie", {ada_.cookie + "; X-CSRF-Token=" + ada_.csrf.substr(14)}},
      {"another origin", {ada_.cookie, ada_.csrf, "Origin: https://evil.example"}},
      {"no origin at all", {ada_.cookie, ada_.csrf, "Origin: null"}},
      {"an origin that begins alike", {ada_.cookie, ada_.csrf, "Origin: http://localhost.evil.example"}},
      {"an origin that ends alike", {ada_.cookie, ada_.csrf, "Origin: http://evil-localhost"}},
      {"an origin with a user", {ada_.cookie, ada_.csrf, "Origin: http://localhost@evil.example"}},
      {"another port", {ada_.cookie, ada_.csrf, "Origin: http://localhost:8443"}},
      {"two origins", {ada_.cookie, ada_.csrf, "Origin: http://localhost", "Origin: https://evil.example"}},
      {"two origins, the other order",
       {ada_.cookie, ada_.csrf, "Origin: https://evil.example", "Origin: http://localhost"}},
      {"what the browser calls foreign", {ada_.cookie, ada_.csrf, "Sec-Fetch-Site: cross-site"}},
      {"a page of a sister domain", {ada_.cookie, ada_.csrf, "Sec-Fetch-Site: same-site"}},
      {"two words on where it is from",
       {ada_.cookie, ada_.csrf, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"}},
  };
  for (const auto& [what, headers] : table) {
    EXPECT_EQ(server.send("POST", "/account/sessions/revoke-others", nullptr, headers).status, 403U) << what;
  }
  EXPECT_EQ(server.send("POST", "/account/sessions/revoke-others", nullptr, ada_.headers()).status, 200U);
}

TEST_F(Cookies, AreOfNoUseToAForm) {
  // What a page of another site can send without being asked for its origin (Fetch, "CORS-safelisted").
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                           "application/json, text/plain", "text/plain; application/json",
                           "application/json; charset=utf-16", "application/jsonp", ""}) {
    const std::string body = R"({"password":"plum-harbor-tin-eagle"})";
    test::Client client(server.port());
    const Answer answer = client.ask(
        fmt::format("POST /api/v1/password/confirm HTTP/1.1\r\nHost: localhost\r\n{}\r\n{}\r\nContent-Type: {}\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    ada_.cookie, ada_.csrf, type, body.size(), body));
    EXPECT_EQ(answer.status, 415U) << type;
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "");
  }
}

TEST_F(Cookies, AreNotCarriedPastTheMethod) {
  const test::MadeKey key = server.make_key(ada_, "read");
  const std::string path = "/account/api-keys/" + key.id;
  for (const char* header : {"X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE"}) {
    EXPECT_EQ(server.send("POST", path, nullptr, {ada_.cookie, ada_.csrf, header}).status, 405U) << header;
    EXPECT_EQ(server.send("GET", path, nullptr, {ada_.cookie, header}).status, 405U) << header;
  }
  EXPECT_NE(server.send("POST", path + "?_method=DELETE", nullptr, ada_.headers()).status, 204U);
  EXPECT_EQ(server.send("DELETE", path, nullptr, {ada_.cookie}).status, 403U) << "without the token";
  EXPECT_EQ(server.send("GET", "/account", nullptr, {"X-Api-Key: " + key.key}).status, 200U) << "it still works";
}

}  // namespace
}  // namespace signet::server
