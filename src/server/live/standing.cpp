#include "server/live/standing.h"

#include "server/accounts/api_keys.h"
#include "server/accounts/sessions.h"
#include "server/workspaces/workspaces.h"

namespace signet::server {

namespace {

Result<std::optional<Identity>> find_identity(store::Transaction& transaction, const Standing& standing,
                                              std::int64_t now_ms) {
  std::optional<Identity> identity;
  if (standing.session_id.empty()) {
    SIGNET_TRY(auto use, find_api_key_by_id(transaction, standing.key_id, now_ms));
    if (use) identity = std::move(use->identity);
  } else {
    SIGNET_TRY(auto signed_in, find_session_by_id(transaction, standing.session_id, now_ms));
    if (signed_in) identity = std::move(signed_in->identity);
  }
  return identity;
}

}  // namespace

Result<std::optional<EndReason>> check_standing(store::Transaction& transaction, const Standing& standing,
                                                std::string_view workspace, std::int64_t now_ms) {
  SIGNET_TRY(const auto identity, find_identity(transaction, standing, now_ms));
  if (!identity || identity->user_id != standing.user_id) return std::optional(EndReason::kSignedOut);
  SIGNET_TRY(const auto own, find_workspace(transaction, workspace, standing.user_id));
  if (!own) return std::optional(EndReason::kNoAccess);
  const WorkspaceContext context{workspace, own->role, own->requires_two_factor};
  const bool may = decide(*identity, Action::kReadElements, context) == Verdict::kAllowed;
  return may ? std::optional<EndReason>() : std::optional(EndReason::kNoAccess);
}

}  // namespace signet::server
