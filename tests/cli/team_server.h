// The real team server on loopback with its first administrator, for the tests of commands that speak to it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/command.h"
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

/// Ada is signed in, and has a personal workspace "Orders" and two API keys, by which `signet` runs.
class WithApiKeys : public WithTeamServer {
 protected:
  void SetUp() override {
    WithTeamServer::SetUp();
    const json::value in = ask("/sign-in", {{"email", "ada@example.com"}, {"password", kPassword}, {"kind", "cli"}});
    token_ = text(in, "token");
    writing_ = text(ask("/account/api-keys", {{"name", "CI"}, {"scope", "write"}}), "key");
    reading_ = text(ask("/account/api-keys", {{"name", "CI"}, {"scope", "read"}}), "key");
    workspace_ = text(ask("/workspaces", {{"kind", "personal"}, {"name", "Orders"}}), "id");
  }

  static std::string text(const json::value& o, std::string_view member) {
    return o.is_object() ? std::string(json::string_or(o.get_object(), member)) : std::string();
  }

  json::value ask(std::string_view path, const json::object& body) {
    const auto answer = post(path, body, token_);
    EXPECT_EQ(answer.status / 100, 2U) << path << answer.body;
    boost::json::error_code failed;
    return boost::json::parse(answer.body, failed);
  }

  ProgramResult run_signet(std::vector<std::string> words, const std::string& server, const std::string& key) {
    words.insert(words.begin(), SIGNET_BUILD_DIR "/signet");
    auto result = run_program(words, {"SIGNET_SERVER=" + server, "SIGNET_API_KEY=" + key,
                                      "XDG_DATA_HOME=" + folder_.path().string(), "ASAN_OPTIONS=detect_leaks=0"});
    EXPECT_TRUE(result) << result.error().to_string();
    return result ? *std::move(result) : ProgramResult{};
  }

  std::string token_;
  std::string writing_;    ///< a key
  std::string reading_;    ///< a key
  std::string workspace_;  ///< its id
};

}  // namespace signet::cli::test
