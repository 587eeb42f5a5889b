// Shared by the tests of OAuth 2.0: a provider made of prepared answers, a clock that tests turn, a person who clicks.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "http/oauth2/config.h"
#include "http/oauth2/context.h"

namespace signet::http::oauth2 {

inline Response answer(int code, std::string body, std::string type = "application/json") {
  Response response;
  response.code = code;
  response.body = std::move(body);
  response.headers = {{"Content-Type", std::move(type)}};
  return response;
}

inline model::Auth auth_of(std::string_view parameters) {
  json::object values = json::parse(parameters, "auth")->get_object();
  return *model::Auth::from_json(json::object{{"type", "oauth2"}, {"oauth2", std::move(values)}});
}

inline Config config_of(std::string_view parameters) {
  auto config = read_config(auth_of(parameters));
  EXPECT_TRUE(config) << config.error().message;
  return **config;
}

/// The world of one test. Answers are given in order.
struct World {
  std::deque<Result<Response>> answers;
  std::vector<Request> asked;
  std::vector<std::string> hidden;
  std::vector<std::string> warnings;
  std::vector<std::string> told;
  std::vector<std::int64_t> pauses;
  std::int64_t now_ms = 1'700'000'000'000;
  bool stopped = false;
  std::function<void(const std::string& url)> browse;
  Person person;
  bool has_person = false;

  [[nodiscard]] Context context() {
    Context context;
    context.send = [this](Request request) -> Result<Response> {
      asked.push_back(std::move(request));
      if (answers.empty()) return fail(ErrorCode::kNetwork, "connect ECONNREFUSED 127.0.0.1:1");
      Result<Response> next = std::move(answers.front());
      answers.pop_front();
      return next;
    };
    context.now_ms = [this] { return now_ms; };
    context.pause = [this](std::int64_t milliseconds) {
      if (milliseconds > 0) pauses.push_back(milliseconds);
      now_ms += milliseconds;
      return !stopped;
    };
    context.hide = [this](std::string_view secret) { hidden.emplace_back(secret); };
    context.warn = [this](const std::string& text) { warnings.push_back(text); };
    person.tell = [this](const std::string& text) { told.push_back(text); };
    person.open_browser = [this](const std::string& url) {
      if (browse) browse(url);
      return Status();
    };
    if (has_person) context.person = &person;
    return context;
  }

  [[nodiscard]] std::string body(std::size_t index) const { return std::get<std::string>(asked.at(index).body); }
  [[nodiscard]] bool hides(std::string_view secret) const {
    return std::find(hidden.begin(), hidden.end(), secret) != hidden.end();
  }
};

}  // namespace signet::http::oauth2
