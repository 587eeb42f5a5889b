// Heads that break HTTP's rules, answered as Node's parser answers them, strict and lenient.
#include "http/response_head.h"

#include "http/error_code.h"
#include "tests/http/support.h"

namespace signet::http {
namespace {

struct Row {
  std::string_view name;
  std::string head;
  std::string_view strict;   ///< the fault; empty: none
  std::string_view lenient;  ///< the same under insecureHTTPParser
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"plain", "HTTP/1.1 200 OK\r\nX-A: b\r\n", "", ""},
      {"Latin-1 value", "HTTP/1.1 200 OK\r\nX-A: a\xE9z\r\n", "", ""},
      {"empty value", "HTTP/1.1 200 OK\r\nX-A:\r\n", "", ""},
      {"control character", "HTTP/1.1 200 OK\r\nX-A: a\x01z\r\n", "Invalid header value char", ""},
      {"DEL", "HTTP/1.1 200 OK\r\nX-A: a\x7Fz\r\n", "Invalid header value char", ""},
      {"space in the name", "HTTP/1.1 200 OK\r\nX A: b\r\n", "Invalid header token", "Invalid header token"},
      {"space before the colon", "HTTP/1.1 200 OK\r\nX-A : b\r\n", "Invalid header token", "Invalid header token"},
      {"bare line feeds", "HTTP/1.1 200 OK\nX-A: b\n", "Missing expected CR after response line", ""},
      {"folded value", "HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\n", "Unexpected whitespace after header value", ""},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "Duplicate Content-Length",
       "Duplicate Content-Length"},
  };
  return all;
}

TEST(ResponseHead, IsRefusedOrTakenAsNodeDoes) {
  for (const Row& row : rows()) {
    for (const bool lenient : {false, true}) {
      SCOPED_TRACE(fmt::format("{}, lenient {}", row.name, lenient));
      test::RawServer server(answer_with({row.head + "Content-Length: 2\r\n\r\nok"}));
      Request request = get(server.url("/"));
      request.settings.lenient_parser = lenient;
      const auto response = send_alone(std::move(request));
      const std::string_view fault = lenient ? row.lenient : row.strict;
      ASSERT_EQ(response.ok(), fault.empty()) << (response ? "" : response.error().to_string());
      if (response) {
        EXPECT_EQ(response->body, "ok");
        continue;
      }
      EXPECT_EQ(response.error().message, fmt::format("Parse Error: {}", fault));
      EXPECT_TRUE(node_error_code(response.error().message).starts_with("HPE_"));
    }
  }
}

TEST(ResponseHead, MayNotHaveBothKindsOfLength) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n2\r\nok\r\n0\r\n\r\n";
  test::RawServer server(answer_with({answer}));
  const auto strict = send_alone(get(server.url("/")));
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().message, "Parse Error: Content-Length can't be present with Transfer-Encoding");
  Request request = get(server.url("/"));
  request.settings.lenient_parser = true;
  const auto lenient = send_alone(std::move(request));
  ASSERT_TRUE(lenient) << lenient.error().to_string();
  EXPECT_EQ(lenient->body, "ok");
}

}  // namespace
}  // namespace signet::http
