#include "base/text.h"
#include "report/json_text.h"
#include "report/lines/line_reporters.h"
#include "report/names.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 1000;
constexpr std::size_t kMessageBytes = 8000;

/// A description may hold neither an unescaped "#" (it starts a directive) nor a lone backslash (TAP 14, "Escaping").
std::string description(std::string_view text) {
  return replace_all(replace_all(one_line(text), "\\", "\\\\"), "#", "\\#");
}

class TapReporter final : public run::Reporter {
 public:
  TapReporter(std::unique_ptr<Sink> out, Mask mask) : out_(std::move(out)), mask_(std::move(mask)) {}

  void start(const run::RunInfo& info) override {
    text_ = "TAP version 14\n";
    if (info.collection != nullptr) text_ += fmt::format("# {}\n", shown(info.collection->name));
    hand_on();
  }

  void on(const run::Event& event, const run::Stats&, const run::Failure* failure) override {
    if (const auto* made = std::get_if<run::AssertionMade>(&event)) {
      point(made->cursor, made->item, made->assertion.name, failure, made->assertion.skipped);
    } else if (failure != nullptr) {
      point(failure->cursor, failure->item, failure->at, failure, false);
    }
    hand_on();
  }

  Status finish(const run::RunSummary& summary) override {
    if (summary.error) text_ += fmt::format("Bail out! {}\n", shown(summary.error->message));
    if (summary.interrupted) text_ += "Bail out! interrupted\n";
    text_ += points_ == 0 ? "1..0 # SKIP no tests were run\n" : fmt::format("1..{}\n", points_);
    hand_on();
    return out_->close();
  }

 private:
  void point(const run::Cursor& cursor, const model::Item* item, const std::string& name, const run::Failure* failure,
             bool skipped) {
    ++points_;
    std::string title = mask_.clip(full_name(item), kNameBytes) + " > " + mask_.clip(name, kNameBytes);
    if (cursor.cycles > 1) title += fmt::format(" (iteration {})", cursor.iteration + 1);
    text_ += fmt::format("{} {} - {}{}\n", failure == nullptr ? "ok" : "not ok", points_, description(title),
                         skipped ? " # SKIP" : "");
    if (failure != nullptr) diagnostics(*failure);
  }

  /// A YAML block; JSON strings are valid YAML 1.2 scalars and need no second way of escaping.
  void diagnostics(const run::Failure& failure) {
    const auto line = [this](std::string_view name, std::string_view value) {
      text_ += fmt::format("  {}: ", name);
      append_quoted(text_, value);
      text_ += '\n';
    };
    text_ += "  ---\n";
    line("message", mask_.clip(failure.error.message, kMessageBytes));
    line("severity", "fail");
    line("type", mask_.clip(failure.error.name, kNameBytes));
    line("at", failure.at);
    text_ += fmt::format("  iteration: {}\n", failure.cursor.iteration + 1);
    text_ += "  ...\n";
  }

  [[nodiscard]] std::string shown(std::string_view text) const { return description(mask_.clip(text, kNameBytes)); }

  void hand_on() {
    if (!text_.empty()) out_->write(text_);
    text_.clear();
  }

  std::unique_ptr<Sink> out_;
  Masking mask_;
  std::string text_;
  std::uint64_t points_ = 0;
};

}  // namespace

std::unique_ptr<run::Reporter> make_tap_reporter(std::unique_ptr<Sink> out, Mask mask) {
  return std::make_unique<TapReporter>(std::move(out), std::move(mask));
}

}  // namespace signet::report
