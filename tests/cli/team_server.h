// The real team server on loopback with its first administrator, for the tests of commands that speak to it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "server/server.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_folder.h"

namespace signet::cli::test {

inline constexpr std::string_view kPassword = "plum-harbor-tin-eagle";

class WithTeamServer : public testing::Test {
 protected:
  void SetUp() override {
    server::ServerOptions options;
    options.data = folder_.path() / "server";
    options.accounts.password_cost = {64, 1};
    options.front.workers = 2;
    auto started = server::Server::start(std::move(options));
    ASSERT_TRUE(started) << started.error().to_string();
    server_ = *std::move(started);
    const auto link = server_->first_admin_link();
    ASSERT_TRUE(link && *link);
    ASSERT_EQ(
        post(
            "/sign-up",
            {{"email", "ada@example.com"}, {"name", "Ada"}, {"password", kPassword}, {"invitation", (*link)->expose()}})
            .status,
        202U);
  }

  [[nodiscard]] std::string address() const {
    return fmt::format("http://127.0.0.1:{}", server_->front().ports().front());
  }

  signet::test::RawAnswer post(std::string_view path, const json::object& body, const std::string& token = "") {
    return send("POST", path, body, token);
  }
  signet::test::RawAnswer send(std::string_view method, std::string_view path, const json::object& body,
                               const std::string& token) {
    const std::string authorization = token.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", token);
    const std::string text = body.empty() ? "" : boost::json::serialize(body);
    const std::string_view type = body.empty() ? "" : "Content-Type: application/json\r\n";
    return signet::test::RawClient(server_->front().ports().front())
        .ask(fmt::format("{} /api/v1{} HTTP/1.1\r\nHost: localhost\r\n{}{}Content-Length: {}\r\n\r\n{}", method, path,
                         authorization, type, text.size(), text));
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<server::Server> server_;
};

}  // namespace signet::cli::test
