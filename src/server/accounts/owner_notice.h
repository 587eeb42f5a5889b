// Telling people of what happened to their own accounts.
#pragma once

#include <string_view>

#include "base/result.h"
#include "server/accounts/users.h"
#include "server/change.h"
#include "store/transaction.h"

namespace signet::server {

/// A notification in the app and a mail to the owner of an account, in the transaction of what they tell of. `kind` is
/// the action in the audit log; `sentence` is for people, without its end. The mail goes to `user`'s address,
/// which may be the one before a change.
[[nodiscard]] Status tell_owner(store::Transaction& transaction, const User& user, std::string_view kind,
                                std::string_view sentence, const ChangeContext& change);

}  // namespace signet::server
