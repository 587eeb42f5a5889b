// What a provider needs of the world, for tests: a scripted service that expects each request and gives the answer, or
// the real client for a server on loopback.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/client.h"
#include "http/headers.h"
#include "http/url.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_folder.h"
#include "vault/providers/provider.h"

namespace signet::vault::test {

/// Somebody with a browser: opens the page, which leads back to this machine with the queries that `lead_back` gives
/// for the page's address, one after the other, as a GET below `redirect_uri`.
class Browser {
 public:
  using LeadBack = std::function<std::vector<std::string>(const std::string& page)>;

  [[nodiscard]] std::shared_ptr<const http::oauth2::Person> person(const std::string& redirect_uri,
                                                                   LeadBack lead_back) {
    auto person = std::make_shared<http::oauth2::Person>();
    person->open_browser = [this, redirect_uri, lead_back = std::move(lead_back)](const std::string& page) -> Status {
      pages.push_back(page);
      for (const std::string& query : lead_back(page)) go(redirect_uri, query);
      return {};
    };
    person->tell = [this](const std::string& text) { told.push_back(text); };
    return person;
  }

  std::vector<std::string> pages;
  std::vector<std::string> told;

 private:
  /// The listener answers later, when the sign-in waits for it: the connections stay open until then.
  void go(const std::string& redirect_uri, const std::string& query) {
    const http::NodeUrl parts = http::to_node_url(redirect_uri);
    auto& client = clients_.emplace_back(
        std::make_unique<signet::test::RawClient>(static_cast<std::uint16_t>(std::stoi(parts.port.value_or("80")))));
    client->send("GET " + parts.pathname + "?" + query + " HTTP/1.1\r\nHost: " + parts.host + "\r\n\r\n");
  }

  std::vector<std::unique_ptr<signet::test::RawClient>> clients_;
};

/// Requests in the order in which they must come, each with its answer.
class World {
 public:
  using Headers = std::vector<http::Header>;

  /// `request` is "METHOD URL".
  void expect(std::string request, int code, std::string body, Headers headers = {}) {
    http::Response response;
    response.code = code;
    response.body = std::move(body);
    response.headers = std::move(headers);
    script_.push_back({std::move(request), std::move(response)});
  }
  /// The next request may be any; look at `sent`.
  void answer_any(int code, std::string body) { expect(std::string(), code, std::move(body)); }
  void expect_failure(std::string request, ErrorCode code, std::string message, std::string hint = {}) {
    script_.push_back({std::move(request), fail(code, std::move(message), std::move(hint))});
  }

  [[nodiscard]] ProviderContext context() {
    ProviderContext context;
    context.send = [this](http::Request request) { return answer(std::move(request)); };
    context.now_ms = [this] { return now_ms; };
    context.pause = [this](std::int64_t milliseconds) {
      pauses.push_back(milliseconds);
      now_ms += milliseconds;
      return !is_stopped;
    };
    context.environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    context.run = [this](const std::vector<std::string>& words, const std::vector<std::string>&) {
      ran = words;
      ProgramResult result;
      result.exit_code = program_exit;
      result.output = SecretString(program_output);
      return Result<ProgramResult>(std::move(result));
    };
    context.home = home.path().string();
    context.person = person;
    return context;
  }

  /// The body of the n-th request that was sent.
  [[nodiscard]] std::string body(std::size_t n) const {
    const auto* text = std::get_if<std::string>(&sent.at(n).body);
    return text == nullptr ? std::string() : *text;
  }
  /// A header of it; empty when it was not sent.
  [[nodiscard]] std::string header(std::size_t n, std::string_view name) const {
    const http::Header* header = http::find_header(sent.at(n).headers, name);
    return header == nullptr ? std::string() : header->value;
  }
  /// Whether every expected request has come.
  [[nodiscard]] bool is_done() const { return script_.empty(); }

  std::shared_ptr<const http::oauth2::Person> person;
  std::int64_t now_ms = 1'780'000'000'000;  // 2026-05-28T20:26:40Z
  std::map<std::string, std::string, std::less<>> environment;
  std::vector<std::int64_t> pauses;
  std::vector<http::Request> sent;
  std::vector<std::string> ran;
  std::string program_output;
  int program_exit = 0;
  bool is_stopped = false;
  signet::test::TemporaryFolder home;

 private:
  struct Step {
    std::string request;
    Result<http::Response> answer;
  };

  Result<http::Response> answer(http::Request request) {
    const std::string line = request.method + " " + request.url;
    sent.push_back(std::move(request));
    const bool fits = !script_.empty() && (script_.front().request.empty() || script_.front().request == line);
    if (!fits) {
      ADD_FAILURE() << "sent: " << line << "\nexpected: " << (script_.empty() ? "nothing" : script_.front().request);
      return fail(ErrorCode::kInternal, "not in the script");
    }
    Result<http::Response> answer = std::move(script_.front().answer);
    script_.pop_front();
    return answer;
  }

  std::deque<Step> script_;
};

/// The real client, without any environment but what a test sets.
class RealWorld {
 public:
  [[nodiscard]] ProviderContext context() {
    ProviderContext context;
    context.send = [this](http::Request request) { return client_.send(std::move(request)); };
    context.settings.proxy.from_environment = false;
    context.now_ms = [this] { return unix_now_ms() + ahead_ms; };
    context.pause = [](std::int64_t) { return true; };
    context.environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    context.run = [](const std::vector<std::string>&, const std::vector<std::string>&) {
      return Result<ProgramResult>(fail(ErrorCode::kUnsupported, "no programs here"));
    };
    context.home = home.path().string();
    context.person = person;
    return context;
  }

  std::shared_ptr<const http::oauth2::Person> person;
  std::map<std::string, std::string, std::less<>> environment;
  std::int64_t ahead_ms = 0;  ///< how far the provider's clock is ahead
  signet::test::TemporaryFolder home;

 private:
  http::CookieJar jar_;
  http::Client client_{jar_};
};

/// A provider's configuration in one expression.
inline ProviderConfig make_config(std::string type, std::map<std::string, std::string, std::less<>> settings,
                                  const std::map<std::string, std::string>& credentials = {}) {
  ProviderConfig config;
  config.name = "team";
  config.type = std::move(type);
  config.settings = std::move(settings);
  for (const auto& [name, value] : credentials) config.credentials.emplace(name, SecretString(value));
  return config;
}

/// The value, or the error as "ERROR: ...", for comparisons that read well.
inline std::string shown(const Result<SecretString>& result) {
  return result ? std::string(result->expose()) : "ERROR: " + result.error().to_string();
}

}  // namespace signet::vault::test
