// The client against a server that speaks raw bytes: what goes over the wire, and what becomes of what comes back.
#include "http/client.h"

#include <fcntl.h>

#include <filesystem>

#include "http/error_code.h"
#include "tests/http/support.h"
#include "tests/support/temporary_folder.h"

namespace signet::http {
namespace {

using test::RawConnection;
using test::RawServer;

TEST(Client, SendsHeadersInTheGivenOrderAndCaseAndAddsOnlyHost) {
  Seen seen;
  RawServer server(answer_with({std::string(kOk)}, &seen));
  Request request = get(server.url("/a%20b?q=1#part"));
  request.headers = {{"X-Second", "2"}, {"x-FIRST", " padded "}, {"X-Second", "again"}, {"X-Empty", ""}};
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->body, "ok");
  EXPECT_EQ(seen.all().at(0), fmt::format("GET /a%20b?q=1 HTTP/1.1\r\nX-Second: 2\r\nx-FIRST:  padded \r\n"
                                          "X-Second: again\r\nX-Empty: \r\nHost: 127.0.0.1:{}\r\n\r\n",
                                          server.port()));
}

TEST(Client, KeepsTheConnectionForTheNextRequest) {
  RawServer server(answer_with({std::string(kOk)}));
  CookieJar jar;
  Client client(jar);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.send(get(server.url())));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, TriesAgainOnANewConnectionWhenAKeptOneHasGone) {
  RawServer server([](RawConnection& connection) {
    if (connection.read_request().empty()) return;
    connection.send(kOk);
  });
  CookieJar jar;
  Client client(jar);
  ASSERT_TRUE(client.send(get(server.url())));
  Request post = get(server.url());
  post.method = "POST";
  post.body = std::string("again");
  const auto second = client.send(std::move(post));
  ASSERT_TRUE(second) << second.error().to_string();
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, ChangesTheShapeOfRequestsOnOneConnection) {
  Seen seen;
  RawServer server(answer_with(
      {std::string(kOk), std::string(kOk), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", std::string(kOk)}, &seen));
  CookieJar jar;
  Client client(jar);
  std::string lines;
  for (const std::string method : {"GET", "POST", "HEAD", "POST", "GET", "PUT", "DELETE"}) {
    Request request = get(server.url());
    request.method = method;
    if (method == "POST") request.body = std::string("body");
    const auto response = client.send(std::move(request));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->body, method == "HEAD" ? "" : "ok") << method;
    const std::string sent = seen.all().back();
    lines += sent.substr(0, sent.find(' ')) + "=" + sent.substr(sent.find("\r\n\r\n") + 4) + ";";
  }
  EXPECT_EQ(lines, "GET=;POST=body;HEAD=;POST=body;GET=;PUT=;DELETE=;");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, SendsABodyWithHeadAndDoesNotWaitForOne) {
  Seen seen;
  RawServer server(answer_with({"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"}, &seen));
  Request request = get(server.url());
  request.method = "HEAD";
  request.body = std::string("body");
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->code, 200);
  EXPECT_TRUE(seen.all().at(0).starts_with("HEAD / HTTP/1.1\r\n"));
  EXPECT_TRUE(seen.all().at(0).ends_with("Content-Length: 4\r\n\r\nbody"));
}

struct LengthCase {
  std::string method;
  std::optional<std::string> body;
  std::string tail;  ///< of the request
};

TEST(Client, AnnouncesTheLengthAsPostmanDoes) {
  const std::vector<LengthCase> cases = {
      {"GET", {}, "\r\n\r\n"},
      {"DELETE", {}, "\r\n\r\n"},
      {"POST", {}, "\r\nContent-Length: 0\r\n\r\n"},
      {"CUSTOM", {}, "\r\nContent-Length: 0\r\n\r\n"},
      {"POST", "hello", "\r\nContent-Length: 5\r\n\r\nhello"},
      {"GET", "x", "\r\nContent-Length: 1\r\n\r\nx"},
      {"OPTIONS", "xy", "\r\nContent-Length: 2\r\n\r\nxy"},
  };
  for (const LengthCase& c : cases) {
    Seen seen;
    RawServer server(answer_with({std::string(kOk)}, &seen));
    Request request = get(server.url());
    request.method = c.method;
    if (c.body) request.body = *c.body;
    ASSERT_TRUE(send_alone(std::move(request))) << c.method;
    const std::string sent = seen.all().at(0);
    EXPECT_TRUE(sent.starts_with(c.method + " / HTTP/1.1\r\n")) << sent;
    EXPECT_TRUE(sent.ends_with(fmt::format("Host: 127.0.0.1:{}{}", server.port(), c.tail))) << sent;
  }
}

TEST(Client, FramesABodyInChunksWhenTheUserAsksForIt) {
  Seen seen;
  RawServer server(answer_with({std::string(kOk)}, &seen));
  Request request = get(server.url());
  request.method = "POST";
  request.headers = {{"Transfer-Encoding", "chunked"}};
  request.body = std::string("abc");
  ASSERT_TRUE(send_alone(std::move(request)));
  EXPECT_NE(seen.all().at(0).find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_TRUE(seen.all().at(0).ends_with("\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) << seen.all()[0];
  EXPECT_EQ(seen.all().at(0).find("Content-Length"), std::string::npos);
}

TEST(Client, LeavesHostAndLengthOutWhenTheyAreDisabled) {
  Seen seen;
  RawServer server([&](RawConnection& connection) {
    seen.add(connection.read_request());
    connection.send(kOk);
  });
  Request request = get(server.url());
  request.method = "POST";
  request.body = std::string("abc");
  request.settings.disabled_system_headers = {"host", "content-length"};
  ASSERT_TRUE(send_alone(std::move(request)));
  EXPECT_EQ(seen.all().at(0), "POST / HTTP/1.1\r\n\r\n");
}

TEST(Client, StreamsAFileFromDisk) {
  const test::TemporaryFolder folder;
  std::string content(300'000, 'x');
  content.front() = 'A';
  content.back() = 'Z';
  Seen seen;
  RawServer server(answer_with({std::string(kOk)}, &seen));
  Request request = get(server.url());
  request.method = "PUT";
  request.body = folder.write("big.bin", content);
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  const std::string sent = seen.all().at(0);
  EXPECT_NE(sent.find("\r\nContent-Length: 300000\r\n"), std::string::npos);
  EXPECT_TRUE(sent.ends_with(content));
}

TEST(Client, StreamsPartsWithTheBoundaryOfItsContentType) {
  const test::TemporaryFolder folder;
  Seen seen;
  RawServer server(answer_with({std::string(kOk)}, &seen));
  Request request = get(server.url());
  request.method = "POST";
  request.headers = {{"Content-Type", "multipart/form-data; boundary=XYZ"}};
  request.body = std::vector<Part>{{"a", "1", {}, {}, ""},
                                   {"f", "", folder.write("f.txt", "file text"), "f.txt", "text/plain"},
                                   {"quote\r\nX: y", "v", {}, "日.txt", ""}};
  ASSERT_TRUE(send_alone(std::move(request)));
  const std::string sent = seen.all().at(0);
  const std::string body =
      "--XYZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--XYZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\n"
      "file text\r\n"
      "--XYZ\r\nContent-Disposition: form-data; name=\"quote%0D%0AX: y\"; filename=\"日.txt\"; "
      "filename*=UTF-8''%E6%97%A5.txt\r\n\r\nv\r\n--XYZ--\r\n";
  EXPECT_TRUE(sent.ends_with("\r\n\r\n" + body)) << sent;
  EXPECT_NE(sent.find(fmt::format("Content-Length: {}\r\n", body.size())), std::string::npos);
}

TEST(Client, FailsWhenAFileOfTheBodyIsGone) {
  RawServer server(answer_with({std::string(kOk)}));
  Request request = get(server.url());
  request.method = "POST";
  request.body = std::filesystem::path("/nowhere/file.bin");
  const auto response = send_alone(std::move(request));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kIo);
  EXPECT_NE(response.error().message.find("/nowhere/file.bin"), std::string::npos);
}

TEST(Client, ReadsHeadersInOrderWithRepeatedAndFoldedOnes) {
  RawServer server(
      answer_with({"HTTP/1.1 299 Odd thing\r\nX-A: 1\r\nx-b:2\r\nX-A:  3 \r\nX-F: a\r\n  b\r\nX-L: \xfc\r\n"
                   "Content-Length: 0\r\n\r\n"}));
  Request request = get(server.url());
  request.settings.lenient_parser = true;  // else the folded one is refused, as Node refuses it
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->code, 299);
  EXPECT_EQ(response->status, "Odd thing");
  std::string all;
  for (const Header& header : response->headers) all += header.name + "=" + header.value + ";";
  EXPECT_EQ(all, "X-A=1;x-b=2;X-A=3;X-F=a b;X-L=ü;Content-Length=0;");
  EXPECT_EQ(*response->header("x-a"), "1");
  EXPECT_EQ(response->header("nope"), nullptr);
}

struct AnswerCase {
  std::string what;
  std::string answer;
  int code;
  std::string status;
  std::string body;
};

TEST(Client, ReadsOddButValidAnswers) {
  const std::vector<AnswerCase> cases = {
      {"interim responses",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + std::string(kOk), 200, "OK", "ok"},
      {"no reason phrase", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, "Not Found", ""},
      {"chunks and a trailer",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n"
       "HTTP/1.1: 500\r\nX-Trailer: t\r\n\r\n",
       200, "OK", "abcde"},
      {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "Not Modified", ""},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n", 204, "No Content", ""},
      {"unknown encoding", "HTTP/1.1 200 OK\r\nContent-Encoding: utf-8\r\nContent-Length: 2\r\n\r\nhi", 200, "OK",
       "hi"},
      {"UTF-8 reason", "HTTP/1.1 200 Ünï\r\nContent-Length: 0\r\n\r\n", 200, "Ünï", ""},
  };
  for (const AnswerCase& c : cases) {
    RawServer server(answer_with({c.answer}));
    const auto response = send_alone(get(server.url()));
    ASSERT_TRUE(response) << c.what << ": " << response.error().to_string();
    EXPECT_EQ(response->code, c.code) << c.what;
    EXPECT_EQ(response->status, c.status) << c.what;
    EXPECT_EQ(response->body, c.body) << c.what;
  }
}

TEST(Client, ReadsABodyThatEndsWithTheConnection) {
  RawServer server([](RawConnection& connection) {
    (void)connection.read_request();
    connection.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  });
  const auto response = send_alone(get(server.url()));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->body, "until the end");
}

TEST(Client, DoesNotWaitForABodyAfterHead) {
  RawServer server(answer_with({"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Encoding: gzip\r\n\r\n"}));
  Request request = get(server.url());
  request.method = "HEAD";
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(*response->header("content-length"), "500");
}

struct ErrorCase {
  std::string what;
  std::function<void(RawConnection&)> script;
  std::string message;
  std::string code;
};

TEST(Client, TellsBrokenConnectionsInNodesWords) {
  const auto sends = [](std::string bytes) {
    return [bytes = std::move(bytes)](RawConnection& connection) {
      (void)connection.read_request();
      connection.send(bytes);
    };
  };
  const std::vector<ErrorCase> cases = {
      {"closed", sends(""), "socket hang up", "ECONNRESET"},
      {"reset",
       [](RawConnection& connection) {
         (void)connection.read_request();
         connection.reset();
       },
       "read ECONNRESET", "ECONNRESET"},
      {"headers cut", sends("HTTP/1.1 200 OK\r\nContent-Le"), "socket hang up", "ECONNRESET"},
      {"body cut", sends("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok"), "aborted", "ECONNRESET"},
      {"chunk cut", sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), "aborted", "ECONNRESET"},
      {"bad chunk", sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhel"),
       "Parse Error: Invalid character in chunk size", "HPE_INVALID_CHUNK_SIZE"},
      {"no HTTP", sends("SSH-2.0-OpenSSH_9.2\r\n"), "Parse Error: Expected HTTP/, RTSP/ or ICE/",
       "HPE_INVALID_CONSTANT"},
      {"bad gzip", sends("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
       "incorrect header check", ""},
  };
  for (const ErrorCase& c : cases) {
    RawServer server(c.script);
    const auto response = send_alone(get(server.url()));
    ASSERT_FALSE(response) << c.what;
    EXPECT_EQ(response.error().message, c.message) << c.what;
    EXPECT_EQ(node_error_code(response.error().message), c.code) << c.what;
    EXPECT_EQ(response.error().code, ErrorCode::kNetwork) << c.what;
  }
}

struct RefusedCase {
  std::string method;
  std::string url;
  std::string message;
};

TEST(Client, TellsWhatCannotBeSentInNewmansWords) {
  const std::vector<RefusedCase> cases = {
      {"GET", "http://127.0.0.1:1/", "connect ECONNREFUSED 127.0.0.1:1"},
      {"GET", "http://nosuch.invalid/", "getaddrinfo ENOTFOUND nosuch.invalid"},
      {"GET", "http://{{unknown}}/x", "getaddrinfo ENOTFOUND {{unknown}}"},
      {"GET", "http://a b/", "getaddrinfo ENOTFOUND a b"},
      {"GET", "http://", "Invalid URI \"http:///\""},
      {"GET", "/path?q", "Invalid URI \"http:///path?q\""},
      {"GET", "ftp://127.0.0.1/", "Invalid protocol: ftp:"},
      {"GET", "http://127.0.0.1:abc/", "Port should be >= 0 and < 65536. Received type string ('abc')."},
      {"GET", "http://127.0.0.1:99999/", "Port should be >= 0 and < 65536. Received type string ('99999')."},
      {"A B", "http://127.0.0.1:1/", "Method must be a valid HTTP token [\"A B\"]"},
  };
  for (const RefusedCase& c : cases) {
    Request request = get(c.url);
    request.method = c.method;
    const auto response = send_alone(std::move(request));
    ASSERT_FALSE(response) << c.url;
    EXPECT_EQ(response.error().message, c.message);
  }
}

TEST(Client, RefusesHeadersAndPathsThatWouldBreakTheRequest) {
  Request bad_name = get("http://127.0.0.1:1/");
  bad_name.headers = {{"X Y", "1"}};
  EXPECT_EQ(send_alone(bad_name).error().message, "Header name must be a valid HTTP token [\"X Y\"]");
  Request bad_value = get("http://127.0.0.1:1/");
  bad_value.headers = {{"X-Y", "a\r\nInjected: 1"}};
  EXPECT_EQ(send_alone(bad_value).error().message, "Invalid character in header content [\"X-Y\"]");
  Request bad_path = get("http://127.0.0.1:1/a b");
  bad_path.settings.disable_url_encoding = true;
  EXPECT_EQ(send_alone(bad_path).error().message, "Request path contains unescaped characters");
}

TEST(Client, EndsAtItsTimeLimit) {
  RawServer server([](RawConnection& connection) { connection.wait_for_close(); });
  Request request = get(server.url());
  request.settings.timeout_ms = 50;
  const auto response = send_alone(std::move(request));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "ESOCKETTIMEDOUT");
  EXPECT_EQ(response.error().code, ErrorCode::kTimeout);
}

TEST(Client, StopsAtTheSizeLimitOnTheWireAndAfterDecoding) {
  RawServer big(answer_with({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')}));
  Request request = get(big.url());
  request.settings.max_response_bytes = 99;
  const auto wire = send_alone(request);
  ASSERT_FALSE(wire);
  EXPECT_EQ(wire.error().code, ErrorCode::kLimit);
  EXPECT_EQ(wire.error().message, "Maximum response size reached");
  request.settings.max_response_bytes = 100;
  EXPECT_TRUE(send_alone(request));
}

TEST(Client, ReportsTimesThatGrow) {
  RawServer server(answer_with({std::string(kOk)}));
  CookieJar jar;
  Client client(jar);
  const auto first = client.send(get(server.url()));
  ASSERT_TRUE(first);
  const Timings& times = first->timings;
  EXPECT_GT(times.connect, 0);
  EXPECT_EQ(times.tls, -1);
  EXPECT_LE(times.dns, times.connect);
  EXPECT_LE(times.connect, times.first_byte);
  EXPECT_LE(times.first_byte, times.total);
  EXPECT_EQ(first->http_version, "1.1");
  EXPECT_EQ(first->remote_address, "127.0.0.1");
  const auto second = client.send(get(server.url()));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->timings.connect, -1) << "the connection was kept";
}

TEST(Client, RunsSeveralTransfersAtOnce) {
  std::atomic<int> waiting = 0;
  std::atomic<bool> go = false;
  RawServer server([&](RawConnection& connection) {
    (void)connection.read_request();
    ++waiting;
    waiting.notify_all();
    go.wait(false);
    connection.send(kOk);
  });
  CookieJar jar;
  Client client(jar);
  int done = 0;
  for (int i = 0; i < 3; ++i) {
    client.start(get(server.url()), [&](const Result<Response>& response) { done += response.ok() ? 1 : 100; });
  }
  while (waiting < 3) client.poll({}, 10);
  go = true;
  go.notify_all();
  while (!client.idle()) client.poll({}, 1000);
  EXPECT_EQ(done, 3);
}

TEST(Client, CancelsWithoutCallingBack) {
  RawServer server([](RawConnection& connection) { connection.wait_for_close(); });
  CookieJar jar;
  Client client(jar);
  bool called = false;
  const auto id = client.start(get(server.url()), [&](const Result<Response>&) { called = true; });
  client.poll({}, 5);
  client.cancel(id);
  client.poll({}, 0);
  EXPECT_TRUE(client.idle());
  EXPECT_FALSE(called);
}

TEST(Client, WakesForOtherDescriptors) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  CookieJar jar;
  Client client(jar);
  EXPECT_TRUE(client.poll(std::vector<int>{ends[0]}, 0).empty());
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  EXPECT_EQ(client.poll(std::vector<int>{ends[0]}, 10'000), std::vector<int>{ends[0]});
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Client, LetsACallbackStartTheNextTransfer) {
  RawServer server(answer_with({std::string(kOk)}));
  CookieJar jar;
  Client client(jar);
  int answers = 0;
  std::function<void(Result<Response>)> again = [&](const Result<Response>& response) {
    ASSERT_TRUE(response);
    if (++answers < 4) client.start(get(server.url()), again);
  };
  client.start(get(server.url()), again);
  while (!client.idle()) client.poll({}, 1000);
  EXPECT_EQ(answers, 4);
}

}  // namespace
}  // namespace signet::http
