// The elements of a workspace: collections with their folders and requests, environments, globals, mocks, monitors.
// Each has a revision that grows with every change; what it says at a revision is never changed afterwards. Each change
// is a line in the workspace's changes (changes.h), in the same transaction, so that nobody who follows these misses
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/change.h"
#include "server/elements/collection_tree.h"
#include "server/elements/content.h"
#include "server/sealing/data_keys.h"
#include "server/workspaces/workspaces.h"
#include "store/transaction.h"

namespace signet::server {

struct Element {
  std::string id;
  std::string workspace_id;
  ElementKind kind = ElementKind::kCollection;
  std::optional<std::string> parent_id;      ///< of folders and requests: the folder or collection that they are in
  std::optional<std::string> collection_id;  ///< of folders and requests
  std::int64_t position = 0;                 ///< among those of the same parent (at the top: of the same kind)
  std::string name;
  std::optional<std::string> method;  ///< of requests: "GET"
  std::int64_t revision = 0;
  std::int64_t version = 0;  ///< the revision of its content: moves make no new one
  std::int64_t seq = 0;      ///< of its last change
  std::int64_t created_ms = 0;
  std::string created_by;  ///< a user's id
  std::int64_t changed_ms = 0;
  std::string changed_by;
  std::optional<std::int64_t> trashed_ms;
  std::optional<std::string> trash_root;  ///< what was put into the trash: this one or one above it
};

/// What changes of elements work with, inside one transaction.
struct ElementWork {
  store::Transaction& transaction;
  Workspace& workspace;  ///< its last_seq moves on
  const DataKeys& keys;
  const ChangeContext& change;
};

/// Where an element is to be: below `parent` (null: at the top), before one of those there, or behind them all.
struct Spot {
  const Element* parent = nullptr;
  std::string before;  ///< an id; empty: the last
};

/// Shows the values of secret variables, too. Who asks for it must be allowed to, and it belongs into the audit log.
enum class Hidden : bool { kStays, kIsShown };

/// kNotFound for one of another workspace, too. Elements in the trash are found.
[[nodiscard]] Result<Element> get_element(store::Transaction& transaction, const Workspace& workspace,
                                          std::string_view id);
/// The id of the workspace that it is in; empty when there is no such element.
[[nodiscard]] Result<std::string> workspace_of(store::Transaction& transaction, std::string_view id);

/// Folders and requests want a parent, all others none. kInvalidInput for a parent of the wrong kind, kConflict for one
/// in the trash, for second globals, and in an archived workspace; kNotFound for a `before` that is not there.
/// `key`, when it is not empty: the client's own name for it, from which and the workspace its id follows. What was
/// made with a key is found by find_by_key(), which comes first.
[[nodiscard]] Result<Element> create_element(const ElementWork& work, ElementKind kind, const Spot& spot,
                                             const Content& content, std::string_view key = {});
/// What was made with the key in this workspace, wherever it is now; kConflict when it is of another kind.
[[nodiscard]] Result<std::optional<Element>> find_by_key(const ElementWork& work, ElementKind kind,
                                                         std::string_view key);
/// An element with all that is in it as one change, its own: a whole collection, or a folder as the last below
/// `parent`.
[[nodiscard]] Result<Element> create_tree(const ElementWork& work, const TreeNode& root,
                                          const Element* parent = nullptr);

/// Another content, which the caller has compared revisions for. kConflict for one in the trash; kInvalidInput when a
/// hidden value would be shown by it without having been given anew.
[[nodiscard]] Result<Element> change_element(const ElementWork& work, Element element, const Content& content);
/// kInvalidInput for a folder into itself, or to another kind of parent. All below it go along.
[[nodiscard]] Result<Element> move_element(const ElementWork& work, Element element, const Spot& spot);

/// With all below it; from there it can be restored to its place, or deleted for good.
[[nodiscard]] Result<Element> trash_element(const ElementWork& work, Element element);
/// The seq of the last change of it or of anything below it, the trash included.
[[nodiscard]] Result<std::int64_t> last_change_in(const ElementWork& work, const Element& element);
/// kConflict for what is not in the trash by itself, and while what it was in is in the trash.
[[nodiscard]] Result<Element> restore_element(const ElementWork& work, Element element);
/// For good, with all below it and all versions. kConflict for what is not in the trash by itself.
[[nodiscard]] Status delete_element(const ElementWork& work, const Element& element);

/// Which elements to list.
struct ElementFilter {
  std::optional<ElementKind> kind = {};  ///< at the top, in their order
  std::string parent;                    ///< those in it, in their order
  std::int64_t after_position = INT64_MIN;
  std::int64_t after_seq = 0;
  std::string after_id;
  std::int64_t limit = 0;
};
/// Without `kind` and `parent`: all that changed behind (`after_seq`, `after_id`), in that order, those in the trash
/// among them.
[[nodiscard]] Result<std::vector<Element>> list_elements(store::Transaction& transaction, const Workspace& workspace,
                                                         const ElementFilter& filter);
/// What was put into the trash, by id.
[[nodiscard]] Result<std::vector<Element>> list_trash(store::Transaction& transaction, const Workspace& workspace,
                                                      std::string_view after, std::int64_t limit);

/// What it says, at its present revision or an earlier one (`version`). A value that is hidden now is hidden in all
/// versions. kNotFound for a version that there is not; kInternal when a value does not open: it was damaged, or put
/// there from elsewhere.
[[nodiscard]] Result<json::value> read_content(store::Transaction& transaction, const DataKeys& keys,
                                               const Element& element, std::int64_t version, Hidden hidden);
/// Whether an export says of which element each folder and request is, in the member `_signet_element`.
enum class ElementIds : bool { kAreLeftOut, kAreTold };
/// A collection with all that is in it, as Postman exports it.
[[nodiscard]] Result<json::value> export_collection(store::Transaction& transaction, const DataKeys& keys,
                                                    const Element& collection, ElementIds ids);

/// The event of what is done with an element, with its id and name; the workspace is the target.
[[nodiscard]] AuditEvent element_event(std::string_view action, const Workspace& workspace, const Element& element);

struct Version {
  std::int64_t revision = 0;
  std::int64_t at_ms = 0;
  std::string by;  ///< a user's id
};
/// Newest first, before `before`.
[[nodiscard]] Result<std::vector<Version>> list_versions(store::Transaction& transaction, const Element& element,
                                                         std::int64_t before, std::int64_t limit);
/// What an earlier version said, as a new one. kConflict when a value that is hidden now was shown then.
[[nodiscard]] Result<Element> restore_version(const ElementWork& work, Element element, std::int64_t version);

}  // namespace signet::server
