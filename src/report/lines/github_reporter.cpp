#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "report/json_text.h"
#include "report/lines/line_reporters.h"
#include "report/names.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 300;
constexpr std::size_t kMessageBytes = 4000;
// GitHub shows ten errors a step and fifty a job; more would only fill the log.
constexpr std::uint64_t kAnnotations = 50;
// A step's summary may hold 1 MiB.
constexpr std::size_t kSummaryRows = 200;
constexpr std::size_t kSummaryCellBytes = 1000;

/// Escapes of a workflow command's message (actions/toolkit, packages/core/src/command.ts).
std::string command_data(std::string_view text) {
  std::string out = replace_all(to_utf8(text), "%", "%25");
  out = replace_all(out, "\r", "%0D");
  return replace_all(out, "\n", "%0A");
}

std::string command_property(std::string_view text) {
  return replace_all(replace_all(command_data(text), ":", "%3A"), ",", "%2C");
}

/// Text in a Markdown table cell: nothing in it may be read as HTML, as a table or as other markup.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : many_lines(text)) {
    switch (c) {
      case '\n':
        out += "<br>";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      default:
        if (std::string_view("\\`*_{}[]()#+-.!|~@:").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
  }
  return out;
}

class GithubReporter final : public run::Reporter {
 public:
  GithubReporter(std::unique_ptr<Sink> out, Mask mask, std::filesystem::path step_summary)
      : out_(std::move(out)), mask_(std::move(mask)), step_summary_(std::move(step_summary)) {}

  void start(const run::RunInfo& info) override {
    if (info.collection != nullptr) name_ = mask_.clip(info.collection->name, kNameBytes);
  }

  void on(const run::Event&, const run::Stats& stats, const run::Failure* failure) override {
    if (failure == nullptr) return;
    const std::string where = mask_.clip(full_name(failure->item), kNameBytes);
    const std::string what = failure->test.empty() ? failure->at : mask_.clip(failure->test, kNameBytes);
    const std::string message = mask_.clip(failure->error.message, kMessageBytes);
    if (stats.failures <= kAnnotations) annotate(*failure, where, what, message);
    if (rows_.size() < kSummaryRows) {
      rows_.push_back(fmt::format("| {} | {} | {} | {} |", failure->cursor.iteration + 1, cell(where), cell(what),
                                  cell(clip_bytes(message, kSummaryCellBytes))));
    }
  }

  Status finish(const run::RunSummary& summary) override {
    const run::Stats& stats = *summary.stats;
    if (stats.failures > kAnnotations) {
      out_->write(
          fmt::format("::notice title=Signet::{} of {} failures are annotated\n", kAnnotations, stats.failures));
    }
    if (summary.error) {
      out_->write(
          fmt::format("::error title=Signet::{}\n", command_data(mask_.clip(summary.error->message, kMessageBytes))));
    }
    out_->write(fmt::format("{} requests, {} assertions, {} failures\n", stats.requests.total, stats.assertions.total,
                            stats.failures));
    Status written = step_summary_.empty() ? Status() : append_summary(summary);
    SIGNET_CHECK(out_->close());
    return written;
  }

 private:
  void annotate(const run::Failure& failure, const std::string& where, const std::string& what,
                const std::string& message) {
    std::string title = fmt::format("{}: {}", where, what);
    if (failure.cursor.cycles > 1) title += fmt::format(" (iteration {})", failure.cursor.iteration + 1);
    out_->write(fmt::format("::error title={}::{}\n", command_property(title),
                            command_data(fmt::format("{}: {}", mask_.clip(failure.error.name, kNameBytes), message))));
  }

  [[nodiscard]] std::string markdown(const run::RunSummary& summary) const {
    const run::Stats& stats = *summary.stats;
    const bool passed = stats.failures == 0 && !summary.error;
    std::string text = fmt::format("## {} {}\n\n", passed ? "✅" : "❌", cell(name_));
    if (summary.error) text += cell(mask_.clip(summary.error->message, kMessageBytes)) + "\n\n";
    text += "| | executed | failed |\n|---|--:|--:|\n";
    const std::array<std::pair<std::string_view, const run::Count*>, 5> rows = {
        {{"iterations", &stats.iterations},
         {"requests", &stats.requests},
         {"test scripts", &stats.test_scripts},
         {"pre-request scripts", &stats.prerequest_scripts},
         {"assertions", &stats.assertions}}};
    for (const auto& [label, count] : rows)
      text += fmt::format("| {} | {} | {} |\n", label, count->total, count->failed);
    text += fmt::format("\nRun {} · average response {} (max {}) · {} received\n",
                        time_text(static_cast<double>(stats.completed_ms - stats.started_ms), true),
                        time_text(stats.response.average, true), time_text(stats.response.max, true),
                        size_text(static_cast<double>(stats.received_bytes)));
    if (rows_.empty()) return text;
    text += "\n### Failures\n\n| iteration | request | test | message |\n|--:|---|---|---|\n";
    for (const std::string& row : rows_) text += row + "\n";
    if (stats.failures > rows_.size()) text += fmt::format("\n… and {} more\n", stats.failures - rows_.size());
    return text;
  }

  /// Appends: the file is shared with the other commands of the step.
  Status append_summary(const run::RunSummary& summary) const {
    const int fd = ::open(step_summary_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) {
      return fail(ErrorCode::kIo,
                  fmt::format("cannot write the step summary {}: {}", step_summary_.string(),
                              std::generic_category().message(errno)),
                  "check $GITHUB_STEP_SUMMARY");
    }
    DescriptorSink file(fd, step_summary_.string());
    file.write(markdown(summary));
    Status status = file.close();
    ::close(fd);
    return status;
  }

  std::unique_ptr<Sink> out_;
  Masking mask_;
  std::filesystem::path step_summary_;
  std::string name_;
  std::vector<std::string> rows_;
};

}  // namespace

std::unique_ptr<run::Reporter> make_github_reporter(std::unique_ptr<Sink> out, Mask mask,
                                                    std::filesystem::path step_summary) {
  return std::make_unique<GithubReporter>(std::move(out), std::move(mask), std::move(step_summary));
}

}  // namespace signet::report
