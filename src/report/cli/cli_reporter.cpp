#include "report/cli/cli_reporter.h"

#include <ctime>

#include "report/cli/inspect.h"
#include "report/cli/screen.h"
#include "report/cli/style.h"
#include "report/cli/tables.h"
#include "report/cli/verbose.h"
#include "report/json_text.h"
#include "report/names.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 2000;
constexpr std::size_t kConsoleBytes = 64 << 10;
constexpr std::size_t kListedFailures = 1000;

/// CI systems read a line that starts with "::" as a command; only the collection's name starts a line.
std::string not_a_command(std::string text) {
  const std::size_t at = text.find_first_not_of(' ');
  if (at != std::string::npos && text.compare(at, 2, "::") == 0) text.insert(at, "\\");
  return text;
}

class CliReporter final : public run::Reporter {
 public:
  CliReporter(std::unique_ptr<Sink> out, const CliOptions& options, const Terminal& terminal, Mask mask, bool ticking)
      : options_(options),
        style_(terminal),
        s_(style_.symbols()),
        verbose_(terminal.verbose),
        mask_(std::move(mask)),
        screen_(std::move(out),
                {.live = terminal.is_tty, .ticking = ticking, .unicode = terminal.unicode, .width = terminal.width}) {}

  void start(const run::RunInfo& info) override {
    info_ = info;
    started_ = std::chrono::steady_clock::now();
    if (options_.banner) text_ += style_.bold("signet") + "\n\n";
    if (info.collection != nullptr) {
      const std::string& name = info.collection->name.empty() ? info.collection->id : info.collection->name;
      text_ += style_.bold(not_a_command(shown(name))) + "\n";
    }
    hand_on();
  }

  void on(const run::Event& event, const run::Stats& stats, const run::Failure* failure) override {
    if (failure != nullptr) keep(*failure, stats.failures);
    std::visit([&](const auto& e) { take(e, stats); }, event);
    hand_on();
  }

  Status finish(const run::RunSummary& summary) override {
    close_box();
    if (summary.interrupted) text_ += fmt::format("\n{} interrupted\n", style_.warn(s_.warning));
    if (summary.error) {
      text_ += "\n";
      failed_line(style_.bad(s_.bad), one_line(mask_.clip(summary.error->message, kNameBytes)));
    }
    if (options_.summary) text_ += "\n" + summary_table(*summary.stats, style_, verbose_);
    if (options_.failures && failures_total_ > 0) {
      text_ += "\n" + failure_table(failures_, failures_total_, style_);
    }
    hand_on();
    return screen_.close();
  }

 private:
  template <typename Ignored>
  void take(const Ignored&, const run::Stats&) {}

  void take(const run::IterationStarted& e, const run::Stats&) {
    close_box();
    folder_.reset();
    if (e.cursor.cycles <= 1) return;
    text_ += "\n" + style_.underline(fmt::format("Iteration {}/{}", e.cursor.iteration + 1, e.cursor.cycles)) + "\n";
  }

  void take(const run::ItemStarted& e, const run::Stats& stats) {
    close_box();
    const model::Item* folder = e.item->parent;
    if (folder != nullptr && folder_ != folder) {
      text_ += fmt::format("\n{} {}", s_.folder, style_.bold(shown(full_name(folder))));
    }
    folder_ = folder;
    text_ += fmt::format("\n{} {}\n", folder == nullptr ? s_.root : s_.sub, style_.bold(shown(e.item->name)));
    show_progress(e.cursor, *e.item, stats);
  }

  void take(const run::ItemEnded& e, const run::Stats&) {
    close_box();
    if (e.skipped) text_ += fmt::format("  {}\n", style_.info(fmt::format("{} [skipped]", s_.skipped)));
  }

  void take(const run::RequestEnded& e, const run::Stats& stats) {
    close_box();
    const run::Exchange& exchange = *e.exchange;
    const std::string url = shown(url_text(exchange.request));
    const std::string line = method_text(exchange.request) + " " + url;
    const std::string result = exchange.response ? result_of(*exchange.response) : "[errored]";
    request_line(line, result, exchange);
    if (!exchange.response) {
      failed_line(style_.bad(fmt::format("{} {}.", s_.bad, stats.failures)), shown(exchange.error_message));
      if (exchange.error && !exchange.error->hint.empty())
        hanging("      ", style_.dim(shown(exchange.error->hint)), 6);
    }
    if (verbose_) text_ += verbose_block(exchange, style_, mask_) + "\n";
  }

