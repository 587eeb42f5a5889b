#include <cmath>

#include "report/cli/screen.h"
#include "report/json_text.h"
#include "report/lines/line_reporters.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

class ProgressReporter final : public run::Reporter {
 public:
  ProgressReporter(std::unique_ptr<Sink> out, const Terminal& terminal, Mask mask, bool ticking)
      : terminal_(terminal),
        mask_(std::move(mask)),
        screen_(std::move(out),
                {.live = terminal.is_tty, .ticking = ticking, .unicode = terminal.unicode, .width = terminal.width}) {}

  void start(const run::RunInfo& info) override {
    total_ =
        static_cast<std::uint64_t>(std::max(info.iterations, 0)) * static_cast<std::uint64_t>(std::max(info.items, 0));
    if (info.collection != nullptr) name_ = one_line(mask_.clip(info.collection->name, 60));
  }

  void on(const run::Event& event, const run::Stats& stats, const run::Failure*) override {
    if (!std::holds_alternative<run::ItemEnded>(event)) return;
    ++done_;
    if (screen_.live()) {
      screen_.status(bar(stats));
      return;
    }
    const std::uint64_t tenth = total_ == 0 ? 0 : std::min<std::uint64_t>(done_ * 10 / total_, 10);
    if (tenth == last_tenth_) return;
    last_tenth_ = tenth;
    screen_.print(line(stats));
  }

  Status finish(const run::RunSummary& summary) override {
    const run::Stats& stats = *summary.stats;
    const double duration = std::max<double>(0, static_cast<double>(stats.completed_ms - stats.started_ms));
    screen_.print(fmt::format("{}: {} requests, {} assertions, {} failures in {}{}\n", name_, stats.requests.total,
                              stats.assertions.total, stats.failures, time_text(duration, terminal_.unicode),
                              summary.interrupted ? " (interrupted)" : ""));
    return screen_.close();
  }

 private:
  [[nodiscard]] double share() const {
    return total_ == 0 ? 1 : std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
  }

  [[nodiscard]] std::string line(const run::Stats& stats) const {
    return fmt::format("{:3.0f}%  {}/{} items  {} failures\n", std::floor(share() * 100), done_, total_,
                       stats.failures);
  }

  [[nodiscard]] std::string bar(const run::Stats& stats) const {
    const int room = std::clamp(terminal_.width - 50, 10, 50);
    const int full = static_cast<int>(share() * room);
    std::string drawn;
    for (int i = 0; i < room; ++i) {
      drawn += i < full ? (terminal_.unicode ? "█" : "#") : (terminal_.unicode ? "░" : ".");
    }
    return fmt::format("{} {:3.0f}%  {}/{} items  {} failures", drawn, std::floor(share() * 100), done_, total_,
                       stats.failures);
  }

  Terminal terminal_;
  Masking mask_;
  Screen screen_;
  std::string name_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t last_tenth_ = 0;
};

}  // namespace

std::unique_ptr<run::Reporter> make_progress_reporter(std::unique_ptr<Sink> out, const Terminal& terminal, Mask mask,
                                                      bool ticking) {
  return std::make_unique<ProgressReporter>(std::move(out), terminal, std::move(mask), ticking);
}

}  // namespace signet::report
