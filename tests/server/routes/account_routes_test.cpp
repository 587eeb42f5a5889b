// The API of accounts from outside: cookies, tokens, CSRF, and what is refused, against the real server on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/server.h"
#include "tests/server/running_front.h"
#include "tests/support/temporary_folder.h"

namespace signet::server {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPassword = "plum-harbor-tin-eagle";

class AccountApi : public testing::Test {
 protected:
  AccountApi() {
    ServerOptions options;
    options.data = folder_.path() / "data";
    options.accounts.password_cost = {64, 1};
    options.front.workers = 2;
    auto started = Server::start(std::move(options));
    EXPECT_TRUE(started) << started.error().to_string();
    server_ = *std::move(started);
    client_ = std::make_unique<test::Client>(server_->front().ports().front());
  }

  test::Answer send(std::string_view method, std::string_view path, const json::value& body = nullptr,
                    const std::vector<std::string>& headers = {}) {
    std::string request = fmt::format("{} /api/v1{} HTTP/1.1\r\nHost: localhost\r\n", method, path);
    for (const std::string& header : headers) request += header + "\r\n";
    if (body.is_null()) return client_->ask(request + (method == "GET" ? "\r\n" : "Content-Length: 0\r\n\r\n"));
    const std::string text = boost::json::serialize(body);
    return client_->ask(
        fmt::format("{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", request, text.size(), text));
  }

  /// The first admin, who needs no mail.
  void make_admin() {
    const auto link = server_->first_admin_link();
    ASSERT_TRUE(link && *link);
    const test::Answer answer = send(
        "POST", "/sign-up",
        json::object{
            {"email", "ada@example.com"}, {"name", "Ada"}, {"password", kPassword}, {"invitation", (*link)->expose()}});
    ASSERT_EQ(answer.status, 202U) << answer.body;
  }

  /// Signs in as a browser; gives the headers that its next requests have.
  std::vector<std::string> sign_in_as_browser() {
    const test::Answer answer =
        send("POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", kPassword}});
    EXPECT_EQ(answer.status, 200U) << answer.body;
    set_cookie_ = answer.header("Set-Cookie");
    return browser_headers(answer);
  }

  /// The headers of a browser's requests after an answer that gave it a session.
  static std::vector<std::string> browser_headers(const test::Answer& answer) {
    const std::string cookie = answer.header("Set-Cookie");
    const std::string token(test::json_of(answer).at("csrf_token").get_string());
    return {"Cookie: " + cookie.substr(0, cookie.find(';')), "X-CSRF-Token: " + token};
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<test::Client> client_;
  std::string set_cookie_;
};

TEST_F(AccountApi, GivesABrowserACookieThatScriptsCannotRead) {
  make_admin();
  const auto headers = sign_in_as_browser();
  for (const char* part : {"__Host-signet-session=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"}) {
    EXPECT_THAT(set_cookie_, HasSubstr(part));
  }
  EXPECT_THAT(set_cookie_, Not(HasSubstr("Domain")));
  const test::Answer account = send("GET", "/account", nullptr, {headers[0]});
  EXPECT_EQ(account.status, 200U) << account.body;
  EXPECT_EQ(test::json_of(account).at("email"), "ada@example.com");
  EXPECT_EQ(account.header("Cache-Control"), "no-store");
}

TEST_F(AccountApi, TakesNothingThatChangesFromAForeignPage) {
  make_admin();
  const auto headers = sign_in_as_browser();
  const struct {
    const char* what;
    std::vector<std::string> headers;
  } attacks[] = {
      {"a form of another site: the cookie alone", {headers[0]}},
      {"a guessed token", {headers[0], "X-CSRF-Token: " + std::string(43, 'a')}},
      {"another origin", {headers[0], headers[1], "Origin: https://evil.example"}},
      {"an opaque origin", {headers[0], headers[1], "Origin: null"}},
      {"a request that the browser calls foreign", {headers[0], headers[1], "Sec-Fetch-Site: cross-site"}},
      {"another port of this host", {headers[0], headers[1], "Origin: http://localhost:81"}},
  };
  for (const auto& [what, sent] : attacks) {
    EXPECT_EQ(send("POST", "/account/sessions/revoke-others", nullptr, sent).status, 403U) << what;
  }
  EXPECT_EQ(send("POST", "/account/sessions/revoke-others", nullptr, headers).status, 200U);
  EXPECT_EQ(send("POST", "/account/sessions/revoke-others", nullptr,
                 {headers[0], headers[1], "Origin: http://localhost", "Sec-Fetch-Site: same-origin"})
                .status,
            200U);
}