  void take(const run::ScriptEnded& e, const run::Stats& stats) {
    if (!e.error) return;
    close_box();
    failed_line(style_.bad(fmt::format("{} {}.", s_.bad, stats.failures)),
                fmt::format("{} in {}-script: {}", shown(e.error->name), e.event->listen, shown(e.error->message)));
  }

  void take(const run::ExceptionRaised& e, const run::Stats&) {
    close_box();
    failed_line(style_.warn(s_.warning), fmt::format("{}: {}", shown(e.error.name), shown(e.error.message)));
  }

  void take(const run::AssertionMade& e, const run::Stats& stats) {
    if (!options_.assertions) return;
    const bool passed = !e.assertion.error;
    if (passed && !options_.success_assertions) return;
    close_box();
    const std::string name = shown(e.assertion.name);
    if (e.assertion.skipped) {
      hanging(stamp() + "  " + style_.info(s_.skipped) + "  ", style_.info("[skipped] ") + name, 5);
    } else if (passed) {
      hanging(stamp() + "  " + style_.good(s_.ok) + "  ", name, columns(s_.ok) + 4);
    } else {
      failed_line(stamp() + style_.bad(fmt::format("{} {}.", s_.bad, stats.failures)), name);
    }
  }

  void take(const run::ConsoleWritten& e, const run::Stats&) {
    if (!options_.console || e.messages.empty()) return;
    if (!box_open_) {
      text_ += fmt::format("  {}{}\n", style_.dim(s_.box_top), options_.timestamps ? " " + stamp() : "");
      box_open_ = true;
    }
    std::string message;
    const std::size_t width = style_.width() > 24 ? style_.width() - 16 : 24;
    for (const json::value& value : e.messages) {
      if (!message.empty()) message += ", ";
      message += inspect(mask_.value(value), width);
      if (message.size() > kConsoleBytes) break;
    }
    text_ += boxed_lines(clipped_console(message), fmt::format("  {} {}", style_.dim(s_.box_side), level_of(e.level)),
                         style_.width() - 4 - (e.level == "log" ? 0 : 6));
  }

  static std::string clipped_console(const std::string& message) {
    if (message.size() <= kConsoleBytes) return message;
    return fmt::format("{}\n({} in all)", clip_bytes(message, kConsoleBytes),
                       size_text(static_cast<double>(message.size())));
  }

  /// A word for the level, since colour alone would not tell; log, the usual one, has none.
  std::string level_of(std::string_view level) const {
    if (level == "error") return style_.bad("error ");
    if (level == "warn") return style_.warn("warn  ");
    if (level == "info") return style_.info("info  ");
    return level == "debug" ? style_.dim("debug ") : "";
  }

  std::string result_of(const http::Response& response) const {
    return fmt::format("[{} {}, {}, {}]", response.code, shown(response.status),
                       size_text(static_cast<double>(response.body.size() + response.header_bytes)),
                       time_text(std::round(response.timings.total), style_.unicode()));
  }

  std::string painted_result(const run::Exchange& exchange, const std::string& result) const {
    if (!exchange.response || exchange.response->code >= 500) return style_.bad(result);
    if (exchange.response->code >= 400) return style_.warn(result);
    return style_.good(result);
  }

  /// On a terminal a long URL is wrapped; in a pipe a request stays on one line, for grep.
  void request_line(const std::string& line, const std::string& result, const run::Exchange& exchange) {
    const std::string lead = "  " + stamp();
    const std::size_t used = columns(lead) + columns(line) + 1 + columns(result);
    if (!screen_.live() || used <= style_.width()) {
      text_ += fmt::format("{}{} {}\n", lead, style_.dim(line), painted_result(exchange, result));
      return;
    }
    bool first = true;
    for (const std::string& part : wrap(line, style_.width() - 6 - stamp().size())) {
      text_ += fmt::format("{}{}\n", std::exchange(first, false) ? lead : "      ", style_.dim(part));
    }
    text_ += fmt::format("      {}\n", painted_result(exchange, result));
  }

