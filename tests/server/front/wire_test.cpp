#include "server/front/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/front/body.h"
#include "tests/server/running_front.h"

namespace signet::server {
namespace {

using test::Answer;
using test::Client;
using test::get;
using test::RunningFront;

struct Attempt {
  const char* name;
  std::string bytes;
  unsigned status = 400;
};

const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string kPost = "POST / HTTP/1.1\r\nHost: a\r\n";
/// What a smuggler hopes to have taken as a request of its own.
const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::vector<Attempt> attempts() {
  return {
      {"both framings", kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"both framings, the other order", kPost + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"},
      {"two lengths", kPost + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
      {"two equal lengths", kPost + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"},
      {"a list of lengths", kPost + "Content-Length: 1, 1\r\n\r\na"},
      {"a signed length", kPost + "Content-Length: +1\r\n\r\na"},
      {"a negative length", kPost + "Content-Length: -1\r\n\r\na"},
      {"a hexadecimal length", kPost + "Content-Length: 0x1\r\n\r\na"},
      {"a length with a blank inside", kPost + "Content-Length: 1 1\r\n\r\na"},
      {"an empty length", kPost + "Content-Length:\r\n\r\na"},
      {"a length beyond 64 bits", kPost + "Content-Length: 18446744073709551617\r\n\r\na", 413},
      {"a coding beside chunked", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
      {"chunked not last", kPost + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
      {"chunked twice", kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked in odd case", kPost + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"},
      {"chunked with a vertical tab", kPost + "Transfer-Encoding: \x0b" + "chunked\r\n\r\n0\r\n\r\n"},
      {"chunked in quotes", kPost + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"},
      {"another coding", kPost + "Transfer-Encoding: identity\r\n\r\n", 501},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"a folded header", kGet + "X: a\r\n b\r\n\r\n"},
      {"a header folded by a tab", kGet + "X: a\r\n\tContent-Length: 1\r\n\r\n"},
      {"a bare line feed", "GET / HTTP/1.1\nHost: a\n\n"},
      {"a bare line feed in a header", kGet + "X: a\nY: b\r\n\r\n"},
      {"a bare line feed at the end", kGet + "\n"},
      {"a bare carriage return in a header", kGet + "X: a\rY: b\r\n\r\n"},
      {"a bare carriage return in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two carriage returns", kGet + "X: a\r\r\n\r\n"},
      {"a space before the colon", kGet + "Content-Length : 1\r\n\r\n"},
      {"a space inside a name", kGet + "X Y: 1\r\n\r\n"},
      {"a space before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"a header without a colon", kGet + "X\r\n\r\n"},
      {"a header without a name", kGet + ": x\r\n\r\n"},
      {"NUL in a value", kGet + std::string("X: a\0b\r\n\r\n", 10)},
      {"NUL in a name", kGet + std::string("X\0: a\r\n\r\n", 9)},
      {"a byte beyond ASCII in a name", kGet + "X\xe4: a\r\n\r\n"},
      {"an empty line first", "\r\n" + kGet + "\r\n"},
      {"no Host", "GET / HTTP/1.1\r\n\r\n"},
      {"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"},
      {"two Hosts", kGet + "Host: a\r\n\r\n"},
      {"two Hosts in different case", kGet + "hOST: b\r\n\r\n"},
      {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
      {"a Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {"a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"a port beyond 65535", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"},
      {"an absolute target with another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an absolute target with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an absolute target of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a target without a slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a star with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two blanks in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"words behind the version", "GET / HTTP/1.1 x\r\nHost: a\r\n\r\n"},
      {"no version", "GET /\r\nHost: a\r\n\r\n"},
      {"a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {"a version with a third digit", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
      {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a method with a byte beyond ASCII", "G\xc3T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a method in small letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"an unknown method", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501},
      {"dot segments", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"encoded dot segments", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a single dot", "GET /a/./b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an encoded slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an encoded backslash", "GET /a%5cb HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an encoded NUL", "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an encoded line break", "GET /a%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"NUL in the query", "GET /?a=%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"half a percent sign", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"bad UTF-8", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"overlong UTF-8", "GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an empty segment", "GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an unknown expectation", kPost + "Expect: 200-maybe\r\nContent-Length: 1\r\n\r\na", 417},
  };
}

std::vector<Attempt> chunk_attempts() {
  const std::string chunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";
  return {
      {"a size that is no number", chunked + "x\r\n"},
      {"a signed size", chunked + "+1\r\na\r\n0\r\n\r\n"},
      {"a size with a prefix", chunked + "0x1\r\na\r\n0\r\n\r\n"},
      {"a size beyond 64 bits", chunked + "10000000000000001\r\na\r\n0\r\n\r\n"},
      {"a chunk longer than its size", chunked + "1\r\nab\r\n0\r\n\r\n"},
      {"a chunk without its line end", chunked + "1\r\na0\r\n\r\n"},
      {"a bare line feed behind the size", chunked + "1\na\r\n0\r\n\r\n"},
      {"an extension", chunked + "1;a=b\r\na\r\n0\r\n\r\n"},
      {"an extension at the last chunk", chunked + "0;a\r\n\r\n"},
      {"a line feed in an extension", chunked + "1;\nxx\r\na\r\n0\r\n\r\n"},
      {"a trailer without a colon", chunked + "0\r\nxx\r\n\r\n"},
  };
}

TEST(Wire, RefusesWhatTwoReadersCouldTakeInTwoWaysAndCloses) {
  RunningFront running;
  std::vector<Attempt> all = attempts();
  for (Attempt& attempt : chunk_attempts()) all.push_back(std::move(attempt));
  for (const Attempt& attempt : all) {
    Client client(running.port());
    const Answer answer = client.ask(attempt.bytes + kSmuggled);
    EXPECT_EQ(answer.status, attempt.status) << attempt.name << ": " << answer.body;
    EXPECT_EQ(answer.header("Connection"), "close") << attempt.name;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << attempt.name;
    client.shutdown_send();
    EXPECT_TRUE(client.is_closed()) << attempt.name << ": something behind it was answered";
  }
  // Nothing of them has come to the handler.
  const auto lines = running.log.wait_for(all.size());
  for (const std::string& line : lines) EXPECT_EQ(line.find("\"/shown\""), std::string::npos) << line;
}

TEST(Wire, TakesWhatIsUnusualButClear) {
  const std::vector<Attempt> fine = {
      {"an absolute target", "GET http://A:80/x HTTP/1.1\r\nHost: a:80\r\n\r\n", 200},
      {"an absolute target without a path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"IPv6 in Host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200},
      {"no space behind the colon", "GET / HTTP/1.1\r\nHost:a\r\nX:\r\n\r\n", 200},
      {"tabs around a value", "GET / HTTP/1.1\r\nHost:\t a \t\r\n\r\n", 200},
      {"ISO 8859-1 in a value", kGet + "X: \xe4\r\n\r\n", 200},
      {"a length of zero", kPost + "Content-Length: 0\r\n\r\n", 200},
      {"a length with zeros in front", kPost + "Content-Length: 0001\r\n\r\na", 200},
      {"trailers", kPost + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", 200},
      {"what browsers leave in a query", "GET /?a={b}|c^d`[e]\\ HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"a slash at the end", "GET /a/ HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200},
  };
  RunningFront running;
  for (const Attempt& request : fine) {
    Client client(running.port());
    EXPECT_EQ(client.ask(request.bytes).status, request.status) << request.name;
  }
}

TEST(Wire, TakesNoHeaderFromATrailer) {
  RunningFront running({}, [](Request& request) {
    return make_response(request.headers.find("X-Admin") == nullptr ? 200 : 418, "text/plain", "");
  });
  Client client(running.port());
  EXPECT_EQ(client.ask(kPost + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Admin: 1\r\n\r\n").status, 200U);
}

TEST(Wire, KeepsItsLimits) {
  FrontOptions options;
  options.limits.head = {.header_bytes = 1000, .header_count = 5, .target_bytes = 100};
  options.limits.body_bytes = 10;
  options.body_limit = [](const Request& request) { return request.path() == "/small" ? 3U : 10U; };
  RunningFront running(options);
  const std::string many = "A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n";
  const auto chunked = [](std::string_view chunks) {
    return kPost + "Transfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
  };
  const std::vector<Attempt> table = {
      {"the longest target", get("/" + std::string(99, 'a')), 200},
      {"a longer target", get("/" + std::string(100, 'a')), 414},
      {"the most headers", kGet + many + "\r\n", 200},
      {"more headers", kGet + many + "E: 1\r\n\r\n", 431},
      {"a longer head", kGet + "X: " + std::string(1000, 'a') + "\r\n\r\n", 431},
      {"a head without an end", kGet + "X: " + std::string(1000, 'a'), 431},
      {"the longest body", test::post("/", "0123456789"), 200},
      {"a longer body", test::post("/", "0123456789a"), 413},
      {"the longest body of a route", test::post("/small", "abc"), 200},
      {"a longer body of a route", test::post("/small", "abcd"), 413},
      {"the longest body in chunks", chunked("5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"), 200},
      {"a longer body in chunks", chunked("5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n"), 413},
      {"a chunk that says it is long", chunked("ffffffff\r\n"), 413},
      {"a size line without an end", chunked(std::string(40'000, '0')), 400},
      {"trailers without an end", chunked("0\r\nX: " + std::string(40'000, '0')), 400},
  };
  for (const Attempt& attempt : table) {
    Client client(running.port());
    EXPECT_EQ(client.ask(attempt.bytes).status, attempt.status) << attempt.name;
  }
}

TEST(Wire, ReadsABodyInPiecesOfAnySize) {
  const std::string chunks = "3\r\nabc\r\n1\r\nd\r\n0\r\nX: y\r\n\r\n";
  for (std::size_t piece = 1; piece <= chunks.size(); ++piece) {
    BodyReader body(Framing::kChunked, 0, 100);
    std::string pending;
    for (std::size_t at = 0; at < chunks.size(); at += piece) {
      pending += chunks.substr(at, piece);
      pending.erase(0, body.put(pending));
    }
    ASSERT_EQ(body.state(), BodyReader::State::kComplete) << piece;
    EXPECT_EQ(body.take(), "abcd");
    EXPECT_EQ(pending, "");
  }
}

TEST(Wire, FindsTheEndOfAHeadInPiecesOfAnySize) {
  const std::string head = kGet + "\r\n";
  for (std::size_t piece = 1; piece <= head.size(); ++piece) {
    HeadScanner scanner;
    auto state = HeadScanner::State::kMore;
    for (std::size_t at = piece; state == HeadScanner::State::kMore; at += piece) {
      state = scanner.scan(std::string_view(head + "rest").substr(0, at));
    }
    EXPECT_EQ(state, HeadScanner::State::kComplete) << piece;
    EXPECT_EQ(scanner.size(), head.size()) << piece;
  }
}

}  // namespace
}  // namespace signet::server
