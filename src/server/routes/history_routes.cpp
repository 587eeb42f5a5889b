// What was: the versions of elements, the trash, and what happened in a workspace.
#include "base/time.h"
#include "server/elements/changes.h"
#include "server/elements/diff.h"
#include "server/routes/declare.h"
#include "server/routes/element_json.h"
#include "server/routes/paging.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxChangesPage = 1000;

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  return declare_workspace_route(method, pattern, std::move(operation), std::move(summary), "history");
}

std::vector<std::string> change_actions() {
  return {"create",  "change",       "move",           "trash",   "restore", "delete",
          "comment", "edit_comment", "delete_comment", "resolve", "reopen"};
}

Field change_field() {
  return {.type = Type::kObject,
          .fields = {number_field("seq"),
                     time_field("at"),
                     text_field("actor", "A user's id"),
                     {.name = "action", .required = true, .values = change_actions()},
                     text_field("element"),
                     text_field("kind"),
                     text_field("name"),
                     number_field("revision")},
          .shape = "Change"};
}

/// The version of the path; 0, which there is never, for what is no number.
std::int64_t version_of(const Call& call) {
  const auto number = number_part(std::string(call.text("version")), 0);
  return number ? *number : 0;
}

void add_changes(std::vector<Route>& routes, const Services* services) {
  Route& changes = routes.emplace_back(
      declare(Method::kGet, "/changes", "listChanges", "What happened behind a seq, oldest first and without gaps"));
  changes.query = {{.name = "after", .type = Type::kInteger, .description = "A seq; 0: from the first on", .min = 0},
                   {.name = "limit", .type = Type::kInteger, .min = 1, .max = kMaxChangesPage}};
  changes.answers = {
      {.status = 200,
       .description = "The changes; there are more while the last one's seq is not last_seq",
       .fields = {{.name = "changes", .type = Type::kArray, .required = true, .fields = {change_field()}},
                  number_field("last_seq")},
       .shape = "Changes"}};
  changes.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const auto found, list_changes(scope.transaction, scope.workspace.id, scope.call.number("after"),
                                                scope.call.number("limit", kMaxPage)));
      json::object body{{"changes", json::array()}, {"last_seq", scope.workspace.last_seq}};
      for (const WorkspaceChange& change : found) body["changes"].get_array().push_back(to_json(change));
      return json_response(200, body);
    });
  };
  Route& activity = routes.emplace_back(
      declare(Method::kGet, "/activity", "listActivity", "What happened, newest first; to one element, if asked"));
  activity.query = page_fields();
  activity.query.push_back({.name = "element", .format = "uuid"});
  activity.query.push_back({.name = "actor", .description = "A user's id", .format = "uuid"});
  activity.query.push_back({.name = "action", .values = change_actions()});
  for (Field& field : time_range_fields()) activity.query.push_back(std::move(field));
  activity.answers = {page_answer("changes", change_field(), "Activity")};
  activity.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    ActivityFilter filter{text_parameter(call, "element"), text_parameter(call, "actor"),
                          text_parameter(call, "action")};
    SIGNET_TRY(filter.from_ms, time_parameter(call, "from", filter.from_ms));
    SIGNET_TRY(filter.until_ms, time_parameter(call, "until", filter.until_ms));
    SIGNET_TRY(filter.before_seq, number_part(page.place[0], filter.before_seq));
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const auto found, list_activity(scope.transaction, scope.workspace, filter, page.limit + 1));
      const auto show = [](const WorkspaceChange& change) { return to_json(change); };
      return json_response(200, page_json("changes", found, page, show, [](const WorkspaceChange& change) {
                             return std::vector{std::to_string(change.seq)};
                           }));
    });
  };
}

void add_versions(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "/elements/{element}/versions", "listVersions",
                                            "The versions of an element's content, newest first"));
  list.query = page_fields();
  list.answers = {page_answer("versions",
                              {.type = Type::kObject,
                               .fields = {number_field("version"), time_field("at"), text_field("by", "A user's id")},
                               .shape = "Version"},
                              "Versions")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    SIGNET_TRY(const std::int64_t before, number_part(page.place[0], INT64_MAX));
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, get_element(scope.transaction, scope.workspace, scope.call.text("element")));
      SIGNET_TRY(const auto versions, list_versions(scope.transaction, element, before, page.limit + 1));
      const auto show = [](const Version& version) {
        return json::object{{"version", version.revision}, {"at", iso_time(version.at_ms)}, {"by", version.by}};
      };
      return json_response(200, page_json("versions", versions, page, show, [](const Version& version) {
                             return std::vector{std::to_string(version.revision)};
                           }));
    });
  };
  Route& read = routes.emplace_back(
      declare(Method::kGet, "/elements/{element}/versions/{version}", "getVersion", "What an element said then"));
  read.answers = {{.status = 200,
                   .description = "Values that are secret now are null in all versions",
                   .fields = {number_field("version"), {.name = "content", .type = Type::kObject, .required = true}},
                   .shape = "VersionWithContent"}};
  read.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, get_element(scope.transaction, scope.workspace, scope.call.text("element")));
      const std::int64_t version = version_of(scope.call);
      SIGNET_TRY(json::value content,
                 read_content(scope.transaction, services->keys, element, version, Hidden::kStays));
      return json_response(200, json::object{{"version", version}, {"content", std::move(content)}});
    });
  };
  Route& restore = routes.emplace_back(declare(Method::kPost, "/elements/{element}/versions/{version}/restore",
                                               "restoreVersion", "Make what an element said then its content again"));
  restore.problems = {404, 409};
  restore.answers = {element_answer(200, "Restored")};
  restore.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(Element element, get_element(scope.transaction, scope.workspace, scope.call.text("element")));
          SIGNET_TRY(element, restore_version(work_of(scope, *services), std::move(element), version_of(scope.call)));
          return show_element(200, scope, *services, element);
        });
  };
}

