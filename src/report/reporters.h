// The reporters by name: cli, json, junit, html, progress, tap, github. Every one streams: memory stays flat over
// 100,000 iterations.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "run/events.h"

namespace signet::report {

/// newman's --reporter-<name>-<option> values, without the reporter's name: {"export": "out.json", "no-summary": ""}.
using ReporterOptions = std::map<std::string, std::string>;

struct Terminal {
  bool colour = false;  ///< after --color and NO_COLOR
  bool is_tty = false;  ///< live progress only then
  int width = 80;
  bool unicode = true;  ///< --disable-unicode
  bool verbose = false;
  bool silent = false;
};

/// Values that must not show, replaced in every output by ••••. Given by run/ (secret variables), later by the vault.
using Mask = std::function<std::string(std::string)>;

[[nodiscard]] std::vector<std::string_view> reporter_names();

/// Makes a reporter. Export paths default as in newman: newman/newman-run-report-<time>-0.xml becomes
/// signet/signet-run-report-<time>.xml. Fails with kInvalidInput and the nearest name for unknown ones.
[[nodiscard]] Result<std::unique_ptr<run::Reporter>> make_reporter(const std::string& name,
                                                                   const ReporterOptions& options,
                                                                   const Terminal& terminal, Mask mask);

}  // namespace signet::report
