// What becomes of private workspaces when their last owner goes: they belong to the team's work, so that they pass on
// to somebody and never vanish from everybody's sight.
#pragma once

#include <string_view>

#include "base/result.h"
#include "server/change.h"
#include "store/transaction.h"

namespace signet::server {

/// To be called before a person leaves a team (`team_id`), or all teams because the account is deleted or disabled
/// (empty). Each private workspace that this person alone owns gets another owner: whoever has the highest role in it,
/// the longest; when there is nobody, the team's owner of the longest standing. Writes the audit log and tells the new
/// owners.
[[nodiscard]] Status hand_over_workspaces(store::Transaction& transaction, std::string_view user_id,
                                          std::string_view team_id, const ChangeContext& change);

}  // namespace signet::server