Answer diff_answer() {
  const auto side = [](std::string name) {
    return Field{
        .name = std::move(name),
        .required = true,
        .description = "A text as it is, all else as JSON; null: it was not there, is secret, or `lines` tells",
        .max = kMaxContentBytes,
        .nullable = true};
  };
  Field change{.type = Type::kObject,
               .fields = {text_field("path", "A JSON pointer (RFC 6901)"),
                          text_field("title", "What people call the place"),
                          {.name = "change", .required = true, .values = {"added", "removed", "changed"}},
                          side("before"),
                          side("after"),
                          {.name = "lines",
                           .required = true,
                           .description = "Of texts of several lines: a unified diff",
                           .max = 2 * kMaxContentBytes,
                           .nullable = true},
                          {.name = "secret",
                           .type = Type::kBoolean,
                           .required = true,
                           .description = "Only that there is a change is told"}},
               .shape = "VersionChange"};
  return {.status = 200,
          .description = "What changed, in the order of reading",
          .fields = {number_field("version"),
                     number_field("against"),
                     {.name = "changes", .type = Type::kArray, .required = true, .fields = {std::move(change)}}},
          .shape = "VersionDiff"};
}

json::value side_json(const std::optional<json::value>& value) {
  if (!value) return nullptr;
  return value->is_string() ? *value : json::value(boost::json::serialize(*value));
}

json::object to_json(const DiffEntry& entry) {
  return {{"path", entry.path},
          {"title", entry.title},
          {"change", name_of(entry.kind)},
          {"before", side_json(entry.before)},
          {"after", side_json(entry.after)},
          {"lines", entry.lines.empty() ? json::value() : json::value(entry.lines)},
          {"secret", entry.is_secret}};
}

/// The version that the call asks to compare with, else the one before.
Result<std::int64_t> against_of(const WorkspaceScope& scope, const Element& element, std::int64_t version) {
  if (scope.call.parameter("against") != nullptr) return scope.call.number("against");
  SIGNET_TRY(const auto before, list_versions(scope.transaction, element, version, 1));
  if (!before.empty()) return before.front().revision;
  return fail(ErrorCode::kNotFound, "there is no version before this one", "give another as `against`");
}

void add_diff(std::vector<Route>& routes, const Services* services) {
  Route& diff = routes.emplace_back(declare(Method::kGet, "/elements/{element}/versions/{version}/diff", "diffVersions",
                                            "What changed from one version of an element to another"));
  diff.query = {{.name = "against",
                 .type = Type::kInteger,
                 .description = "The version to compare with; else the one before",
                 .min = 1}};
  diff.answers = {diff_answer()};
  diff.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, get_element(scope.transaction, scope.workspace, scope.call.text("element")));
      const std::int64_t version = version_of(scope.call);
      SIGNET_TRY(const std::int64_t against, against_of(scope, element, version));
      SIGNET_TRY(const auto changes, diff_versions(scope.transaction, services->keys, element, against, version));
      json::object body{{"version", version}, {"against", against}, {"changes", json::array()}};
      for (const DiffEntry& entry : changes) body["changes"].get_array().push_back(to_json(entry));
      return json_response(200, body);
    });
  };
}

void add_trash(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "/trash", "listTrash", "What was put into the trash"));
  list.query = page_fields();
  list.answers = {
      page_answer("elements", {.type = Type::kObject, .fields = element_fields(), .shape = "Element"}, "Elements")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const auto found, list_trash(scope.transaction, scope.workspace, page.place[0], page.limit + 1));
      const auto show = [](const Element& element) { return to_json(element); };
      return json_response(200, page_json("elements", found, page, show,
                                          [](const Element& element) { return std::vector{element.id}; }));
    });
  };
}

}  // namespace

std::vector<Route> history_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_changes(routes, services);
  add_versions(routes, services);
  add_diff(routes, services);
  add_trash(routes, services);
  return routes;
}

}  // namespace signet::server
