#include "server/front/channel.h"

#include <utility>

namespace signet::server {

void Channel::send(const std::vector<Text>& texts) {
  const std::lock_guard lock(mutex_);
  if (!is_open_) return;
  queue_.insert(queue_.end(), texts.begin(), texts.end());
  if (wake_) wake_();
}

void Channel::end(Text last, CloseCode code) {
  const std::lock_guard lock(mutex_);
  if (!is_open_) return;
  is_open_ = false;
  queue_.clear();
  if (last != nullptr) queue_.push_back(std::move(last));
  close_ = code;
  if (wake_) wake_();
}

bool Channel::is_open() const {
  const std::lock_guard lock(mutex_);
  return is_open_;
}

bool Channel::is_empty() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !is_sending_;
}

void Channel::when_empty(std::function<void()> then) {
  {
    const std::lock_guard lock(mutex_);
    if (!queue_.empty() || is_sending_) {
      when_empty_ = std::move(then);
      return;
    }
  }
  then();
}

void Channel::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Channel::detach() {
  const std::lock_guard lock(mutex_);
  is_open_ = false;
  queue_.clear();
  wake_ = nullptr;
  when_empty_ = nullptr;
}

std::optional<Channel::Next> Channel::next() {
  std::function<void()> then;
  std::optional<Next> next;
  {
    const std::lock_guard lock(mutex_);
    is_sending_ = !queue_.empty();
    if (is_sending_) {
      next = Next{std::move(queue_.front()), std::nullopt};
      queue_.pop_front();
    } else {
      then = std::exchange(when_empty_, nullptr);
    }
    if (queue_.empty() && close_) {
      if (!next) next.emplace();
      next->close = std::exchange(close_, std::nullopt);
    }
  }
  if (then) then();
  return next;
}

}  // namespace signet::server
