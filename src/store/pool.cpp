#include "store/pool.h"

namespace signet::store {

bool Pool::wait_for_turn(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  const auto place = waiting_.emplace(waiting_.end());
  const bool is_next = place->turn.wait_for(lock, patience, [&] { return place->is_next; });
  waiting_.erase(place);
  return is_next;
}

Result<Pool::Loan> Pool::borrow(std::chrono::milliseconds patience) {
  if (!wait_for_turn(patience)) {
    return fail(ErrorCode::kTimeout, fmt::format("no connection to the database came free in {} ms", patience.count()),
                "the server is overloaded, or an earlier statement takes long");
  }
  std::unique_ptr<Session> session;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      session = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (session != nullptr) return Loan(*this, std::move(session));
  auto fresh = connect_();
  if (!fresh) {
    give_back(nullptr);
    return std::move(fresh).error();
  }
  return Loan(*this, *std::move(fresh));
}

void Pool::give_back(std::unique_ptr<Session> session) {
  if (session != nullptr && session->is_broken()) session.reset();
  const std::lock_guard lock(mutex_);
  if (session != nullptr) idle_.push_back(std::move(session));
  // A waiter whose turn it is stays in the list until it wakes.
  for (Waiter& waiter : waiting_) {
    if (waiter.is_next) continue;
    waiter.is_next = true;
    waiter.turn.notify_one();
    return;
  }
  ++free_;
}

std::size_t Pool::waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Pool::drop_idle() {
  std::vector<std::unique_ptr<Session>> dropped;
  const std::lock_guard lock(mutex_);
  std::swap(dropped, idle_);
}

}  // namespace signet::store
