// What of Postman's API is spoken, at the server's root: /collections, /environments, /mocks, /monitors, /workspaces,
// /me, for programs that know that API. docs/postman-api.md says where it differs. Source: Postman API reference.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/api/route.h"
#include "server/elements/elements.h"
#include "server/routes/account_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

/// What its routes are made with. `services` null: the declarations alone, for the description.
struct PostmanApi {
  const Services* services = nullptr;
  std::shared_ptr<const Dialect> dialect;
};

/// All of it.
[[nodiscard]] std::vector<Route> postman_routes(const Services* services);

[[nodiscard]] std::vector<Route> postman_collection_routes(const PostmanApi& api);
[[nodiscard]] std::vector<Route> postman_environment_routes(const PostmanApi& api);
/// Of mocks and monitors.
[[nodiscard]] std::vector<Route> postman_record_routes(const PostmanApi& api);
/// Of workspaces and of oneself.
[[nodiscard]] std::vector<Route> postman_workspace_routes(const PostmanApi& api);

/// A route at the root, without its inputs, answers and handler. It takes API keys alone.
[[nodiscard]] Route declare_postman_route(const PostmanApi& api, Method method, std::string pattern,
                                          std::string operation, std::string summary);

/// "OWNER-ID", as Postman names an element outside of its workspace: the id of who made it, without hyphens, as newman
/// wants it, and its own.
[[nodiscard]] std::string uid_of(const Element& element);
/// The id in an id or uid; kNotFound is for the caller to tell.
[[nodiscard]] std::string id_of_uid(std::string_view uid);
/// The uid of an element that is named by its id; the id when it is gone.
[[nodiscard]] Result<json::value> uid_of_id(store::Transaction& transaction, const Workspace& workspace,
                                            std::string_view id);

/// All of a kind at the top, in their order, page by page; the first error of `see` ends it.
[[nodiscard]] Status each_of_kind(store::Transaction& transaction, const Workspace& workspace, ElementKind kind,
                                  const std::function<Status(Element)>& see);
/// All workspaces that the caller reaches, page by page.
[[nodiscard]] Status each_reachable(store::Transaction& transaction, const Identity& identity, WorkspaceFilter filter,
                                    const std::function<void(OwnWorkspace)>& see);

/// Members that Postman's answers have of every element.
[[nodiscard]] std::vector<Field> postman_element_fields();
[[nodiscard]] json::object postman_element(const Element& element);

/// Where a list's elements are found.
struct ListedElement {
  store::Transaction& transaction;
  const Workspace& workspace;
  const Element& element;
};

/// One kind of elements, as Postman's API has it.
struct PostmanKind {
  ElementKind kind = ElementKind::kCollection;
  std::string one;    ///< "collection": names the member of answers and bodies
  std::string title;  ///< "Collection": in names of operations and shapes
  std::vector<Field> listed;
  std::vector<Field> shown;
  Field made;     ///< the member of the body of POST
  Field changed;  ///< and of PUT
  std::uint64_t body_bytes = 8U << 20;
  std::size_t body_depth = 512;
  bool has_pages = false;    ///< lists take limit and offset
  bool has_secrets = false;  ///< GET takes reveal=secrets

  std::function<Result<json::object>(const ListedElement&)> list;
  std::function<Result<json::value>(WorkspaceScope&, const Element&, Hidden)> show;
  /// The content of a new one, of what came in.
  std::function<Result<TreeNode>(const ElementWork&, json::value)> make;
  std::function<Result<Element>(const ElementWork&, const Element&, json::value)> change;
};

/// The five routes of a kind: list, make, read, change, delete (which puts into the trash).
[[nodiscard]] std::vector<Route> postman_kind_routes(const PostmanApi& api, const PostmanKind& kind);

}  // namespace signet::server
