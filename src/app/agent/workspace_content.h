// What a request needs of its workspace to be sent: the collection and folders around it, with their scripts, variables
// and authentication, the environment with its secret values, and the globals.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/agent/team_session.h"
#include "app/team/workspace_client.h"
#include "base/json.h"
#include "model/collection.h"
#include "model/variables.h"

namespace signet::app {

/// Where a request stands.
struct RequestPlace {
  std::string workspace;
  std::string environment;           ///< an id; empty: none is chosen
  std::vector<std::string> parents;  ///< ids from the collection down; empty: it belongs to no collection yet
};

/// Ready to run.
struct RequestContext {
  std::unique_ptr<model::Collection> collection;  ///< whole, or of one request with the folders around it
  model::VariableScope environment;
  model::VariableScope globals;
  std::string notice;  ///< what the user should know; may be empty
};

/// Of which element an item is that came by load_collection(); empty for any other.
[[nodiscard]] std::string_view element_of(const model::Item& item);

/// Reads it from the team server. Secret values are asked for once for each version of an environment: each time is a
/// line in the server's audit log. Thread-safe.
class WorkspaceContent {
 public:
  explicit WorkspaceContent(const TeamSession& session) : session_(session) {}

  /// `item`: the request as it stands on the page, saved or not. kPermission when nobody is signed in; kInvalidInput
  /// when it is no request.
  [[nodiscard]] Result<RequestContext> load(const RequestPlace& place, json::object item);
  /// A whole collection, place.parents.front(). Its items say of which element they are (element_of).
  [[nodiscard]] Result<RequestContext> load_collection(const RequestPlace& place);

  /// The variables that an element shares: an environment, a collection, the globals. Secret values are not among them.
  [[nodiscard]] Result<model::VariableScope> read_scope(std::string_view workspace, std::string_view element) const;
  /// For who works with the workspace otherwise. kPermission when nobody is signed in.
  [[nodiscard]] Result<WorkspaceClient> open(std::string_view workspace) const;

 private:
  struct Opened {
    std::int64_t version = 0;
    json::value document;
  };

  [[nodiscard]] Status load_scopes(WorkspaceClient& workspace, const RequestPlace& place, RequestContext& context);
  [[nodiscard]] Result<json::value> open_environment(WorkspaceClient& workspace, ElementState element,
                                                     std::string& notice);

  const TeamSession& session_;
  std::mutex mutex_;
  std::map<std::string, Opened> environments_;  ///< with secret values, by their id
};

}  // namespace signet::app
