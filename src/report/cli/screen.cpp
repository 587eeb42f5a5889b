#include "report/cli/screen.h"

#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kGather = 32 << 10;
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::string_view kEraseLine = "\r\x1b[2K";
constexpr std::array<std::string_view, 8> kFrames = {"⠋", "⠙", "⠸", "⠰", "⠴", "⠦", "⠇", "⠏"};
constexpr std::array<std::string_view, 4> kAsciiFrames = {"|", "/", "-", "\\"};

}  // namespace

Screen::Screen(std::unique_ptr<Sink> out, Options options)
    : out_(std::move(out)), options_(options), status_since_(Clock::now()) {
  if (options_.ticking) ticker_ = std::thread([this] { run(); });
}

Screen::~Screen() {
  (void)close();
}

void Screen::print(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  text_.append(lines);
  if (text_.size() >= kGather) write_locked();
}

void Screen::status(std::string text) {
  if (!options_.live) return;
  const std::lock_guard lock(mutex_);
  status_ = std::move(text);
  status_since_ = Clock::now();
}

void Screen::tick() {
  const std::lock_guard lock(mutex_);
  if (text_.empty() && (!options_.live || status_.empty())) return;
  write_locked();
}

void Screen::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, kTick, [this] { return stopping_; });
    if (!text_.empty() || (options_.live && !status_.empty())) write_locked();
  }
}

void Screen::write_locked() {
  if (std::exchange(status_shown_, false)) out_->write(kEraseLine);
  out_->write(text_);
  text_.clear();
  if (options_.live && !status_.empty()) {
    out_->write(status_line());
    status_shown_ = true;
  }
  out_->flush();
}

std::string Screen::status_line() {
  const std::string_view spinner =
      options_.unicode ? kFrames.at(frame_ % kFrames.size()) : kAsciiFrames.at(frame_ % kAsciiFrames.size());
  ++frame_;
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - status_since_).count();
  std::string line = fmt::format("{} {}", spinner, status_);
  if (waited > 0) line += fmt::format("  {}s", waited);
  // One column stays free: a full last column makes some terminals wrap, and then the erase misses a line.
  return shorten(line, static_cast<std::size_t>(std::max(options_.width, 20)) - 1, options_.unicode ? "…" : "...");
}

Status Screen::close() {
  if (out_ == nullptr) return {};
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (ticker_.joinable()) ticker_.join();
  status_.clear();
  write_locked();
  const std::unique_ptr<Sink> out = std::move(out_);
  return out->close();
}

}  // namespace signet::report
