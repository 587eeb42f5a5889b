// What the page is told of files before they are imported.
#include "app/agent/import_preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "base/encoding.h"
#include "server/api/dispatcher.h"
#include "tests/support/raw_server.h"

namespace signet::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ImportPreview : public testing::Test {
 protected:
  void SetUp() override {
    auto made = server::Dispatcher::make(import_preview_routes(network), {});
    ASSERT_TRUE(made) << made.error().to_string();
    dispatcher_ = std::make_unique<server::Dispatcher>(*std::move(made));
  }

  server::Response ask(const json::object& body) {
    server::Request request;
    request.method = server::Method::kPost;
    request.target = server::parse_target("/agent/v1/import/preview").value();
    request.headers.add("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
    return dispatcher_->answer(request);
  }

  json::value told(const json::object& body) {
    const server::Response response = ask(body);
    EXPECT_EQ(response.status, 200U) << response.body;
    return boost::json::parse(response.body);
  }

  static http::Settings network() {
    http::Settings settings;
    settings.proxy.from_environment = false;
    return settings;
  }

  std::unique_ptr<server::Dispatcher> dispatcher_;
};

TEST_F(ImportPreview, TellsWhatIsInAFile) {
  const std::string file = R"([{"info":{"name":"Orders"},"item":[{"name":"A","item":[{"name":"a","request":"x"},
      {"name":"B","item":[]}]},{"name":"b","request":"x"},null]},
      {"name":"Staging","values":[{"key":"a"},{"key":"b"}]},{"a":1}])";
  const json::value answer = told({{"name", "all.json"}, {"data", base64_encode(file)}});
  EXPECT_EQ(answer.at("documents"), boost::json::parse(R"([
      {"kind":"collection","name":"Orders","source":"all.json[0]","format":"Postman","folders":2,"requests":2},
      {"kind":"environment","name":"Staging","source":"all.json[1]","format":"Postman","variables":2}])"));
  EXPECT_EQ(answer.at("left_out").as_array().size(), 1U);
  EXPECT_FALSE(answer.as_object().contains("data"));
}

TEST_F(ImportPreview, FetchesAFileAtAnAddressAndGivesWhatItShowed) {
  constexpr std::string_view kFile = "openapi: 3.0.0\ninfo: {title: Orders}\npaths: {/a: {get: {tags: [T]}}}\n";
  std::mutex mutex;
  std::string seen;
  signet::test::RawServer api([&](signet::test::RawConnection& connection) {
    const std::lock_guard lock(mutex);
    seen = connection.read_request();
    connection.send(
        fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", kFile.size(), kFile));
  });
  const std::string origin = fmt::format("http://127.0.0.1:{}", api.port());
  const json::value answer = told({{"url", origin + "/openapi.yaml?key=hidden"}});
  EXPECT_EQ(answer.at("name"), json::value(origin + "/openapi.yaml"));
  EXPECT_EQ(answer.at("documents").at(0).at("format"), "OpenAPI");
  EXPECT_EQ(answer.at("documents").at(0).at("folders"), 1);
  EXPECT_EQ(base64_decode(std::string_view(answer.at("data").as_string())), kFile);
  const std::lock_guard lock(mutex);
  EXPECT_THAT(seen, AllOf(HasSubstr("GET /openapi.yaml?key=hidden"), Not(HasSubstr("Cookie"))));
}

TEST_F(ImportPreview, SaysWhyThereIsNothingToShow) {
  signet::test::RawServer api([&](signet::test::RawConnection& connection) {
    (void)connection.read_request();
    connection.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const std::pair<json::object, std::string> cases[] = {
      {{{"name", "x"}}, "give name and data, or url"},
      {{{"name", "x"}, {"data", ""}, {"url", "https://example.com"}}, "give name and data, or url"},
      {{{"name", "x"}, {"data", "no base64!"}}, "is no Base64"},
      {{{"name", "x.json"}, {"data", base64_encode(R"({"swagger":"2.0"})")}}, "Swagger 2.0"},
      {{{"url", "file:///etc/passwd"}}, "begins with https:// or http://"},
      {{{"url", fmt::format("http://127.0.0.1:{}/?key=hidden", api.port())}}, "was answered with 401"},
      {{{"url", "http://127.0.0.1:1/?key=hidden"}}, "cannot fetch http://127.0.0.1:1/: "},
  };
  for (const auto& [body, says] : cases) {
    const server::Response response = ask(body);
    EXPECT_NE(response.status, 200U) << says;
    EXPECT_THAT(response.body, AllOf(HasSubstr(says), Not(HasSubstr("hidden")))) << says;
  }
}

}  // namespace
}  // namespace signet::app
