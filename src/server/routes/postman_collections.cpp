// Collections in Postman's API: whole documents.
#include "base/time.h"
#include "server/elements/replace.h"
#include "server/elements/stored_tree.h"
#include "server/routes/declare.h"
#include "server/routes/postman_api.h"

namespace signet::server {

namespace {

constexpr std::uint64_t kMostBytes = 32U << 20;

Field body_field() {
  return {.name = "collection",
          .type = Type::kObject,
          .required = true,
          .description = "Collection v2.1, v2.0 or v1, as Postman exports it"};
}

/// Items without an id of their own are told that of their element, so that a client can say which one it changed.
void tell_ids(StoredNode& node) {  // NOLINT(misc-no-recursion): as deep as elements are let be
  for (StoredNode& child : node.children) {
    json::object* item = child.document.if_object();
    if (item != nullptr && json::string_or(*item, "id").empty()) (*item)["id"] = child.id;
    tell_ids(child);
  }
}

/// What the API says of a collection in its `info`.
void tell_info(json::value& document, const Element& element) {
  json::object* whole = document.if_object();
  json::value* info = whole == nullptr ? nullptr : whole->if_contains("info");
  if (info == nullptr || !info->is_object()) return;
  json::object& told = info->get_object();
  told["_postman_id"] = element.id;
  told["uid"] = uid_of(element);
  told["createdAt"] = iso_time(element.created_ms);
  told["updatedAt"] = iso_time(element.changed_ms);
  told["lastUpdatedBy"] = element.changed_by;
}

/// Takes that out again of what a client sends back; `stored` is what the collection says so far.
void forget_info(json::value& document, const json::value* stored) {
  json::object* whole = document.if_object();
  json::value* info = whole == nullptr ? nullptr : whole->if_contains("info");
  if (info == nullptr || !info->is_object()) return;
  json::object& told = info->get_object();
  for (const char* name : {"uid", "createdAt", "createdat", "updatedAt", "lastUpdatedBy"}) told.erase(name);
  const json::object* before = stored == nullptr ? nullptr : stored->if_object();
  if (before != nullptr) before = json::find_object(*before, "info");
  const json::value* id = before == nullptr ? nullptr : json::find(*before, "_postman_id");
  if (id != nullptr) {
    told["_postman_id"] = *id;
  } else {
    told.erase("_postman_id");
  }
}

}  // namespace

std::vector<Route> postman_collection_routes(const PostmanApi& api) {
  PostmanKind kind;
  kind.kind = ElementKind::kCollection;
  kind.one = "collection";
  kind.title = "Collection";
  kind.listed = postman_element_fields();
  kind.shown = {{.name = "info", .type = Type::kObject}, {.name = "item", .type = Type::kArray}};
  kind.made = kind.changed = body_field();
  kind.body_bytes = kMostBytes;
  kind.body_depth = json::kMaxDepth;
  kind.has_pages = true;
  kind.list = [](const ListedElement& at) -> Result<json::object> { return postman_element(at.element); };
  kind.show = [services = api.services](WorkspaceScope& scope, const Element& element, Hidden) -> Result<json::value> {
    SIGNET_TRY(StoredNode stored, load_tree(scope.transaction, services->keys, element));
    tell_ids(stored);
    json::value document = join_tree(std::move(stored));
    tell_info(document, element);
    return document;
  };
  kind.make = [](const ElementWork&, json::value given) {
    forget_info(given, nullptr);
    return split_collection(std::move(given), "collection");
  };
  kind.change = [](const ElementWork& work, const Element& element, json::value given) -> Result<Element> {
    SIGNET_TRY(const json::value stored,
               read_content(work.transaction, work.keys, element, element.version, Hidden::kStays));
    forget_info(given, &stored);
    SIGNET_TRY(TreeNode root, split_collection(std::move(given), "collection"));
    return replace_tree(work, element, std::move(root));
  };
  return postman_kind_routes(api, kind);
}

}  // namespace signet::server