  void failed_line(const std::string& mark, const std::string& text) {
    constexpr std::size_t kIndent = 6;
    hanging("  " + mark + " ", text, kIndent);
  }

  /// `text` after `lead`, its further lines indented; wrapped on a terminal only.
  void hanging(const std::string& lead, const std::string& text, std::size_t indent) {
    if (!screen_.live()) {
      text_ += lead + text + "\n";
      return;
    }
    bool first = true;
    for (const std::string& line : wrap(text, style_.width() - indent - 8)) {
      text_ += std::exchange(first, false) ? lead : std::string(indent, ' ');
      text_ += line + "\n";
    }
  }

  std::string stamp() const {
    if (!options_.timestamps) return {};
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    return fmt::format("[{:02}:{:02}:{:02}] ", local.tm_hour, local.tm_min, local.tm_sec);
  }

  void show_progress(const run::Cursor& cursor, const model::Item& item, const run::Stats& stats) {
    if (!screen_.live()) return;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    std::string text;
    if (cursor.cycles > 1) text += fmt::format("iteration {}/{} {} ", cursor.iteration + 1, cursor.cycles, s_.dot);
    text += fmt::format("request {}/{} {} {}", cursor.position + 1, cursor.length, s_.dot,
                        clip_bytes(shown(item.name), 60));
    if (seconds > 1) {
      text += fmt::format(" {} {:.0f} requests/s", s_.dot, static_cast<double>(stats.requests.total) / seconds);
    }
    if (stats.failures > 0) text += fmt::format(" {} {} failed", s_.dot, stats.failures);
    screen_.status(std::move(text));
  }

  void keep(const run::Failure& failure, std::uint64_t number) {
    ++failures_total_;
    if (failures_.size() >= kListedFailures) return;
    FailureRow row;
    row.number = number;
    row.name = mask_.clip(failure.error.name, kNameBytes);
    row.iteration = failure.cursor.cycles > 1 ? failure.cursor.iteration + 1 : 0;
    row.test = mask_.clip(failure.test, kNameBytes);
    row.message = mask_.clip(failure.error.message, kNameBytes);
    row.at = failure.at;
    row.inside = mask_.clip(full_name(failure.item), kNameBytes);
    failures_.push_back(std::move(row));
  }

  void close_box() {
    if (std::exchange(box_open_, false)) text_ += fmt::format("  {}\n", style_.dim(s_.box_bottom));
  }

  [[nodiscard]] std::string shown(std::string_view text) const { return one_line(mask_.clip(text, kNameBytes)); }

  void hand_on() {
    if (!text_.empty()) screen_.print(text_);
    text_.clear();
  }

  CliOptions options_;
  Style style_;
  const Symbols& s_;
  bool verbose_;
  Masking mask_;
  Screen screen_;
  run::RunInfo info_;
  std::chrono::steady_clock::time_point started_;
  std::string text_;
  std::optional<const model::Item*> folder_;  // that of the last item; absent at an iteration's start
  bool box_open_ = false;
  std::vector<FailureRow> failures_;
  std::uint64_t failures_total_ = 0;
};

}  // namespace

CliOptions CliOptions::from(const ReporterOptions& options) {
  const auto given = [&options](const char* name) {
    const auto found = options.find(name);
    return found != options.end() && found->second != "false";
  };
  CliOptions out;
  out.summary = !given("no-summary");
  out.failures = !given("no-failures");
  out.assertions = !given("no-assertions");
  out.success_assertions = !given("no-success-assertions");
  out.console = !given("no-console");
  out.banner = !given("no-banner");
  out.timestamps = given("show-timestamps");
  return out;
}

std::unique_ptr<run::Reporter> make_cli_reporter(std::unique_ptr<Sink> out, const CliOptions& options,
                                                 const Terminal& terminal, Mask mask, bool ticking) {
  return std::make_unique<CliReporter>(std::move(out), options, terminal, std::move(mask), ticking);
}

}  // namespace signet::report
