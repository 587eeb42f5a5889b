// newman's cli report: the tree of folders and requests with their assertions and console output as they happen, and
// two tables at the end.
#pragma once

#include <memory>

#include "report/reporters.h"
#include "report/sink.h"

namespace signet::report {

struct CliOptions {
  bool summary = true;
  bool failures = true;
  bool assertions = true;
  bool success_assertions = true;
  bool console = true;
  bool banner = true;
  bool timestamps = false;

  static CliOptions from(const ReporterOptions& options);
};

/// `ticking` false keeps all on the caller's thread, for tests.
[[nodiscard]] std::unique_ptr<run::Reporter> make_cli_reporter(std::unique_ptr<Sink> out, const CliOptions& options,
                                                               const Terminal& terminal, Mask mask,
                                                               bool ticking = true);

}  // namespace signet::report
