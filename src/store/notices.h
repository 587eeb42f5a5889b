// News of what was committed, from one process that has the database open to all others (PostgreSQL's LISTEN and
// NOTIFY). SQLite has nothing of the kind: there nobody is told, and who waits for other processes looks now and then.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace signet::store {

struct NoticesOptions {
  SecretString address;  ///< a postgres:// address
  /// Hears what another process told. Empty: news may have been missed (the connection is new), so anything may have
  /// changed. On a thread of its own; should not block long.
  std::function<void(std::string_view topic)> hear;
  /// A line for the administrator when the connection is lost or cannot be made. Null: nobody reads.
  std::function<void(std::string_view)> notice;
};

/// Holds one connection, and makes it anew for as long as it lives. News may be lost with the connection or the
/// process, and are never early: they are a reason to look, not what one sees.
class Notices {
 public:
  /// Fails with kInvalidInput on an address that cannot be read; does not wait for the connection.
  [[nodiscard]] static Result<std::unique_ptr<Notices>> start(NoticesOptions options);
  ~Notices();
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;

  /// Tells the others, soon, of things of at most 100 bytes each, which were committed. Does not block. What is told
  /// again before it was sent is sent once: of many writers this connection alone waits in the line that PostgreSQL
  /// keeps for those who notify.
  void tell(const std::vector<std::string>& topics);

 private:
  struct Impl;
  explicit Notices(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::store