TEST_F(AccountApi, TakesNoSessionThatItDidNotGive) {
  make_admin();
  // Fixation: a cookie that an attacker planted stays worthless after the victim signs in.
  const std::string planted = "Cookie: __Host-signet-session=" + std::string(43, 'x');
  EXPECT_EQ(send("GET", "/account", nullptr, {planted}).status, 401U);
  const test::Answer in =
      send("POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", kPassword}}, {planted});
  EXPECT_EQ(in.status, 200U);
  EXPECT_EQ(send("GET", "/account", nullptr, {planted}).status, 401U);
  EXPECT_THAT(in.header("Set-Cookie"), Not(HasSubstr(std::string(43, 'x'))));
}

TEST_F(AccountApi, RefusesSeveralCredentialsAtOnce) {
  make_admin();
  const auto headers = sign_in_as_browser();
  EXPECT_EQ(send("GET", "/account", nullptr, {headers[0], "X-Api-Key: sgnt_x"}).status, 403U);
  EXPECT_EQ(send("GET", "/account", nullptr, {headers[0] + "; " + headers[0].substr(8)}).status, 401U)
      << "the same cookie twice";
}

TEST_F(AccountApi, LetsAnApiKeyReadAndNeverMakeAnother) {
  make_admin();
  const auto headers = sign_in_as_browser();
  const test::Answer made =
      send("POST", "/account/api-keys", json::object{{"name", "CI"}, {"scope", "write"}}, headers);
  ASSERT_EQ(made.status, 201U) << made.body;
  const std::string key(test::json_of(made).at("key").get_string());
  const std::string id(test::json_of(made).at("id").get_string());
  EXPECT_EQ(send("GET", "/account", nullptr, {"X-Api-Key: " + key}).status, 200U);
  EXPECT_EQ(send("GET", "/account", nullptr, {"Authorization: Bearer " + key}).status, 200U);
  EXPECT_EQ(send("POST", "/account/api-keys", json::object{{"name", "more"}, {"scope", "write"}}, {"X-Api-Key: " + key})
                .status,
            403U);
  EXPECT_EQ(send("GET", "/account/sessions", nullptr, {"X-Api-Key: " + key}).status, 403U);
  EXPECT_EQ(send("DELETE", "/account/api-keys/" + id, nullptr, headers).status, 204U);
  EXPECT_EQ(send("GET", "/account", nullptr, {"X-Api-Key: " + key}).status, 401U);
}

TEST_F(AccountApi, SignsOut) {
  make_admin();
  const auto headers = sign_in_as_browser();
  const test::Answer out = send("POST", "/sign-out", nullptr, headers);
  EXPECT_EQ(out.status, 204U);
  EXPECT_THAT(out.header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(out.header("Clear-Site-Data"), R"("cache", "storage")");
  EXPECT_EQ(send("GET", "/account", nullptr, {headers[0]}).status, 401U);
}

TEST_F(AccountApi, GivesProgramsATokenAndNoCookie) {
  make_admin();
  const test::Answer in =
      send("POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", kPassword}, {"kind", "cli"}});
  ASSERT_EQ(in.status, 200U) << in.body;
  EXPECT_EQ(in.header("Set-Cookie"), "");
  const std::string token(test::json_of(in).at("token").get_string());
  EXPECT_EQ(send("POST", "/account/two-factor", nullptr, {"Authorization: Bearer " + token}).status, 200U);
}

TEST_F(AccountApi, AnswersWhoDoesNotExistLikeWhoTypedWrong) {
  make_admin();
  const auto answer = [this](std::string_view email) {
    const test::Answer got =
        send("POST", "/sign-in", json::object{{"email", email}, {"password", "velvet-canyon-moss-9"}});
    json::object body = test::json_of(got).as_object();
    body.erase("instance");
    return std::pair(got.status, boost::json::serialize(body));
  };
  const auto known = answer("ada@example.com");
  const auto unknown = answer("nobody@example.com");
  EXPECT_EQ(known.first, unknown.first);
  EXPECT_EQ(known.first, 403U);
}

