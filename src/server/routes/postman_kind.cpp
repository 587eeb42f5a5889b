// The routes that collections, environments, mocks and monitors have in common in Postman's API.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "base/time.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/postman_api.h"
#include "server/routes/postman_dialect.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

constexpr std::size_t kIdLength = 36;
constexpr std::int64_t kPage = 1000;
/// Of one answer: Postman's lists have no pages, so that more would have to be left out without a word.
constexpr std::size_t kMostListed = 20'000;

using Elements = std::vector<std::pair<std::size_t, Element>>;  ///< with the number of the workspace

std::string plural(const PostmanKind& kind) {
  return kind.one + "s";
}

std::string with_article(const PostmanKind& kind) {
  return (kind.kind == ElementKind::kEnvironment ? "an " : "a ") + kind.one;
}

std::string path_of(const PostmanKind& kind) {
  return fmt::format("/{}/{{{}Id}}", plural(kind), kind.one);
}

Error nothing_there(const PostmanKind& kind) {
  return fail(ErrorCode::kNotFound, fmt::format("we could not find the {} that you are looking for", kind.one));
}

Field workspace_field(bool required) {
  return {.name = "workspace",
          .required = required,
          .description = required ? "The id of the workspace that it is to be in"
                                  : "The id of a workspace; without it, all those that one is in",
          .max = 64};
}

Answer object_answer(const PostmanKind& kind, std::string_view name, std::vector<Field> fields,
                     std::string description) {
  return {.status = 200,
          .description = std::move(description),
          .fields = {{.name = kind.one,
                      .type = Type::kObject,
                      .required = true,
                      .fields = std::move(fields),
                      .shape = fmt::format("Postman{}{}", kind.title, name)}}};
}

Answer reference_answer(const PostmanKind& kind, std::string description) {
  return object_answer(kind, "Reference", {text_field("id"), text_field("name"), text_field("uid")},
                       std::move(description));
}

Response answer_reference(const PostmanKind& kind, const Element& element) {
  return json_response(
      200,
      json::object{{kind.one, json::object{{"id", element.id}, {"name", element.name}, {"uid", uid_of(element)}}}});
}

/// Whether a uid, if it is one, names the one who made the element.
bool is_named(std::string_view uid, const Element& element) {
  if (uid.size() <= kIdLength) return true;
  const std::string_view owner = uid.substr(0, uid.size() - kIdLength - 1);
  return replace_all(owner, "-", "") == replace_all(element.created_by, "-", "");
}

using ElementHandler = std::function<Result<Response>(WorkspaceScope&, const Element&)>;

/// Runs `work` with the element of the path, wherever it is, once the caller may do `action` there. One that the caller
/// does not reach is not there.
Result<Response> with_element(store::Transaction& transaction, const Services& services, const Call& call,
                              const PostmanKind& kind, Action action, const ElementHandler& work) {
  const std::string_view given = call.text(kind.one + "Id");
  const std::string id = id_of_uid(given);
  SIGNET_TRY(const std::string home, workspace_of(transaction, id));
  SIGNET_TRY(Response response,
             in_workspace(transaction, services, call, home, action, [&](WorkspaceScope& scope) -> Result<Response> {
               SIGNET_TRY(const Element element, get_element(transaction, scope.workspace, id));
               if (element.kind != kind.kind || element.trash_root || !is_named(given, element)) {
                 return nothing_there(kind);
               }
               return work(scope, element);
             }));
  if (response.status == 404) return nothing_there(kind);
  return response;
}

Status add_elements(store::Transaction& transaction, const Workspace& workspace, std::size_t number, ElementKind kind,
                    Elements& found) {
  return each_of_kind(transaction, workspace, kind, [&](Element element) -> Status {
    found.emplace_back(number, std::move(element));
    if (found.size() <= kMostListed) return {};
    return fail(ErrorCode::kInvalidInput, fmt::format("these are more than {}", kMostListed),
                "ask for those of one workspace, or in pages at /api/v1");
  });
}

