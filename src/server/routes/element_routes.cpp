// The elements of a workspace: listed, made, read, changed, moved, put into the trash and taken out of it, exported.
#include "server/elements/elements.h"

#include <fmt/format.h>

#include "server/audit/audit_log.h"
#include "server/routes/declare.h"
#include "server/routes/element_json.h"
#include "server/routes/paging.h"
#include "server/routes/reveal.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxElementsPage = 1000;
constexpr std::uint64_t kMaxContentRequest = 8U << 20;
constexpr std::int64_t kMaxKey = 128;

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_workspace_route(method, "/elements" + std::string(pattern), std::move(operation),
                                        std::move(summary), "elements");
  if (method != Method::kGet) route.problems = {404, 409};
  return route;
}

Field content_field() {
  return {.name = "content",
          .type = Type::kObject,
          .required = true,
          .description = "As Postman has it; a secret variable without its value keeps the one that it has"};
}

std::vector<Field> spot_fields() {
  return {{.name = "parent",
           .description = "Of folders and requests: the folder or collection that they are to be in",
           .format = "uuid"},
          {.name = "before",
           .description = "The element that it is to stand before; else it is the last",
           .format = "uuid"}};
}

json::value body_content(const Call& call) {
  return call.body.at("content");
}

Result<Element> element_of(const WorkspaceScope& scope) {
  return get_element(scope.transaction, scope.workspace, scope.call.text("element"));
}

/// The answer to a change that was based on another revision.
Result<std::optional<Response>> check_base(WorkspaceScope& scope, const Services& services, const Element& element) {
  if (scope.call.revision == element.revision) return std::optional<Response>();
  SIGNET_TRY(json::value content,
             read_content(scope.transaction, services.keys, element, element.version, Hidden::kStays));
  return check_revision(scope.call, to_json(element, std::move(content)), element.revision);
}

/// Calls `work` with the place that the body asks for.
template <typename Work>
Result<Response> at_spot(WorkspaceScope& scope, const std::optional<std::string>& usual, const Work& work) {
  Spot spot;
  spot.before = body_text(scope.call, "before");
  std::string parent = body_text(scope.call, "parent");
  if (parent.empty()) parent = usual.value_or("");
  if (parent.empty()) return work(spot);
  SIGNET_TRY(const Element found, get_element(scope.transaction, scope.workspace, parent));
  spot.parent = &found;
  return work(spot);
}

Result<ElementFilter> read_filter(const Call& call, const Page& page) {
  ElementFilter filter;
  filter.kind = parse_element_kind(call.text("kind"));
  filter.parent = call.text("parent");
  const bool in_order = filter.kind || !filter.parent.empty();
  if (in_order && call.parameter("after_seq") != nullptr) {
    return fail(ErrorCode::kInvalidInput, "after_seq goes with neither kind nor parent", "ask for one of them");
  }
  SIGNET_TRY(const std::int64_t place, number_part(page.place[0], in_order ? INT64_MIN : call.number("after_seq")));
  (in_order ? filter.after_position : filter.after_seq) = place;
  // All those of the seq that the caller knows already are known.
  const bool is_first = page.place[0].empty();
  filter.after_id = is_first && !in_order && place > 0 ? "~" : page.place[1];
  filter.limit = page.limit + 1;
  return filter;
}

void add_list(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(
      Method::kGet, "", "listElements",
      "Those of a kind at the top or of a parent, in their order; or all that changed behind a seq, those in the "
      "trash among them, in the order of their changes"));
  list.query = page_fields(kUsualPage, kMaxElementsPage);
  list.query.push_back({.name = "kind", .values = {"collection", "environment", "globals", "mock", "monitor"}});
  list.query.push_back({.name = "parent", .format = "uuid"});
  list.query.push_back({.name = "after_seq", .type = Type::kInteger, .min = 0});
  list.answers = {
      page_answer("elements", {.type = Type::kObject, .fields = element_fields(), .shape = "Element"}, "Elements")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 2));
    SIGNET_TRY(const ElementFilter filter, read_filter(call, page));
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const auto found, list_elements(scope.transaction, scope.workspace, filter));
      const bool in_order = filter.kind || !filter.parent.empty();
      const auto place = [&](const Element& element) {
        return std::vector{std::to_string(in_order ? element.position : element.seq), element.id};
      };
      const auto show = [](const Element& element) { return to_json(element); };
      return json_response(200, page_json("elements", found, page, show, place));
    });
  };
}

