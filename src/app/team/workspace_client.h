// One workspace of a team server, as the command line and the agent use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/team/team_client.h"

namespace signet::app {

/// An element without what it says.
struct RemoteElement {
  std::string id;
  std::string kind;  ///< "collection", "environment", "globals", ...
  std::string name;
  std::int64_t revision = 0;
  std::int64_t version = 0;  ///< the revision of its content
};

/// A secret variable of an environment.
struct RevealedSecret {
  std::string id;
  std::string key;
  json::value value;
};

/// What to look for in workspaces.
struct SearchRequest {
  std::string words;
  std::string kind;  ///< "request", ...; empty: all
  bool in_trash = false;
  std::size_t most = 50;  ///< hits
};

/// An element as it was at a seq of its workspace.
struct ElementState {
  std::string id;
  std::string kind;
  std::string parent;  ///< of folders and requests
  std::string name;
  std::int64_t position = 0;  ///< among those of its parent
  std::int64_t revision = 0;
  std::int64_t version = 0;  ///< the revision of its content
  bool is_trashed = false;
  json::value content;  ///< of answers about one element; else null
};

/// What happened behind a seq.
struct WorkspaceChanges {
  std::int64_t last_seq = 0;
  std::vector<std::string> deleted;  ///< for good; with all that was below them
};

/// A place for a folder or request; of other elements both are empty.
struct ElementPlace {
  std::string parent;
  std::string before;  ///< the one that it is to stand before; empty: the last
};

/// Elements of one workspace at most. A server that has more is not followed.
inline constexpr std::size_t kMaxElements = 1'000'000;

/// The workspaces that a token reaches, as the API lists them.
[[nodiscard]] Result<json::array> list_workspaces(TeamClient& client, const SecretString& token);
/// Makes one; as the API shows it. `team`: a name or id, of the kinds private and team.
struct NewWorkspace {
  std::string name;
  std::string kind;         ///< "personal", "private", "team"
  std::string team;         ///< of the latter two
  std::string member_role;  ///< of the kind team: "viewer", "editor"
};
[[nodiscard]] Result<json::value> create_workspace(TeamClient& client, const SecretString& token,
                                                   const NewWorkspace& wanted);
/// The elements of all workspaces that a token reaches, as the API shows them.
[[nodiscard]] Result<json::array> search(TeamClient& client, const SecretString& token, const SearchRequest& request);

class WorkspaceClient {
 public:
  /// `workspace`: its id or its name, among those that the token reaches. kNotFound, or kConflict when several have the
  /// name.
  [[nodiscard]] static Result<WorkspaceClient> open(TeamClient client, SecretString token, std::string_view workspace);
  /// Of a workspace whose id is known: nothing is asked, and its name is empty.
  [[nodiscard]] static WorkspaceClient of_id(TeamClient client, SecretString token, std::string id);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// The element's address on the server.
  [[nodiscard]] std::string url_of(const RemoteElement& element) const;

  /// Those of a kind at the top, in their order.
  [[nodiscard]] Result<std::vector<RemoteElement>> list(std::string_view kind);
  /// By id or name; kNotFound, or kConflict when several have the name.
  [[nodiscard]] Result<RemoteElement> find(std::string_view kind, std::string_view id_or_name);
  /// Of any kind, in any place.
  [[nodiscard]] Result<RemoteElement> find_any(std::string_view id_or_name);
  /// Newest first, as the API lists them.
  [[nodiscard]] Result<json::array> versions(const RemoteElement& element);
  /// What changed up to a version, as the API tells it; from the one before when `against` is not given.
  [[nodiscard]] Result<json::value> diff(const RemoteElement& element, std::int64_t version,
                                         std::optional<std::int64_t> against);
  /// As the free search(), here alone.
  [[nodiscard]] Result<json::array> search(const SearchRequest& request);
  /// As Postman exports it. The values of secret variables are null.
  [[nodiscard]] Result<json::value> export_element(const RemoteElement& element);
  /// A collection; each folder and request says of which element it is, as `_signet_element`.
  [[nodiscard]] Result<json::value> export_with_ids(std::string_view collection);
  /// The secret variables of an environment with their values, which the server's audit log tells of. kPermission for
  /// those who may not see them.
  [[nodiscard]] Result<std::vector<RevealedSecret>> reveal(const RemoteElement& environment);
  /// What the server says of a file that it took: `imported` and `left_out`.
  [[nodiscard]] Result<json::value> import_file(std::string_view name, std::string_view bytes);

  // What a copy of the workspace is kept up by. Answers are held to their form: ids are UUIDs, kinds are known.

  [[nodiscard]] const std::string& server() const { return client_.server(); }
  /// kInvalidInput when the workspace has not come as far as `after`.
  [[nodiscard]] Result<WorkspaceChanges> changes_after(std::int64_t after);
  /// Those that changed behind `seq`, those in the trash among them, without their contents. A move of one may have
  /// given others new positions.
  [[nodiscard]] Result<std::vector<ElementState>> elements_after(std::int64_t seq);
  [[nodiscard]] Result<ElementState> read_element(std::string_view id);
  /// What it said at that version; null when there is none.
  [[nodiscard]] Result<json::value> read_version(std::string_view id, std::int64_t version);
  /// `key` as in the API: the same request once more gives what it made the first time.
  [[nodiscard]] Result<ElementState> create_element(std::string_view kind, const ElementPlace& place,
                                                    const json::value& content, std::string_view key);
  /// These fail with kConflict when the element has another revision by now.
  [[nodiscard]] Result<ElementState> change_element(std::string_view id, std::int64_t revision,
                                                    const json::value& content);
  [[nodiscard]] Result<ElementState> move_element(std::string_view id, std::int64_t revision,
                                                  const ElementPlace& place);
  /// kConflict when anything in it has changed behind `seen_seq`.
  [[nodiscard]] Status trash_element(std::string_view id, std::int64_t seen_seq);

 private:
  WorkspaceClient(TeamClient client, SecretString token, std::string id, std::string name);

  [[nodiscard]] Result<ElementState> changed(std::string method, std::string_view path, const json::object& body,
                                             std::optional<std::int64_t> revision = std::nullopt);

  TeamClient client_;
  SecretString token_;
  std::string id_;
  std::string name_;
  std::string path_;
};

}  // namespace signet::app