/// All workspaces that the caller may read.
Result<std::vector<Workspace>> all_workspaces(store::Transaction& transaction, const Identity& identity) {
  std::vector<Workspace> all;
  SIGNET_CHECK(each_reachable(transaction, identity, {}, [&](OwnWorkspace own) {
    const WorkspaceContext context{own.workspace.id, own.role, own.requires_two_factor};
    if (decide(identity, Action::kReadElements, context) == Verdict::kAllowed) all.push_back(std::move(own.workspace));
  }));
  return all;
}

Result<Response> answer_list(store::Transaction& transaction, const Call& call, const PostmanKind& kind,
                             const std::vector<Workspace>& workspaces) {
  Elements found;
  for (std::size_t i = 0; i < workspaces.size(); ++i) {
    SIGNET_CHECK(add_elements(transaction, workspaces[i], i, kind.kind, found));
  }
  if (const std::string_view name = call.text("name"); !name.empty()) {
    std::erase_if(found, [&](const auto& one) { return one.second.name != name; });
  }
  const std::size_t begin = std::min(found.size(), static_cast<std::size_t>(call.number("offset")));
  const std::size_t limit = static_cast<std::size_t>(call.number("limit", std::ssize(found)));
  const std::size_t end = begin + std::min(limit, found.size() - begin);
  json::array list;
  for (std::size_t i = begin; i < end; ++i) {
    const auto& [number, element] = found[i];
    SIGNET_TRY(json::object entry, kind.list({transaction, workspaces[number], element}));
    list.push_back(std::move(entry));
  }
  json::object body{{plural(kind), std::move(list)}};
  if (call.parameter("limit") != nullptr || call.parameter("offset") != nullptr) {
    body["meta"] = {{"total", found.size()}, {"offset", begin}, {"limit", limit}};
  }
  return json_response(200, body);
}

void add_list(std::vector<Route>& routes, const PostmanApi& api, const PostmanKind& kind) {
  Route& list = routes.emplace_back(declare_postman_route(api, Method::kGet, "/" + plural(kind),
                                                          fmt::format("postmanList{}s", kind.title),
                                                          fmt::format("The {}", plural(kind))));
  list.query = {workspace_field(false)};
  std::vector<Field> fields = {
      {.name = plural(kind),
       .type = Type::kArray,
       .required = true,
       .fields = {{.type = Type::kObject, .fields = kind.listed, .shape = fmt::format("Postman{}Entry", kind.title)}}}};
  if (kind.has_pages) {
    list.query.push_back({.name = "name", .description = "Only those of this very name", .max = kMaxShownName * 4});
    list.query.push_back({.name = "limit", .type = Type::kInteger, .min = 0, .max = kMostListed});
    list.query.push_back({.name = "offset", .type = Type::kInteger, .min = 0, .max = kMostListed});
    fields.push_back({.name = "meta",
                      .type = Type::kObject,
                      .description = "With limit or offset",
                      .fields = {number_field("total"), number_field("offset"), number_field("limit")},
                      .shape = "PostmanPage"});
  }
  list.answers = {{.status = 200, .description = "All of them", .fields = std::move(fields)}};
  list.handler = [services = api.services, kind](Call& call) -> Result<Response> {
    return services->database.read([&](store::Transaction& transaction) -> Result<Response> {
      if (call.parameter("workspace") != nullptr) {
        return in_workspace(
            transaction, *services, call, call.text("workspace"), Action::kReadElements,
            [&](WorkspaceScope& scope) { return answer_list(transaction, call, kind, {scope.workspace}); });
      }
      if (auto refusal = refuse(call, Action::kListWorkspaces)) return *std::move(refusal);
      SIGNET_TRY(const auto workspaces, all_workspaces(transaction, authenticated(call).identity));
      return answer_list(transaction, call, kind, workspaces);
    });
  };
}

