// The way of this room's own files (migrations, backups) past the public surface: the session below a transaction, and
// transactions for other purposes. For files of store/ only.
#pragma once

#include <functional>

#include "store/database.h"
#include "store/session.h"

namespace signet::store {

struct Inside {
  static Session& session(Transaction& transaction) { return transaction.session_; }
  [[nodiscard]] static Status run(Database& database, Purpose purpose, const std::function<Status(Transaction&)>& work);
};

}  // namespace signet::store
