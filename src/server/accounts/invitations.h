// Invitations by mail, to a team, perhaps into one of its workspaces, or to the server alone: each works once, for a
// limited time, for its address only, and only as long as whoever invited could still do it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/access/access.h"
#include "server/change.h"
#include "server/teams/teams.h"
#include "server/workspaces/workspaces.h"
#include "store/transaction.h"

namespace signet::server {

inline constexpr std::int64_t kInvitationMs = 7LL * 24 * 3600 * 1000;
/// Invitations are mails in the server's name to people who did not ask for them: so many in 24 hours by one team (or
/// by the server's administrators), and so many to one address.
inline constexpr std::int64_t kMaxInvitationsADay = 200;
inline constexpr std::int64_t kMaxInvitationsToAddressADay = 5;

struct Invitation {
  std::string id;
  std::string email;
  std::optional<std::string> team_id;  ///< none: to the server alone
  TeamRole role = TeamRole::kMember;
  std::optional<std::string> workspace_id;  ///< one of the team's
  WorkspaceRole workspace_role = WorkspaceRole::kNone;
  std::optional<std::string> invited_by;  ///< an id
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;
};

/// Where an invitation leads.
struct InvitationTarget {
  const Team* team = nullptr;  ///< null: to the server alone
  TeamRole role = TeamRole::kMember;
  const Workspace* workspace = nullptr;  ///< one of the team's, or none
  WorkspaceRole workspace_role = WorkspaceRole::kNone;
};

/// Invites an address. The token goes into the mail alone. An earlier invitation of the address to the same place is
/// worth nothing from then on. kInvalidInput for what is no address, kConflict for one who is there already, kLimit
/// past the limits above.
[[nodiscard]] Result<Invitation> invite(store::Transaction& transaction, std::string_view email,
                                        const InvitationTarget& target, const ChangeContext& change);
/// Those to a team (or to the server, or into the workspace) that can still be accepted, oldest first, behind `after`.
struct InvitationPlace {
  std::int64_t created_ms = 0;
  std::string id;
};
[[nodiscard]] Result<std::vector<Invitation>> list_invitations(store::Transaction& transaction,
                                                               const InvitationTarget& target,
                                                               const InvitationPlace& after, std::int64_t limit,
                                                               std::int64_t now_ms);
/// kNotFound for one to another team or workspace, or one that can no longer be accepted.
[[nodiscard]] Status revoke_invitation(store::Transaction& transaction, const InvitationTarget& target,
                                       std::string_view id, const ChangeContext& change);

/// The invitation of a token that this canonical address can accept now; nullopt otherwise.
[[nodiscard]] Result<std::optional<Invitation>> find_invitation(store::Transaction& transaction,
                                                                const SecretString& token, std::string_view canonical,
                                                                std::int64_t now_ms);
/// Uses it up, and puts the one who changes (`change`) into its team and workspace; a higher role that is there stays.
/// kConflict for one who is in the team already, when it leads to nothing else.
[[nodiscard]] Status accept_invitation(store::Transaction& transaction, const Invitation& invitation,
                                       const ChangeContext& change);

}  // namespace signet::server
