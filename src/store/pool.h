// Sessions lent to threads, first come first served, so that no thread starves: SQLite's one writer is a pool of one.
// For files of store/ only.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/session.h"

namespace signet::store {

class Pool {
 public:
  using Connect = std::function<Result<std::unique_ptr<Session>>()>;

  Pool(std::size_t size, Connect connect) : free_(size), connect_(std::move(connect)) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A session on loan; given back at the end of the scope, or dropped when it is broken.
  class Loan {
   public:
    Loan(Pool& pool, std::unique_ptr<Session> session) : pool_(&pool), session_(std::move(session)) {}
    Loan(Loan&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), session_(std::move(other.session_)) {}
    Loan& operator=(Loan&&) = delete;
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() {
      if (pool_ != nullptr) pool_->give_back(std::move(session_));
    }
    [[nodiscard]] Session& operator*() const { return *session_; }
    [[nodiscard]] Session* operator->() const { return session_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Session> session_;
  };

  /// Waits for its turn; connects when no session is idle. Fails with kTimeout, or as connecting does.
  [[nodiscard]] Result<Loan> borrow(std::chrono::milliseconds patience);
  /// Drops the sessions that nobody uses: after one lost its connection, the others most likely have, too.
  void drop_idle();
  /// How many wait for their turn.
  [[nodiscard]] std::size_t waiting();

 private:
  struct Waiter {
    std::condition_variable turn;
    bool is_next = false;
  };

  [[nodiscard]] bool wait_for_turn(std::chrono::milliseconds patience);
  void give_back(std::unique_ptr<Session> session);

  std::mutex mutex_;
  std::size_t free_;
  std::list<Waiter> waiting_;
  std::vector<std::unique_ptr<Session>> idle_;
  Connect connect_;
};

}  // namespace signet::store
