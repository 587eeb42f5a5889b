// A session with a host that notes everything, for the tests of the script room.
#pragma once

#include <gtest/gtest.h>

#include "http/client.h"
#include "http/cookie_jar.h"
#include "script/session.h"

namespace signet::script {

/// Notes what scripts tell; answers requests with `response` unless `on_request` is set.
class NotingHost : public Host {
 public:
  void console(std::string_view level, const json::array& messages) override {
    lines.push_back(fmt::format("{} {}", level, boost::json::serialize(messages)));
  }
  void assertions(const std::vector<Assertion>& list) override { tests.insert(tests.end(), list.begin(), list.end()); }
  void exception(const ScriptError& error) override { exceptions.push_back(error); }
  void send_request(json::value definition, std::function<void(Result<http::Response>)> reply) override {
    definitions.push_back(definition);
    if (on_request) return on_request(definitions.back(), std::move(reply));
    reply(response);
  }
  void run_request(const std::string& id, json::value options,
                   std::function<void(Result<http::Response>)> reply) override {
    definitions.push_back(options);
    if (on_run_request) on_run_request(id);
    reply(response);
  }
  Result<json::value> cookie_store(std::string_view method, const json::array& args) override {
    return json::value(fmt::format("{} {}", method, boost::json::serialize(args)));
  }
  Result<json::value> vault(std::string_view method, std::string_view name, std::string_view value) override {
    if (name == "refused") return fail(ErrorCode::kInvalidInput, "not for you");
    return json::value(fmt::format("{} {} {}", method, name, value));
  }
  bool cancelled() override { return cancel; }

  std::vector<std::string> lines;
  std::vector<Assertion> tests;
  std::vector<ScriptError> exceptions;
  std::vector<json::value> definitions;
  http::Response response;
  std::function<void(const json::value&, std::function<void(Result<http::Response>)>)> on_request;
  std::function<void(const std::string&)> on_run_request;
  bool cancel = false;
};

/// Runs scripts against one session. The stub bootstrap (stub_bootstrap.js) hands `host`, `send`, `message`, `blob`,
/// `done`, `timers` and `state` to the script, so that a test can make the worker say anything.
class ScriptTest : public ::testing::Test {
 protected:
  static Options stub_options() {
    Options options;
    options.worker = SIGNET_BUILD_DIR "/signet-script-worker";
    options.worker_arguments = {"--bootstrap=" SIGNET_SOURCE_DIR "/tests/script/stub_bootstrap.js"};
    return options;
  }
  /// With Signet's own bootstrap.
  static Options real_options() {
    Options options = stub_options();
    options.worker_arguments.clear();
    return options;
  }
  void start(Options options) {
    auto started = Session::start(std::move(options));
    ASSERT_TRUE(started) << started.error().to_string();
    session = *std::move(started);
  }
  void SetUp() override {
    start(stub_options());
    request.url = model::Url::parse("http://example.test/path?a=1");
    invocation.event = "test";
    invocation.request = &request;
    invocation.scopes = &scopes;
  }
  Outcome run(std::string_view code) {
    invocation.code = code;
    return session->execute(invocation, host, client);
  }
  /// The message of the script's error; empty when it had none.
  std::string error_of(std::string_view code) {
    const Outcome outcome = run(code);
    return outcome.error ? outcome.error->message : std::string();
  }
  void TearDown() override {
    if (HasFatalFailure()) return;
    invocation.timeout_ms = 0;
    EXPECT_EQ(error_of("done(); return 'pending'"), "") << "the session must be usable after whatever happened";
  }

  model::Request request;
  model::Scopes scopes;
  Invocation invocation;
  NotingHost host;
  http::CookieJar jar;
  http::Client client{jar};
  std::unique_ptr<Session> session;
};

}  // namespace signet::script