void add_make(std::vector<Route>& routes, const Services* services) {
  Route& make = routes.emplace_back(declare(Method::kPost, "", "createElement", "Make an element"));
  make.body = spot_fields();
  make.body.push_back({.name = "kind",
                       .required = true,
                       .values = {"collection", "folder", "request", "environment", "globals", "mock", "monitor"}});
  make.body.push_back(content_field());
  make.body.push_back({.name = "key",
                       .description = "The client's own name for it: a request that is sent again, as its answer was "
                                      "lost, makes nothing twice",
                       .min = 1,
                       .max = kMaxKey});
  make.body_shape = "ElementRequest";
  make.body_bytes = kMaxContentRequest;
  make.answers = {element_answer(201, "Made"), element_answer(200, "It was made before with this key, and is so now")};
  make.problems = {404, 409, 429};
  make.handler = [services](Call& call) -> Result<Response> {
    const ElementKind kind = *parse_element_kind(body_text(call, "kind"));  // the schema lets no other word come
    return change_in_workspace(*services, call, Action::kChangeElements, [&](WorkspaceScope& scope) {
      return at_spot(scope, std::nullopt, [&](const Spot& spot) -> Result<Response> {
        const std::string key = body_text(scope.call, "key");
        if (!key.empty()) {
          SIGNET_TRY(const auto before, find_by_key(work_of(scope, *services), kind, key));
          if (before) return show_element(200, scope, *services, *before);
        }
        SIGNET_TRY(const Content content, take_apart(kind, body_content(scope.call)));
        SIGNET_TRY(const Element made, create_element(work_of(scope, *services), kind, spot, content, key));
        return show_element(201, scope, *services, made);
      });
    });
  };
}

void add_read_and_change(std::vector<Route>& routes, const Services* services) {
  Route& read = routes.emplace_back(declare(Method::kGet, "/{element}", "getElement", "An element with its content"));
  read.answers = {element_answer(200, "The element")};
  read.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      return show_element(200, scope, *services, element);
    });
  };
  Route& change =
      routes.emplace_back(declare(Method::kPut, "/{element}", "changeElement", "Give an element another content"));
  change.versioned = true;
  change.body = {content_field()};
  change.body_shape = "ElementContent";
  change.body_bytes = kMaxContentRequest;
  change.answers = {element_answer(200, "Changed")};
  change.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const Element element, element_of(scope));
          SIGNET_TRY(auto refusal, check_base(scope, *services, element));
          if (refusal) return *std::move(refusal);
          SIGNET_TRY(const Content content, take_apart(element.kind, body_content(scope.call)));
          SIGNET_TRY(const Element changed, change_element(work_of(scope, *services), element, content));
          return show_element(200, scope, *services, changed);
        });
  };
  Route& move = routes.emplace_back(
      declare(Method::kPost, "/{element}/move", "moveElement", "Move an element to another place, with all below it"));
  move.versioned = true;
  move.body = spot_fields();
  move.body_shape = "ElementSpot";
  move.answers = {element_answer(200, "Moved")};
  move.problems = {404, 409, 429};
  move.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const Element element, element_of(scope));
          SIGNET_TRY(auto refusal, check_base(scope, *services, element));
          if (refusal) return *std::move(refusal);
          return at_spot(scope, element.parent_id, [&](const Spot& spot) -> Result<Response> {
            SIGNET_TRY(const Element moved, move_element(work_of(scope, *services), element, spot));
            return show_element(200, scope, *services, moved);
          });
        });
  };
}

