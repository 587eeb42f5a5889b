// One executed item as the page's script reads it: gathered from its events, then written as JSON.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "report/json_text.h"
#include "run/events.h"

namespace signet::report {

/// What is kept of an item while it runs. Lists are cut at fixed lengths, so that a script cannot fill the memory.
struct PageExecution {
  static constexpr std::size_t kMostExchanges = 20;
  static constexpr std::size_t kMostTests = 500;
  static constexpr std::size_t kMostLogs = 200;
  static constexpr std::size_t kMostFailures = 200;

  const model::Item* item = nullptr;
  int iteration = 0;
  bool skipped = false;
  std::vector<std::shared_ptr<const run::Exchange>> exchanges;
  std::size_t more_exchanges = 0;
  std::string tests;  // elements of JSON arrays
  std::size_t tests_total = 0;
  std::size_t tests_passed = 0;
  std::string errors;
  std::string logs;
  std::size_t logs_total = 0;
  std::string visualizer;  // JSON string or empty
  std::uint64_t failures = 0;
  std::vector<std::string> failure_rows;  // JSON after the row's number: `,item,iteration,...]`
  std::string words;                      // what a search finds besides name and URL

  /// The item's own exchange, else the last one that a script sent; null when there was none.
  [[nodiscard]] const run::Exchange* main_exchange() const;
};

void add_test(PageExecution& execution, const script::Assertion& assertion, const Masking& mask);
void add_error(PageExecution& execution, const std::string& where, const script::ScriptError& error,
               const Masking& mask);
void add_log(PageExecution& execution, const run::ConsoleWritten& written, const Masking& mask);

/// {exchanges, tests, errors, logs, visualizer}; bodies hold at most `body_bytes`.
void append_detail(std::string& out, const PageExecution& execution, std::size_t body_bytes, const Masking& mask);

}  // namespace signet::report