void add_make(std::vector<Route>& routes, const PostmanApi& api, const PostmanKind& kind) {
  Route& make = routes.emplace_back(declare_postman_route(api, Method::kPost, "/" + plural(kind),
                                                          fmt::format("postmanCreate{}", kind.title),
                                                          fmt::format("Make {}", with_article(kind))));
  make.query = {workspace_field(true)};
  make.body = {kind.made};
  make.body_shape = fmt::format("PostmanNew{}", kind.title);
  make.body_bytes = kind.body_bytes;
  make.body_depth = kind.body_depth;
  make.answers = {reference_answer(kind, "Made")};
  make.problems.push_back(409);
  make.handler = [services = api.services, kind](Call& call) -> Result<Response> {
    return services->database.write([&](store::Transaction& transaction) {
      return in_workspace(transaction, *services, call, call.text("workspace"), Action::kChangeElements,
                          [&](WorkspaceScope& scope) -> Result<Response> {
                            const ElementWork work = work_of(scope, *services);
                            SIGNET_TRY(const TreeNode tree, kind.make(work, call.body.at(kind.one)));
                            SIGNET_TRY(const Element made, create_tree(work, tree));
                            return answer_reference(kind, made);
                          });
    });
  };
}

void add_read(std::vector<Route>& routes, const PostmanApi& api, const PostmanKind& kind) {
  Route& read = routes.emplace_back(declare_postman_route(api, Method::kGet, path_of(kind),
                                                          fmt::format("postmanGet{}", kind.title),
                                                          fmt::format("Read {}", with_article(kind))));
  read.answers = {object_answer(kind, "", kind.shown, "The whole of it")};
  if (kind.has_secrets) {
    read.query = {{.name = "reveal",
                   .description = "The values of secret variables, too; the audit log tells",
                   .values = {"secrets"}}};
  }
  read.handler = [services = api.services, kind](Call& call) -> Result<Response> {
    const bool reveals = call.parameter("reveal") != nullptr;
    const auto show = [&](store::Transaction& transaction) {
      return with_element(transaction, *services, call, kind, reveals ? Action::kRevealSecrets : Action::kReadElements,
                          [&](WorkspaceScope& scope, const Element& element) -> Result<Response> {
                            SIGNET_TRY(json::value shown,
                                       kind.show(scope, element, reveals ? Hidden::kIsShown : Hidden::kStays));
                            return json_response(200, json::object{{kind.one, std::move(shown)}});
                          });
    };
    return reveals ? services->database.write(show) : services->database.read(show);
  };
}

void add_change(std::vector<Route>& routes, const PostmanApi& api, const PostmanKind& kind) {
  Route& change = routes.emplace_back(
      declare_postman_route(api, Method::kPut, path_of(kind), fmt::format("postmanReplace{}", kind.title),
                            fmt::format("Make {} say something else", with_article(kind))));
  change.body = {kind.changed};
  change.body_shape = fmt::format("PostmanChanged{}", kind.title);
  change.body_bytes = kind.body_bytes;
  change.body_depth = kind.body_depth;
  change.answers = {reference_answer(kind, "Changed")};
  change.problems.push_back(409);
  change.handler = [services = api.services, kind](Call& call) -> Result<Response> {
    return services->database.write([&](store::Transaction& transaction) {
      return with_element(transaction, *services, call, kind, Action::kChangeElements,
                          [&](WorkspaceScope& scope, const Element& element) -> Result<Response> {
                            const ElementWork work = work_of(scope, *services);
                            SIGNET_TRY(const Element changed, kind.change(work, element, call.body.at(kind.one)));
                            return answer_reference(kind, changed);
                          });
    });
  };
  Route& end = routes.emplace_back(declare_postman_route(api, Method::kDelete, path_of(kind),
                                                         fmt::format("postmanDelete{}", kind.title),
                                                         fmt::format("Put {} into the trash", with_article(kind))));
  end.answers = {object_answer(kind, "Deleted", {text_field("id"), text_field("uid")}, "Is in the trash")};
  end.problems.push_back(409);
  end.handler = [services = api.services, kind](Call& call) -> Result<Response> {
    return services->database.write([&](store::Transaction& transaction) {
      return with_element(
          transaction, *services, call, kind, Action::kChangeElements,
          [&](WorkspaceScope& scope, const Element& element) -> Result<Response> {
            const ElementWork work = work_of(scope, *services);
            SIGNET_TRY(const Element gone, trash_element(work, element));
            return json_response(200, json::object{{kind.one, json::object{{"id", gone.id}, {"uid", uid_of(gone)}}}});
          });
    });
  };
}

}  // namespace

