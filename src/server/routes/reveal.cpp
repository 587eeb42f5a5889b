#include "server/routes/reveal.h"

#include "server/audit/audit_log.h"

namespace signet::server {

Result<json::value> reveal_content(const WorkspaceScope& scope, const DataKeys& keys, const Element& element) {
  SIGNET_TRY(json::value content, read_content(scope.transaction, keys, element, element.version, Hidden::kIsShown));
  SIGNET_CHECK(append_audit(scope.transaction, element_event("workspace.secrets.reveal", scope.workspace, element),
                            scope.change));
  return content;
}

}  // namespace signet::server
