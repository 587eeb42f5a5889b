#include "app/agent/workspace_content.h"

#include <fmt/format.h>

#include "app/team/secret_values.h"
#include "base/ids.h"

namespace signet::app {

namespace {

constexpr std::string_view kSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

Error not_signed_in(const std::string& server) {
  return fail(ErrorCode::kPermission, fmt::format("not signed in to {}", server), "sign in");
}

}  // namespace

std::string_view element_of(const model::Item& item) {
  const json::object* source = item.source == nullptr ? nullptr : item.source->if_object();
  return source == nullptr ? std::string_view() : json::string_or(*source, "_signet_element");
}

Result<WorkspaceClient> WorkspaceContent::open(std::string_view workspace) const {
  auto token = session_.token();
  if (!token) return not_signed_in(session_.server());
  SIGNET_TRY(TeamClient client, session_.client());
  return WorkspaceClient::of_id(std::move(client), *std::move(token), std::string(workspace));
}

Result<model::VariableScope> WorkspaceContent::read_scope(std::string_view workspace, std::string_view element) const {
  SIGNET_TRY(WorkspaceClient client, open(workspace));
  SIGNET_TRY(const ElementState state, client.read_element(element));
  return model::VariableScope::from_json(state.content, state.name);
}

Result<RequestContext> WorkspaceContent::load(const RequestPlace& place, json::object item) {
  SIGNET_TRY(WorkspaceClient workspace, open(place.workspace));
  RequestContext context;
  item.erase("response");  // examples are nothing to run
  if (json::string_or(item, "id").empty()) item["id"] = make_uuid();
  json::object outer = std::move(item);
  for (auto parent = place.parents.rbegin(); parent != place.parents.rend(); ++parent) {
    SIGNET_TRY(ElementState element, workspace.read_element(*parent));
    json::object* content = element.content.if_object();
    if (content == nullptr || (element.kind != "collection" && element.kind != "folder")) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} holds no requests", element.name));
    }
    (*content)["item"] = json::array{std::move(outer)};
    outer = std::move(*content);
  }
  if (place.parents.empty()) {
    outer = json::object{{"info", {{"name", ""}, {"schema", kSchema}}}, {"item", json::array{std::move(outer)}}};
  }
  SIGNET_TRY(model::Collection collection, model::Collection::from_json(std::move(outer), "the request"));
  context.collection = std::make_unique<model::Collection>(std::move(collection));
  SIGNET_CHECK(load_scopes(workspace, place, context));
  return context;
}

Result<RequestContext> WorkspaceContent::load_collection(const RequestPlace& place) {
  SIGNET_TRY(WorkspaceClient workspace, open(place.workspace));
  RequestContext context;
  SIGNET_TRY(json::value document, workspace.export_with_ids(place.parents.front()));
  SIGNET_TRY(model::Collection collection, model::Collection::from_json(std::move(document), "the collection"));
  context.collection = std::make_unique<model::Collection>(std::move(collection));
  SIGNET_CHECK(load_scopes(workspace, place, context));
  return context;
}

Status WorkspaceContent::load_scopes(WorkspaceClient& workspace, const RequestPlace& place, RequestContext& context) {
  if (!place.environment.empty()) {
    SIGNET_TRY(ElementState element, workspace.read_element(place.environment));
    SIGNET_TRY(const json::value document, open_environment(workspace, std::move(element), context.notice));
    SIGNET_TRY(context.environment, model::VariableScope::from_json(document, "the environment"));
  }
  SIGNET_TRY(const auto globals, workspace.list("globals"));
  if (globals.empty()) return {};
  SIGNET_TRY(const ElementState element, workspace.read_element(globals.front().id));
  SIGNET_TRY(context.globals, model::VariableScope::from_json(element.content, "the workspace's globals"));
  return {};
}

Result<json::value> WorkspaceContent::open_environment(WorkspaceClient& workspace, ElementState element,
                                                       std::string& notice) {
  if (!has_secret_values(element.content)) return std::move(element.content);
  {
    const std::lock_guard lock(mutex_);
    const auto known = environments_.find(element.id);
    if (known != environments_.end() && known->second.version == element.version) return known->second.document;
  }
  SIGNET_TRY(const bool is_complete,
             reveal_into(element.content, workspace, {element.id, element.kind, element.name}, notice));
  if (is_complete) {
    const std::lock_guard lock(mutex_);
    environments_[element.id] = {element.version, element.content};
  }
  return std::move(element.content);
}

}  // namespace signet::app
