// Hand-made runs for the reporters: a small collection, and the events of running it, told as the runner tells them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "report/reporters.h"
#include "report/sink.h"
#include "run/events.h"

namespace signet::report::test {

/// How a request went.
struct Answer {
  int code = 200;
  std::string status = "OK";
  std::string body = R"({"a":1})";
  std::string type = "application/json";
  double milliseconds = 12;
};

/// Tells one reporter the events of a run; counts them as the runner does.
class Play {
 public:
  /// `document` is a collection (v2.1).
  Play(run::Reporter& reporter, std::string_view document, int iterations = 1);

  void iteration_started(int iteration);
  void iteration_ended();
  void item_started(std::string_view name);
  void item_ended(bool skipped = false);
  void answered(const Answer& answer, bool from_script = false);
  void answered_by(http::Response response, model::Request request, bool from_script = false);
  void refused(std::string message, bool from_script = false);
  void asserted(std::string name, std::string failure = {}, bool skipped = false);
  void logged(std::string level, json::array messages);
  void script_failed(std::string listen, std::string name, std::string message, int line = 0);
  void visualized(std::string html);
  Status finish(bool interrupted = false, std::optional<Error> error = std::nullopt);

  [[nodiscard]] const model::Collection& collection() const { return collection_; }
  [[nodiscard]] run::Stats& stats() { return stats_; }

 private:
  void tell(run::Event event);

  run::Reporter& reporter_;
  model::Collection collection_;
  model::VariableScope environment_;
  model::VariableScope globals_;
  run::Stats stats_;
  run::RunInfo info_;
  run::Cursor cursor_;
  const model::Item* item_ = nullptr;
  int refs_ = 0;
  int assertions_ = 0;
};

/// Makes the reporter under test.
using Make = std::function<Result<std::unique_ptr<run::Reporter>>(std::unique_ptr<Sink>, Mask)>;

/// All that the reporter writes of the run that `playing` tells; `error` is what ended it.
[[nodiscard]] std::string output_of(const Make& make, std::string_view document,
                                    const std::function<void(Play&)>& playing, Mask mask = {}, int iterations = 1,
                                    std::optional<Error> error = std::nullopt);

/// A folder with two requests and a request at the top.
inline constexpr std::string_view kShop = R"json({
  "info": {"_postman_id": "c0ffee00-0000-4000-8000-000000000001", "name": "Shop",
           "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "item": [
    {"name": "Orders", "id": "f1", "item": [
      {"name": "list", "id": "r1", "request": {"method": "GET", "url": "http://shop.test/orders?page=1"}},
      {"name": "create", "id": "r2", "request": {"method": "POST", "url": "http://shop.test/orders",
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": {"mode": "raw", "raw": "{\"n\":2}"}}}]},
    {"name": "health", "id": "r3", "request": {"method": "GET", "url": "http://shop.test/health"}}],
  "event": [{"listen": "test", "script": {"id": "s1", "exec": ["pm.test('x')"]
}
}]
})json";

/// One passing request, one with a failed assertion and console output, one that is refused.
void play_small_run(Play& play);

/// A collection whose names hold everything that could break a terminal or a format.
[[nodiscard]] std::string hostile_document();
/// The hostile text itself: escapes, markup ends, line breaks, invalid UTF-8, and a long tail.
[[nodiscard]] std::string hostile_text(std::size_t tail = 0);
/// Plays it: hostile names, messages, bodies and headers everywhere.
void play_hostile_run(Play& play);

/// A run in which every text holds "hunter2-secret".
[[nodiscard]] std::string secret_document();
void play_secret_run(Play& play);
/// Hides "hunter2-secret".
[[nodiscard]] Mask secret_mask();

}  // namespace signet::report::test
