// Requests that no honest client sends: smuggled, oversized, malformed, poisoned.
#include "server/front/method.h"
#include "tests/server/attacks/attacked_server.h"
#include "tests/support/tls_authority.h"

namespace signet::server {
namespace {

using test::Answer;
using test::AttackedServer;
using test::kPassword;
using test::kPublicUrl;
using testing::HasSubstr;
using testing::Not;

class HostileRequest : public test::Attack {
 protected:
  [[nodiscard]] Answer raw(const std::string& bytes) const { return test::Client(server.port()).ask(bytes); }
  /// A sign-in with this text as its body.
  [[nodiscard]] Answer sign_in_with(const std::string& body) const { return raw(test::post("/api/v1/sign-in", body)); }
};

struct Attempt {
  const char* what;
  std::string bytes;
  unsigned status = 400;
};

/// What a smuggler hides behind or in a request: it would be answered with 200.
const std::string kHidden = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string kPost = "POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const std::string kGet = "GET /api/v1/account HTTP/1.1\r\nHost: localhost\r\n";

std::vector<Attempt> smuggling() {
  return {
      {"both framings", kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kHidden},
      {"both, the other order", kPost + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + kHidden},
      {"chunked in odd case", kPost + "Transfer-Encoding: chUnked\r\n\r\n0\r\n\r\n" + kHidden},
      {"chunked behind a blank", kPost + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + kHidden},
      {"chunked behind a tab", kPost + "Transfer-Encoding:\x0b" + "chunked\r\n\r\n0\r\n\r\n" + kHidden},
      {"chunked after a list", kPost + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + kHidden},
      {"a coding nobody knows", kPost + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + kHidden},
      {"two codings", kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + kHidden},
      {"two lengths", kPost + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + kHidden},
      {"two equal lengths", kPost + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + kHidden},
      {"bare line feeds", "GET /api/v1/account HTTP/1.1\nHost: localhost\n\n" + kHidden},
      {"a bare line feed in a header", kGet + "X: a\nContent-Length: 5\r\n\r\n" + kHidden},
      {"a folded header", kGet + "X: a\r\n Content-Length: 5\r\n\r\n" + kHidden},
      {"a blank before the colon", kGet + "Content-Length : 0\r\n\r\n" + kHidden},
      {"NUL in a header", kGet + std::string("X: a\0b\r\n\r\n", 10) + kHidden},
      {"another host in the target",
       "GET http://evil.example/api/v1/account HTTP/1.1\r\nHost: localhost\r\n\r\n" + kHidden},
      {"chunks with an extension", kPost + "Transfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n" + kHidden},
      {"a chunk longer than it says", kPost + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n" + kHidden},
  };
}

TEST_F(HostileRequest, SmugglesNothing) {
  for (const Attempt& attempt : smuggling()) {
    test::Client client(server.port());
    EXPECT_EQ(client.ask(attempt.bytes).status, attempt.status) << attempt.what;
    client.shutdown_send();
    EXPECT_TRUE(client.is_closed()) << attempt.what << ": what was hidden got an answer";
  }
}

TEST_F(HostileRequest, HidesNoRequestInABody) {
  // The second request is content of the first; only the third is one.
  test::Client client(server.port());
  EXPECT_EQ(client.ask(test::post("/api/v1/sign-in", kHidden) + kGet + "\r\n").status, 400U);
  EXPECT_EQ(client.read().status, 401U);
  // Of one that takes no body, too.
  EXPECT_EQ(client.ask(kGet + fmt::format("Content-Length: {}\r\n\r\n", kHidden.size()) + kHidden).status, 401U);
  client.shutdown_send();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HostileRequest, KeepsNoOldConnectionOpenForMore) {
  test::Client client(server.port());
  EXPECT_EQ(client.ask("GET /api/v1/account HTTP/1.0\r\nHost: localhost\r\n\r\n" + kHidden).status, 401U);
  client.shutdown_send();
  EXPECT_TRUE(client.is_closed());
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST_F(HostileRequest, IsRefusedWhenTooBigBeforeItCosts) {
  const std::vector<Attempt> table = {
      {"a long target", test::get("/api/v1/account/" + std::string(10'000, 'a')), 414},
      {"a target longer than any head", test::get("/api/v1/account?" + std::string(100'000, 'a')), 414},
      {"a long query", test::get("/api/v1/account?" + std::string(10'000, 'a')), 414},
      {"a long header", kGet + "X: " + std::string(100'000, 'a') + "\r\n\r\n", 431},
      {"a long name of a header", kGet + std::string(100'000, 'a') + ": 1\r\n\r\n", 431},
      {"many headers", kGet + repeated("X: 1\r\n", 200) + "\r\n", 431},
      {"a body longer than the route takes", test::post("/api/v1/sign-in", std::string(100'000, ' ')), 413},
      {"a body that says it is endless", kPost + "Content-Length: 18446744073709551615\r\n\r\n", 413},
      {"chunks longer than the route takes",
       kPost + "Transfer-Encoding: chunked\r\n\r\n" + repeated("8\r\n        \r\n", 10'000) + "0\r\n\r\n", 413},
      {"many small chunks", kPost + "Transfer-Encoding: chunked\r\n\r\n" + repeated("1\r\n \r\n", 5'000) + "0\r\n\r\n",
       400},
  };
  for (const Attempt& attempt : table) EXPECT_EQ(raw(attempt.bytes).status, attempt.status) << attempt.what;
  EXPECT_EQ(raw(kGet + "\r\n").status, 401U) << "the server goes on";
}

TEST_F(HostileRequest, IsRefusedWhenItsJsonIsNone) {
  const struct {
    const char* what;
    std::string body;
    unsigned status;
  } table[] = {
      {"nothing", "", 400},
      {"deep arrays", repeated("[", 10'000), 400},
      {"deep arrays that end", repeated("[", 10'000) + repeated("]", 10'000), 400},
      {"deep objects", repeated(R"({"a":)", 5'000) + "1" + repeated("}", 5'000), 400},
      {"deep members", R"({"email":)" + repeated("[", 60) + repeated("]", 60) + "}", 422},
      {"a number of a thousand digits", R"({"email":)" + std::string(1000, '9') + "}", 422},
      {"a number beyond doubles", R"({"email":1e999999999})", 422},
      {"a number with a thousand places", R"({"email":0.)" + std::string(1000, '3') + "}", 422},
      {"a long text", R"({"email":")" + std::string(60'000, 'a') + "\"}", 422},
      {"a name twice", R"({"email":"a@example.com","email":"b@example.com","password":"x"})", 400},
      {"a name twice, once escaped", R"({"email":"a@example.com","\u0065mail":"b@example.com","password":"x"})", 400},
      {"a name twice, deep", R"({"email":"a@example.com","password":"x","kind":{"a":1,"a":2}})", 400},
      {"invalid UTF-8", "{\"email\":\"\xff\xfe\"}", 400},
      {"overlong UTF-8", "{\"email\":\"\xc0\xaf\"}", 400},
      {"half a surrogate", R"({"email":"\ud800","password":"x"})", 400},
      {"NUL in a text", R"({"email":"a\u0000@example.com","password":"x"})", 422},
      {"NUL bytes", std::string("{\"email\":\"a\0\"}", 14), 400},
      {"a byte order mark", "\xef\xbb\xbf{}", 400},
      {"UTF-16", std::string("{\0}\0", 4), 400},
      {"a comment", R"({"email":"a@example.com"/**/})", 400},
      {"a comma too many", R"({"email":"a@example.com",})", 400},
      {"two documents", "{}{}", 400},
      {"single quotes", "{'email':'a@example.com'}", 400},
      {"NaN", R"({"email":NaN})", 400},
      {"a list", "[]", 422},
      {"null", "null", 422},
      {"a text", R"("email")", 422},
      {"other types", R"({"email":{"$ne":null},"password":["x"]})", 422},
  };
  for (const auto& [what, body, status] : table) EXPECT_EQ(sign_in_with(body).status, status) << what;
}

TEST_F(HostileRequest, IsNotAnsweredAtLength) {
  std::string body = "{";
  for (int i = 0; i < 6'000; ++i) body += fmt::format("\"m{}\":1,", i);
  body.back() = '}';
  const Answer answer = sign_in_with(body);
  EXPECT_EQ(answer.status, 422U);
  EXPECT_LT(answer.body.size(), 8192U) << "an answer to the wrong address must not be worth more than the request";
}

TEST_F(HostileRequest, DoesNotSayWhatLinksInMailsPointTo) {
  server.make_account("ada@example.com");
  const std::string body = R"({"email":"ada@example.com"})";
  for (const char* headers :
       {"Host: evil.example\r\n", "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\n",
        "Host: localhost\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: ftp\r\n",
        "Host: localhost\r\nForwarded: host=evil.example\r\nX-Original-URL: https://evil.example\r\n"}) {
    server.run("DELETE FROM sign_in_failures");
    server.run("DELETE FROM mail_queue");
    const Answer answer = raw(
        fmt::format("POST /api/v1/password/reset-request HTTP/1.1\r\n{}Referer: https://evil.example/\r\nContent-Type: "
                    "application/json\r\nContent-Length: {}\r\n\r\n{}",
                    headers, body.size(), body));
    EXPECT_EQ(answer.status, 202U) << headers;
    const std::string mail = server.last_mail("ada@example.com");
    EXPECT_THAT(mail, HasSubstr(std::string(kPublicUrl) + "/reset#")) << headers;
    EXPECT_THAT(mail, Not(HasSubstr("evil"))) << headers;
  }
}

TEST_F(HostileRequest, PutsNothingIntoAMailThatIsNotText) {
  for (const char* name : {"A\r\nBcc: x@example.com", "A\nB", "A\tB", "\u0001"}) {
    EXPECT_EQ(
        server.post("/sign-up", json::object{{"email", "ada@example.com"}, {"name", name}, {"password", kPassword}})
            .status,
        422U)
        << name;
  }
  for (const char* email : {"a@example.com\r\nBcc: x@example.com", "a@example.com, b@example.com", "<a@example.com>",
                            "a@example.com b", "\"a b\"@example.com", "a@[127.0.0.1]", "a@localhost"}) {
    EXPECT_EQ(server.post("/sign-up", json::object{{"email", email}, {"name", "A"}, {"password", kPassword}}).status,
              422U)
        << email;
  }
}

TEST_F(HostileRequest, LeavesNoSecretInTheLogs) {
  server.make_account("ada@example.com");
  const auto browser = server.sign_in("ada@example.com");
  const auto key = server.make_key(browser, "read");
  (void)server.send("GET", "/account?key=" + key.key, nullptr, {"X-Api-Key: " + key.key});
  (void)server.send("GET", "/" + key.key);
  (void)server.try_sign_in(kPassword);  // a password in the wrong field
  const std::string cookie = browser.cookie.substr(browser.cookie.find('=') + 1);
  std::string all;
  for (const std::string& line : server.log.wait_for(7)) all += line;
  for (const std::string& line : server.notices.wait_for(0)) all += line;
  for (const std::string& secret : {std::string(kPassword), key.key, cookie, browser.csrf.substr(14)}) {
    EXPECT_THAT(all, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(all, Not(HasSubstr("ada@example.com")));
}

TEST(HostileTls, GetsNoFurtherThanOverPlainText) {
  const signet::test::TlsAuthority authority;
  signet::test::TemporaryFolder folder;
  const auto identity = authority.issue();
  const AttackedServer server(store::test::Kind::kSqlite, [&](ServerOptions& options) {
    options.front.tls_certificate_file = folder.write("chain.pem", identity.certificate_pem).string();
    options.front.tls_key_file = folder.write("key.pem", identity.key_pem).string();
  });
  for (const Attempt& attempt : smuggling()) {
    test::TlsClient client(server.port(), {.root_pem = authority.root_pem()});
    ASSERT_TRUE(client.connected());
    const Answer answer = client.ask(attempt.bytes);
    EXPECT_EQ(answer.status, attempt.status) << attempt.what;
    EXPECT_TRUE(client.is_closed()) << attempt.what;
  }
  test::TlsClient client(server.port(), {.root_pem = authority.root_pem()});
  EXPECT_THAT(client.ask(kGet + "\r\n").header("Strict-Transport-Security"), HasSubstr("max-age="));
  EXPECT_EQ(test::Client(server.port()).ask(kGet + "\r\n").status, 0U) << "plain text on the port of TLS";
}

}  // namespace
}  // namespace signet::server
