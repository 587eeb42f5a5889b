#include "server/routes/reveal.h"

#include "server/audit/audit_log.h"

namespace signet::server {

Result<json::value> reveal_content(const WorkspaceScope& scope, const DataKeys& keys, const Element& element) {
  SIGNET_TRY(json::value content, read_content(scope.transaction, keys, element, element.version, Hidden::kIsShown));
  AuditEvent event = workspace_event("workspace.secrets.reveal", scope.workspace);
  event.details["element"] = element.id;
  event.details["element_name"] = element.name;
  SIGNET_CHECK(append_audit(scope.transaction, std::move(event), scope.change));
  return content;
}

}  // namespace signet::server