TEST_F(AccountApi, ChangesSettings) {
  make_admin();
  const auto headers = sign_in_as_browser();
  EXPECT_EQ(send("PATCH", "/account", json::object{{"name", "Ada Lovelace"}}, {headers[0]}).status, 403U);
  EXPECT_EQ(send("PATCH", "/account", json::object{{"name", "Ada Lovelace"}}, headers).status, 204U);
  EXPECT_EQ(test::json_of(send("GET", "/account", nullptr, {headers[0]})).at("name"), "Ada Lovelace");
  EXPECT_EQ(send("PATCH", "/account", json::object{{"name", "a\r\nb"}}, headers).status, 422U);
  EXPECT_EQ(send("PATCH", "/account", json::object{{"name", "Eve"}, {"is_admin", true}}, headers).status, 422U);
  EXPECT_EQ(send("POST", "/account/email", json::object{{"email", "ada@new.example"}}, headers).status, 202U);
  EXPECT_EQ(send("POST", "/account/email", json::object{{"email", "ada@example.com"}}, headers).status, 409U);
  EXPECT_EQ(send("POST", "/account/email/confirm", json::object{{"token", "guess"}}, headers).status, 404U);
  EXPECT_EQ(send("GET", "/account/devices", nullptr, {headers[0]}).body, R"({"devices":[]})");
  EXPECT_EQ(send("DELETE", "/account/devices/00000000-0000-4000-8000-000000000001", nullptr, headers).status, 404U);
}

TEST_F(AccountApi, ShowsAPictureOfTheKeyOfASecondFactor) {
  make_admin();
  const test::Answer set_up = send("POST", "/account/two-factor", nullptr, sign_in_as_browser());
  ASSERT_EQ(set_up.status, 200U);
  EXPECT_THAT(test::text_at(set_up, "qr_svg"), testing::StartsWith("<svg"));
}

TEST_F(AccountApi, SaysHowLongToWait) {
  make_admin();
  test::Answer answer;
  for (int i = 0; i < 30 && answer.status != 429U; ++i) {
    answer = send("POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", "velvet-canyon-moss-9"}});
  }
  ASSERT_EQ(answer.status, 429U);
  const std::string seconds = answer.header("Retry-After");
  EXPECT_THAT(seconds, testing::MatchesRegex("[1-9][0-9]*"));
  EXPECT_THAT(test::text_at(answer, "hint"), HasSubstr("wait " + seconds + " s"));
}

TEST_F(AccountApi, ListsAndMarksNotifications) {
  make_admin();
  const auto headers = sign_in_as_browser();
  const test::Answer changed =
      send("POST", "/password/change", json::object{{"password", kPassword}, {"new_password", "velvet-canyon-moss-9"}},
           headers);
  ASSERT_EQ(changed.status, 200U) << changed.body;
  const std::vector<std::string> fresh = browser_headers(changed);
  const test::Answer list = send("GET", "/notifications?limit=1", nullptr, {fresh[0]});
  ASSERT_EQ(list.status, 200U) << list.body;
  EXPECT_EQ(test::json_of(list).at("unread"), 1);
  EXPECT_TRUE(test::json_of(list).at("next_cursor").is_null());
  const json::value first(test::json_of(list).at("notifications").at(0));
  EXPECT_EQ(first.at("kind"), "account.password.change");
  EXPECT_TRUE(first.at("read").is_null());
  const std::string path = "/notifications/" + std::string(first.at("id").get_string());
  EXPECT_EQ(send("POST", path + "/read", nullptr, {fresh[0]}).status, 403U) << "without the token against CSRF";
  EXPECT_EQ(send("POST", path + "/read", nullptr, fresh).status, 204U);
  EXPECT_EQ(send("GET", "/notifications/unread", nullptr, {fresh[0]}).body, R"({"unread":0})");
  EXPECT_EQ(send("POST", "/notifications/read-all", nullptr, fresh).body, R"({"marked":0})");
  EXPECT_EQ(send("DELETE", path, nullptr, fresh).status, 204U);
  EXPECT_EQ(send("DELETE", path, nullptr, fresh).status, 404U);
  EXPECT_EQ(send("GET", "/notifications?limit=0", nullptr, {fresh[0]}).status, 422U);
  EXPECT_EQ(send("GET", "/notifications?cursor=x", nullptr, {fresh[0]}).status, 422U);
  EXPECT_EQ(send("GET", "/notifications").status, 401U);
}

TEST_F(AccountApi, RefusesWhatIsNoRequestOfItsKind) {
  EXPECT_EQ(send("POST", "/sign-in", json::object{{"email", "ada@example.com"}}).status, 422U);
  EXPECT_EQ(send("POST", "/sign-in", json::object{{"email", "x"}, {"password", "y"}, {"admin", true}}).status, 422U);
  EXPECT_EQ(send("GET", "/account").status, 401U);
  EXPECT_EQ(send("GET", "/sign-in").status, 405U);
}

}  // namespace
}  // namespace signet::server
