// Reporters for machines that read lines: TAP version 14, GitHub Actions annotations, and a progress bar for people.
#pragma once

#include <filesystem>
#include <memory>

#include "report/reporters.h"
#include "report/sink.h"

namespace signet::report {

/// TAP 14 (testanything.org): a test point for each assertion, failed request and failed script; the plan comes last.
[[nodiscard]] std::unique_ptr<run::Reporter> make_tap_reporter(std::unique_ptr<Sink> out, Mask mask);

/// Workflow commands (::error ...) for the first failures, and a Markdown summary appended to `step_summary`, the file
/// that $GITHUB_STEP_SUMMARY names; empty: no summary.
[[nodiscard]] std::unique_ptr<run::Reporter> make_github_reporter(std::unique_ptr<Sink> out, Mask mask,
                                                                  std::filesystem::path step_summary);

/// One bar on a terminal; elsewhere a line at every tenth of the run. `ticking` false for tests.
[[nodiscard]] std::unique_ptr<run::Reporter> make_progress_reporter(std::unique_ptr<Sink> out, const Terminal& terminal,
                                                                    Mask mask, bool ticking = true);

}  // namespace signet::report
