// Who is in a team, in which role. A team always keeps an owner with a working account.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/teams/teams.h"

namespace signet::server {

struct Member {
  std::string user_id;
  std::string email;
  std::string canonical;
  std::string name;
  TeamRole role = TeamRole::kNone;
  bool has_two_factor = false;
  bool is_disabled = false;
  std::int64_t revision = 1;
  std::int64_t joined_ms = 0;
};

/// kNotFound for one who is not in the team.
[[nodiscard]] Result<Member> get_member(store::Transaction& transaction, const Team& team, std::string_view user_id);

/// Which members to list.
struct MemberFilter {
  std::optional<std::string> group = {};  ///< those in this group of the team only
  std::string after;                      ///< those behind this canonical address
  std::int64_t limit = 0;
};
/// By address.
[[nodiscard]] Result<std::vector<Member>> list_members(store::Transaction& transaction, const Team& team,
                                                       const MemberFilter& filter);

/// The member as it is after it. kConflict for the last owner. Tells the member by mail.
[[nodiscard]] Result<Member> change_role(store::Transaction& transaction, const Team& team, Member member,
                                         TeamRole role, const ChangeContext& change);
/// Takes somebody out of the team, and of its groups: kConflict for the last owner. Tells the member by mail, but not
/// one who leaves.
[[nodiscard]] Status remove_member(store::Transaction& transaction, const Team& team, const Member& member,
                                   const ChangeContext& change);

}  // namespace signet::server
