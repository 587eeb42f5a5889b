// Mocks and monitors in Postman's API: their records. What their engines would tell (a mock's URL, a monitor's runs) is
// not there until there are engines.
#include <fmt/format.h>

#include <array>

#include "server/elements/records.h"
#include "server/routes/declare.h"
#include "server/routes/postman_api.h"

namespace signet::server {

namespace {

/// Members that answers have and records do not.
constexpr std::array kTold = {"id",        "uid",      "owner",         "createdAt",
                              "updatedAt", "isPublic", "collectionUid", "environmentUid"};

/// Of the record, nothing asked for: the record is checked whole, with what it says already.
Field body_field(const std::string& name, const std::string& what) {
  return {
      .name = name,
      .type = Type::kObject,
      .required = true,
      .description = fmt::format("Members of {}; collection and environment by id or uid. Those that are left out of "
                                 "a change stay as they are",
                                 what)};
}

/// Takes uids for ids; kInvalidInput for an element that is not there.
Status take_uids(const ElementWork& work, json::object& record) {
  for (const auto& [name, kind] :
       {std::pair("collection", ElementKind::kCollection), std::pair("environment", ElementKind::kEnvironment)}) {
    json::value* given = record.if_contains(name);
    if (given == nullptr || !given->is_string()) continue;
    const std::string id = id_of_uid(given->get_string());
    const auto element = get_element(work.transaction, work.workspace, id);
    if (!element && element.error().code != ErrorCode::kNotFound) return element.error();
    if (!element || element->kind != kind || element->trash_root) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: there is no such one in the workspace", name),
                  "give the id or uid of one that is there");
    }
    *given = id;
  }
  return {};
}

void forget_told(json::object& record) {
  for (const char* name : kTold) record.erase(name);
}

Result<TreeNode> make(const ElementWork& work, ElementKind kind, json::value given) {
  json::object& record = given.as_object();
  forget_told(record);
  SIGNET_CHECK(take_uids(work, record));
  // Postman names a mock without a name after its collection.
  const std::string id(json::string_or(record, "collection"));
  if (kind == ElementKind::kMock && json::find(record, "name") == nullptr && !id.empty()) {
    SIGNET_TRY(const Element collection, get_element(work.transaction, work.workspace, id));
    record["name"] = collection.name;
  }
  TreeNode node;
  node.kind = kind;
  SIGNET_TRY(node.content, take_apart(kind, std::move(given)));
  return node;
}

Result<Element> change(const ElementWork& work, const Element& element, json::value given) {
  SIGNET_TRY(json::value content, read_content(work.transaction, work.keys, element, element.version, Hidden::kStays));
  json::object& changes = given.as_object();
  forget_told(changes);
  SIGNET_CHECK(take_uids(work, changes));
  for (const auto& member : changes) content.as_object().insert_or_assign(member.key(), member.value());
  SIGNET_TRY(const Content taken, take_apart(element.kind, std::move(content)));
  return change_element(work, element, taken);
}

/// A record with the uids of what it is linked to, under these names.
Result<json::object> told(store::Transaction& transaction, const Workspace& workspace, const DataKeys& keys,
                          const Element& element, std::string_view collection, std::string_view environment) {
  SIGNET_TRY(const json::value content, read_content(transaction, keys, element, element.version, Hidden::kStays));
  json::object record = content.as_object();
  for (const auto& [name, told_as] : {std::pair(std::string_view("collection"), collection),
                                      std::pair(std::string_view("environment"), environment)}) {
    const std::string id(json::string_or(record, name));
    record.erase(name);
    if (id.empty()) continue;
    SIGNET_TRY(record[told_as], uid_of_id(transaction, workspace, id));
  }
  json::object whole = postman_element(element);
  for (auto& member : record) whole.insert_or_assign(member.key(), std::move(member.value()));
  return whole;
}

Result<json::object> told_mock(const Services& services, const ListedElement& at) {
  SIGNET_TRY(json::object mock,
             told(at.transaction, at.workspace, services.keys, at.element, "collection", "environment"));
  // Whoever may call it; absent means everybody.
  mock["isPublic"] = !json::bool_or(mock, "private", false);
  return mock;
}

Result<json::object> told_monitor(const Services& services, const ListedElement& at) {
  SIGNET_TRY(json::object monitor,
             told(at.transaction, at.workspace, services.keys, at.element, "collectionUid", "environmentUid"));
  for (const char* name : {"createdAt", "updatedAt", "isPublic"}) monitor.erase(name);
  return monitor;
}

/// What a list says of a monitor.
json::object entry_of(const json::object& monitor) {
  json::object entry;
  for (const char* name : {"id", "uid", "name", "owner", "active", "collectionUid", "environmentUid"}) {
    if (const json::value* value = json::find(monitor, name); value != nullptr) entry[name] = *value;
  }
  return entry;
}

PostmanKind kind_of(ElementKind element, std::string one, std::string title, const std::string& shape) {
  PostmanKind kind;
  kind.kind = element;
  kind.one = std::move(one);
  kind.title = std::move(title);
  kind.made = kind.changed = body_field(kind.one, shape);
  kind.make = [element](const ElementWork& work, json::value given) { return make(work, element, std::move(given)); };
  kind.change = change;
  return kind;
}

PostmanKind mocks(const Services* services) {
  PostmanKind kind = kind_of(ElementKind::kMock, "mock", "Mock", mock_record().shape);
  kind.listed = kind.shown = postman_element_fields();
  kind.listed.push_back(text_field("collection", "Its uid"));
  kind.shown.push_back(kind.listed.back());
  kind.list = [services](const ListedElement& at) { return told_mock(*services, at); };
  kind.show = [services](WorkspaceScope& scope, const Element& element, Hidden) -> Result<json::value> {
    SIGNET_TRY(json::object mock, told_mock(*services, {scope.transaction, scope.workspace, element}));
    return json::value(std::move(mock));
  };
  return kind;
}

PostmanKind monitors(const Services* services) {
  PostmanKind kind = kind_of(ElementKind::kMonitor, "monitor", "Monitor", monitor_record().shape);
  kind.listed = {text_field("id"), text_field("uid"), text_field("name"), text_field("owner"),
                 text_field("collectionUid")};
  kind.shown = kind.listed;
  kind.shown.push_back({.name = "schedule", .type = Type::kObject, .required = true});
  kind.list = [services](const ListedElement& at) -> Result<json::object> {
    SIGNET_TRY(const json::object monitor, told_monitor(*services, at));
    return entry_of(monitor);
  };
  kind.show = [services](WorkspaceScope& scope, const Element& element, Hidden) -> Result<json::value> {
    SIGNET_TRY(json::object monitor, told_monitor(*services, {scope.transaction, scope.workspace, element}));
    return json::value(std::move(monitor));
  };
  return kind;
}

}  // namespace

std::vector<Route> postman_record_routes(const PostmanApi& api) {
  std::vector<Route> routes = postman_kind_routes(api, mocks(api.services));
  for (Route& route : postman_kind_routes(api, monitors(api.services))) routes.push_back(std::move(route));
  return routes;
}

}  // namespace signet::server