std::vector<Route> postman_routes(const Services* services) {
  const PostmanApi api{services, make_postman_dialect(services)};
  std::vector<Route> routes = postman_workspace_routes(api);
  for (auto more : {postman_collection_routes(api), postman_environment_routes(api), postman_record_routes(api)}) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  }
  return routes;
}

Route declare_postman_route(const PostmanApi& api, Method method, std::string pattern, std::string operation,
                            std::string summary) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.tag = "postman";
  route.access = Access::kKey;
  route.problems = {404, 429};
  route.dialect = api.dialect;
  return route;
}

std::string uid_of(const Element& element) {
  return fmt::format("{}-{}", replace_all(element.created_by, "-", ""), element.id);
}

std::string id_of_uid(std::string_view uid) {
  const bool has_owner = uid.size() > kIdLength && uid[uid.size() - kIdLength - 1] == '-';
  return std::string(has_owner ? uid.substr(uid.size() - kIdLength) : uid);
}

Result<json::value> uid_of_id(store::Transaction& transaction, const Workspace& workspace, std::string_view id) {
  const auto element = get_element(transaction, workspace, id);
  if (element) return json::value(uid_of(*element));
  if (element.error().code == ErrorCode::kNotFound) return json::value(id);
  return element.error();
}

Status each_of_kind(store::Transaction& transaction, const Workspace& workspace, ElementKind kind,
                    const std::function<Status(Element)>& see) {
  ElementFilter filter;
  filter.kind = kind;
  filter.limit = kPage;
  while (true) {
    SIGNET_TRY(auto page, list_elements(transaction, workspace, filter));
    const bool is_last = page.size() < static_cast<std::size_t>(kPage);
    if (!page.empty()) {
      filter.after_position = page.back().position;
      filter.after_id = page.back().id;
    }
    for (Element& element : page) SIGNET_CHECK(see(std::move(element)));
    if (is_last) return {};
  }
}

Status each_reachable(store::Transaction& transaction, const Identity& identity, WorkspaceFilter filter,
                      const std::function<void(OwnWorkspace)>& see) {
  filter.limit = kPage;
  while (true) {
    SIGNET_TRY(auto page, reachable_workspaces(transaction, identity, filter));
    const bool is_last = identity.workspaces || page.size() < static_cast<std::size_t>(kPage);
    if (!page.empty()) filter.after = {page.back().workspace.name, page.back().workspace.id};
    for (OwnWorkspace& own : page) see(std::move(own));
    if (is_last) return {};
  }
}

std::vector<Field> postman_element_fields() {
  return {text_field("id"),
          text_field("uid"),
          text_field("name"),
          text_field("owner", "The id of who made it"),
          time_field("createdAt"),
          time_field("updatedAt"),
          {.name = "isPublic", .type = Type::kBoolean, .required = true, .description = "Nothing is public here"}};
}

json::object postman_element(const Element& element) {
  return {{"id", element.id},
          {"uid", uid_of(element)},
          {"name", element.name},
          {"owner", element.created_by},
          {"createdAt", iso_time(element.created_ms)},
          {"updatedAt", iso_time(element.changed_ms)},
          {"isPublic", false}};
}

std::vector<Route> postman_kind_routes(const PostmanApi& api, const PostmanKind& kind) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list(routes, api, kind);
  add_make(routes, api, kind);
  add_read(routes, api, kind);
  add_change(routes, api, kind);
  return routes;
}

}  // namespace signet::server
