// What all routes of a workspace have in common: the workspace is looked up, and what the caller may do in it decided,
// in the transaction that does the work. A workspace that the caller is not in answers as one that does not exist.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "server/access/access.h"
#include "server/api/route.h"
#include "server/elements/elements.h"
#include "server/routes/account_routes.h"
#include "server/workspaces/workspaces.h"

namespace signet::server {

/// A workspace's route, below /workspaces/{workspace}; `pattern` may be empty.
[[nodiscard]] Route declare_workspace_route(Method method, std::string_view pattern, std::string operation,
                                            std::string summary, std::string tag);

/// "role": a place in a workspace.
[[nodiscard]] Field workspace_role_field(std::string description = {});

/// Inside the transaction of a workspace's route.
struct WorkspaceScope {
  const Call& call;
  store::Transaction& transaction;
  Workspace workspace;
  WorkspaceRole role;  ///< the caller's
  bool requires_two_factor;
  ChangeContext change;

  /// The answer when the caller may not do a further thing in the workspace.
  [[nodiscard]] std::optional<Response> refuse(Action action) const;
};

/// For changes of the workspace's elements. `scope` must outlive it.
[[nodiscard]] ElementWork work_of(WorkspaceScope& scope, const Services& services);

using WorkspaceWork = std::function<Result<Response>(WorkspaceScope&)>;

/// Runs `work` in a transaction, once the caller may do `action` in the workspace of that id.
[[nodiscard]] Result<Response> in_workspace(store::Transaction& transaction, const Services& services, const Call& call,
                                            std::string_view id, Action action, const WorkspaceWork& work);

/// Runs `work` in a write, once the caller may do `action` in the workspace of the path.
[[nodiscard]] Result<Response> change_in_workspace(const Services& services, const Call& call, Action action,
                                                   const WorkspaceWork& work);
/// The same in a read.
[[nodiscard]] Result<Response> read_in_workspace(const Services& services, const Call& call, Action action,
                                                 const WorkspaceWork& work);

/// Those that the identity reaches, as list_workspaces() gives them; of a bound key all of them, whatever the limit.
[[nodiscard]] Result<std::vector<OwnWorkspace>> reachable_workspaces(store::Transaction& transaction,
                                                                     const Identity& identity, WorkspaceFilter filter);

}  // namespace signet::server
