// Groups of a team's members, by which rights will be given together. Only members of the team can be in one; who
// leaves the team leaves its groups (the schema's foreign keys see to that).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/teams/teams.h"

namespace signet::server {

struct Group {
  std::string id;
  std::string name;
  std::int64_t revision = 1;
  std::int64_t created_ms = 0;
};

inline constexpr std::int64_t kMaxGroupsOfTeam = 500;

/// kInvalidInput for a name that cannot be, kConflict for one that another group of the team has, kLimit past
/// kMaxGroupsOfTeam.
[[nodiscard]] Result<Group> create_group(store::Transaction& transaction, const Team& team, std::string_view name,
                                         const ChangeContext& change);
/// kNotFound for a group of another team, too.
[[nodiscard]] Result<Group> get_group(store::Transaction& transaction, const Team& team, std::string_view id);
/// By name, behind `after`.
[[nodiscard]] Result<std::vector<Group>> list_groups(store::Transaction& transaction, const Team& team,
                                                     std::string_view after, std::int64_t limit);
[[nodiscard]] Result<Group> rename_group(store::Transaction& transaction, const Team& team, Group group,
                                         std::string_view name, const ChangeContext& change);
[[nodiscard]] Status delete_group(store::Transaction& transaction, const Team& team, const Group& group,
                                  const ChangeContext& change);

/// Fine for one who is in it already; kNotFound for one who is not in the team.
[[nodiscard]] Status add_to_group(store::Transaction& transaction, const Team& team, const Group& group,
                                  std::string_view user_id, const ChangeContext& change);
/// kNotFound for one who is not in it.
[[nodiscard]] Status remove_from_group(store::Transaction& transaction, const Team& team, const Group& group,
                                       std::string_view user_id, const ChangeContext& change);

}  // namespace signet::server
