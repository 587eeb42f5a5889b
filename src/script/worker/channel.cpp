#include "script/worker/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace signet::worker {

namespace {

constexpr long kTimerMs = 50;
constexpr int kIdleTicks = 20;  // the timer thread sleeps after a second without a message

void append_length(std::string& out, std::size_t size) {
  const auto n = static_cast<std::uint32_t>(size);
  const char bytes[4] = {static_cast<char>(n & 0xFF), static_cast<char>((n >> 8) & 0xFF),
                         static_cast<char>((n >> 16) & 0xFF), static_cast<char>((n >> 24) & 0xFF)};
  out.append(bytes, sizeof bytes);
}

std::uint32_t read_length(const unsigned char* bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

/// The parent closed its end or broke it: nobody is left to work for.
[[noreturn]] void parent_gone() {
  _exit(0);
}

}  // namespace

void Channel::start_timer_thread() {
  std::thread([this] { watch(); }).detach();
}

void Channel::watch() {
  std::uint32_t seen = wakings_.load();
  int idle_ticks = 0;
  for (;;) {
    const timespec tick{0, kTimerMs * 1'000'000};
    nanosleep(&tick, nullptr);
    pollfd peer{fd_, POLLRDHUP, 0};
    if (poll(&peer, 1, 0) > 0 && (peer.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) parent_gone();
    flush();
    const std::uint32_t now = wakings_.load();
    idle_ticks = now == seen && !busy_.load() ? idle_ticks + 1 : 0;
    seen = now;
    if (idle_ticks < kIdleTicks) continue;
    timer_asleep_.store(true);
    wakings_.wait(seen);
    timer_asleep_.store(false);
    idle_ticks = 0;
  }
}

void Channel::send(std::string_view json, std::string_view blob) {
  const std::lock_guard lock(out_mutex_);
  append_length(out_, json.size());
  append_length(out_, blob.size());
  out_ += json;
  out_ += blob;
  if (out_.size() >= kFlushBytes) write_gathered();
}

void Channel::flush() {
  const std::lock_guard lock(out_mutex_);
  if (!out_.empty()) write_gathered();
}

void Channel::write_gathered() {
  std::string_view left = out_;
  while (!left.empty()) {
    const ssize_t n = ::send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) parent_gone();
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  out_.clear();
}

std::string Channel::call(std::string_view json) {
  send(json);
  flush();
  for (;;) {
    Message message;
    read_message(message);
    // Answers to calls begin with their value; every other message of the parent begins with its type.
    if (!message.json.starts_with("{\"type\"")) return std::move(message.json);
    waiting_.push_back(std::move(message));
  }
}

bool Channel::next(Message& message, int timeout_ms) {
  if (!waiting_.empty()) {
    message = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
  }
  if (begin_ == end_ && !wait_readable(timeout_ms)) return false;
  read_message(message);
  return true;
}

void Channel::read_message(Message& message) {
  unsigned char header[8];
  fill(reinterpret_cast<char*>(header), sizeof header);
  message.json.resize(read_length(header));
  message.blob.resize(read_length(header + 4));
  fill(message.json.data(), message.json.size());
  fill(message.blob.data(), message.blob.size());
}

void Channel::fill(char* to, std::size_t size) {
  while (size > 0) {
    if (begin_ < end_) {
      const std::size_t n = std::min(size, end_ - begin_);
      std::memcpy(to, buffer_ + begin_, n);
      begin_ += n;
      to += n;
      size -= n;
      continue;
    }
    // Big bodies go straight to their place; small messages come whole with one read.
    const bool direct = size >= kBufferBytes;
    const ssize_t n = recv(fd_, direct ? to : buffer_, direct ? size : kBufferBytes, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) parent_gone();
    if (direct) {
      to += n;
      size -= static_cast<std::size_t>(n);
    } else {
      begin_ = 0;
      end_ = static_cast<std::size_t>(n);
    }
  }
}

bool Channel::wait_readable(int timeout_ms) {
  pollfd socket{fd_, POLLIN, 0};
  busy_.store(false);
  int ready = poll(&socket, 1, timeout_ms);
  while (ready < 0 && errno == EINTR) ready = poll(&socket, 1, timeout_ms);
  if (ready < 0) parent_gone();
  end_wait();
  return ready > 0;
}

void Channel::end_wait() {
  busy_.store(true);
  wakings_.fetch_add(1);
  if (timer_asleep_.load()) wakings_.notify_one();
}

}  // namespace signet::worker