void add_trash(std::vector<Route>& routes, const Services* services) {
  Route& trash = routes.emplace_back(
      declare(Method::kDelete, "/{element}", "trashElement", "Put an element into the trash, with all below it"));
  trash.query = {{.name = "seen_seq",
                  .type = Type::kInteger,
                  .description = "409 when it, or anything in it, changed behind this seq",
                  .min = 0}};
  trash.answers = {{.status = 204, .description = "Is in the trash"}};
  trash.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const Element element, element_of(scope));
          SIGNET_TRY(const std::int64_t last_seq, last_change_in(work_of(scope, *services), element));
          if (last_seq > scope.call.number("seen_seq", INT64_MAX)) {
            return fail(ErrorCode::kConflict, fmt::format("\"{}\" has changed since", element.name),
                        "look at what changed, and ask again with its seq");
          }
          SIGNET_TRY([[maybe_unused]] const Element trashed, trash_element(work_of(scope, *services), element));
          return make_response(204, "", "");
        });
  };
  Route& restore =
      routes.emplace_back(declare(Method::kPost, "/{element}/restore", "restoreElement", "Take it out of the trash"));
  restore.answers = {element_answer(200, "Restored")};
  restore.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const Element element, element_of(scope));
          SIGNET_TRY(const Element restored, restore_element(work_of(scope, *services), element));
          return show_element(200, scope, *services, restored);
        });
  };
  Route& remove = routes.emplace_back(declare(Method::kDelete, "/{element}/trashed", "deleteElement",
                                              "Delete what is in the trash, with its history, for good"));
  remove.answers = {{.status = 204, .description = "Is gone"}};
  remove.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kDeleteElements, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const Element element, element_of(scope));
          SIGNET_CHECK(delete_element(work_of(scope, *services), element));
          SIGNET_CHECK(append_audit(
              scope.transaction, element_event("workspace.elements.delete", scope.workspace, element), scope.change));
          return make_response(204, "", "");
        });
  };
}

/// The secret variables of an environment, with their values.
json::array secrets_of(const json::value& content) {
  json::array shown;
  const json::array* values = content.is_object() ? json::find_array(content.get_object(), "values") : nullptr;
  if (values == nullptr) return shown;
  for (const json::value& one : *values) {
    const json::object* variable = one.if_object();
    if (variable == nullptr || json::string_or(*variable, "type") != "secret") continue;
    const json::value* value = json::find(*variable, "value");
    shown.push_back(json::object{{"id", json::string_or(*variable, "id")},
                                 {"key", json::string_or(*variable, "key")},
                                 {"value", value == nullptr ? json::value() : *value}});
  }
  return shown;
}

void add_reveal_and_export(std::vector<Route>& routes, const Services* services) {
  Route& reveal = routes.emplace_back(declare(Method::kPost, "/{element}/reveal", "revealSecrets",
                                              "The values of an environment's secret variables; the audit log tells"));
  reveal.answers = {{.status = 200,
                     .description = "The secret variables",
                     .fields = {{.name = "secrets",
                                 .type = Type::kArray,
                                 .required = true,
                                 .fields = {{.type = Type::kObject,
                                             .fields = {text_field("id"),
                                                        text_field("key"),
                                                        {.name = "value", .required = true, .nullable = true}},
                                             .shape = "Secret"}}}},
                     .shape = "Secrets"}};
  reveal.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kRevealSecrets, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const json::value content, reveal_content(scope, services->keys, element));
      return json_response(200, json::object{{"secrets", secrets_of(content)}});
    });
  };
  Route& out = routes.emplace_back(declare(Method::kGet, "/{element}/export", "exportElement",
                                           "As Postman exports it: a collection with all that is in it"));
  out.query = {{.name = "element_ids",
                .type = Type::kBoolean,
                .description = "true: each folder and request says of which element it is, as `_signet_element`"}};
  out.answers = {{.status = 200, .description = "The document", .content_type = "application/json"}};
  out.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      if (element.kind == ElementKind::kCollection) {
        const json::value* told = call.parameter("element_ids");
        const ElementIds ids = told != nullptr && told->as_bool() ? ElementIds::kAreTold : ElementIds::kAreLeftOut;
        SIGNET_TRY(const json::value whole, export_collection(scope.transaction, services->keys, element, ids));
        return json_response(200, whole);
      }
      SIGNET_TRY(const json::value content,
                 read_content(scope.transaction, services->keys, element, element.version, Hidden::kStays));
      return json_response(200, content);
    });
  };
}

}  // namespace

std::vector<Route> element_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(16);  // references to routes above stay good
  add_list(routes, services);
  add_make(routes, services);
  add_read_and_change(routes, services);
  add_trash(routes, services);
  add_reveal_and_export(routes, services);
  return routes;
}

}  // namespace signet::server
