#include "report/reporters.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "report/cli/cli_reporter.h"
#include "report/html/html_reporter.h"
#include "report/json/json_reporter.h"
#include "report/junit/junit_reporter.h"
#include "report/lines/line_reporters.h"
#include "report/sink.h"

namespace signet::report {

namespace {

/// What --silent makes of the reporters that print.
class SilentReporter final : public run::Reporter {
 public:
  void start(const run::RunInfo&) override {}
  void on(const run::Event&, const run::Stats&, const run::Failure*) override {}
  Status finish(const run::RunSummary&) override { return {}; }
};

std::int64_t now_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::string_view option(const ReporterOptions& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() ? std::string_view() : std::string_view(found->second);
}

bool is_silent(const ReporterOptions& options, const Terminal& terminal) {
  return terminal.silent || (options.contains("silent") && option(options, "silent") != "false");
}

/// The export file of a report with this extension. A folder as path gets a file of the default name inside it.
Result<std::unique_ptr<Sink>> open_export(const ReporterOptions& options, std::string_view extension) {
  std::filesystem::path path = option(options, "export");
  const std::filesystem::path by_default = default_export_path(extension, now_ms());
  std::error_code error;
  if (path.empty()) {
    path = by_default;
  } else if (std::filesystem::is_directory(path, error)) {
    path /= by_default.filename();
  }
  SIGNET_TRY(std::unique_ptr<ExportFile> file, ExportFile::open(path));
  return std::unique_ptr<Sink>(std::move(file));
}

/// Standard output, unless an export path is given.
Result<std::unique_ptr<Sink>> open_lines(const ReporterOptions& options, std::string_view extension) {
  if (!option(options, "export").empty()) return open_export(options, extension);
  return std::unique_ptr<Sink>(std::make_unique<DescriptorSink>(STDOUT_FILENO, "standard output"));
}

Result<std::unique_ptr<run::Reporter>> make_file_reporter(const std::string& name, const ReporterOptions& options,
                                                          Mask mask) {
  const std::string_view extension = name == "junit" ? "xml" : std::string_view(name);
  SIGNET_TRY(std::unique_ptr<Sink> out, open_export(options, extension));
  if (name == "json") return make_json_reporter(std::move(out), std::move(mask));
  if (name == "junit") return make_junit_reporter(std::move(out), std::move(mask));
  return make_html_reporter(std::move(out), std::move(mask));
}

Result<std::unique_ptr<run::Reporter>> make_line_reporter(const std::string& name, const ReporterOptions& options,
                                                          Terminal terminal, Mask mask) {
  if (is_silent(options, terminal)) return std::unique_ptr<run::Reporter>(std::make_unique<SilentReporter>());
  if (!option(options, "export").empty()) terminal.is_tty = terminal.colour = false;
  SIGNET_TRY(std::unique_ptr<Sink> out, open_lines(options, name == "tap" ? "tap" : "txt"));
  if (name == "cli") return make_cli_reporter(std::move(out), CliOptions::from(options), terminal, std::move(mask));
  if (name == "tap") return make_tap_reporter(std::move(out), std::move(mask));
  if (name == "progress") return make_progress_reporter(std::move(out), terminal, std::move(mask));
  const char* step_summary = std::getenv("GITHUB_STEP_SUMMARY");
  return make_github_reporter(std::move(out), std::move(mask), step_summary == nullptr ? "" : step_summary);
}

}  // namespace

std::vector<std::string_view> reporter_names() {
  return {"cli", "json", "junit", "html", "progress", "tap", "github"};
}

Result<std::unique_ptr<run::Reporter>> make_reporter(const std::string& name, const ReporterOptions& options,
                                                     const Terminal& terminal, Mask mask) {
  const std::vector<std::string_view> known = reporter_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    const std::string_view near = nearest(name, known);
    std::string hint = near.empty() ? std::string() : fmt::format("did you mean \"{}\"? ", near);
    hint += fmt::format("The reporters are {}", fmt::join(known, ", "));
    return fail(ErrorCode::kInvalidInput, fmt::format("there is no reporter named \"{}\"", name), hint);
  }
  if (name == "json" || name == "junit" || name == "html") return make_file_reporter(name, options, std::move(mask));
  return make_line_reporter(name, options, terminal, std::move(mask));
}

}  // namespace signet::report
