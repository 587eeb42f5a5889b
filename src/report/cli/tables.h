// The two tables at the end of a run on the terminal: what was executed and failed, and the failures one by one.
#pragma once

#include <string>
#include <vector>

#include "report/cli/style.h"
#include "run/events.h"

namespace signet::report {

/// Counts, duration, bytes, response times: newman's summary table. DNS and first byte times only when verbose.
[[nodiscard]] std::string summary_table(const run::Stats& stats, const Style& style, bool verbose);

/// A failure as the table shows it; texts are masked and clipped already.
struct FailureRow {
  std::uint64_t number = 0;
  std::string name;   ///< "AssertionError"
  int iteration = 0;  ///< from 1; 0 when the run has only one
  std::string test;   ///< name of the assertion; may be empty
  std::string message;
  std::string at;
  std::string inside;  ///< full name of the request; may be empty
};

/// `total` failures happened, of which `rows` are the first.
[[nodiscard]] std::string failure_table(const std::vector<FailureRow>& rows, std::uint64_t total, const Style& style);

}  // namespace signet::report
