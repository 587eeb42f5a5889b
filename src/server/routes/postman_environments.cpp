// Environments in Postman's API. A secret variable's value is told to who asks for it by reveal=secrets, and is "" to
// all others; what comes back as "" stays as it was, so that reading, changing and writing back loses none.
#include <map>

#include "server/routes/declare.h"
#include "server/routes/postman_api.h"
#include "server/routes/reveal.h"

namespace signet::server {

namespace {

Field body_field() {
  // The members that reading gives come back with changes; they change nothing.
  const auto told = [](std::string name, Type type = Type::kString) {
    return Field{
        .name = std::move(name), .type = type, .description = "As it was read; changes nothing", .nullable = true};
  };
  return {.name = "environment",
          .type = Type::kObject,
          .required = true,
          .fields = {{.name = "name", .min = 1, .max = kMaxShownName},
                     {.name = "values",
                      .type = Type::kArray,
                      .description = "Variables: {key, value, type, enabled, description}",
                      .max = static_cast<std::int64_t>(kMaxVariables),
                      .fields = {{.type = Type::kObject}}},
                     told("id"),
                     told("uid"),
                     told("owner"),
                     told("createdAt"),
                     told("updatedAt"),
                     told("isPublic", Type::kBoolean),
                     told("_postman_variable_scope"),
                     told("_postman_exported_at"),
                     told("_postman_exported_using")},
          .shape = "PostmanEnvironmentContent"};
}

bool is_secret(const json::object& variable) {
  return json::string_or(variable, "type") == "secret";
}

/// Gives variables that came without an id that of the stored one of their key, and takes "" of secret ones that there
/// are out, which means the value that it has.
void match_variables(json::array& given, const json::array* stored) {
  std::map<std::string_view, const json::object*> by_id;
  std::multimap<std::string_view, const json::object*> by_key;
  if (stored != nullptr) {
    for (const json::value& one : *stored) {
      if (const json::object* variable = one.if_object(); variable != nullptr) {
        by_id.emplace(json::string_or(*variable, "id"), variable);
        by_key.emplace(json::string_or(*variable, "key"), variable);
      }
    }
  }
  const auto forget = [&](const json::object& variable) {
    const auto [begin, end] = by_key.equal_range(json::string_or(variable, "key"));
    for (auto at = begin; at != end; ++at) {
      if (at->second != &variable) continue;
      by_key.erase(at);
      return;
    }
  };
  for (const json::value& one : given) {
    const json::object* variable = one.if_object();
    const auto same = variable == nullptr ? by_id.end() : by_id.find(json::string_or(*variable, "id"));
    if (same != by_id.end()) forget(*same->second);
  }
  for (json::value& one : given) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    const json::object* before = nullptr;
    const std::string_view id = json::string_or(*variable, "id");
    if (const auto same = by_id.find(id); !id.empty() && same != by_id.end()) {
      before = same->second;
    } else if (const auto named = by_key.find(json::string_or(*variable, "key")); id.empty() && named != by_key.end()) {
      before = named->second;
      (*variable)["id"] = json::string_or(*before, "id");
      by_key.erase(named);
    }
    const json::value* value = json::find(*variable, "value");
    const bool is_kept = before != nullptr && is_secret(*before) && is_secret(*variable);
    if (is_kept && value != nullptr && value->is_string() && value->get_string().empty()) variable->erase("value");
  }
}

/// Null of a value that is not told as Postman's clients want it.
void tell_values(json::array& values) {
  for (json::value& one : values) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    json::value& value = (*variable)["value"];
    if (value.is_null()) value = "";
  }
}

json::value shown(const Element& element, const json::value& content) {
  json::object told = postman_element(element);
  const json::array* values = content.is_object() ? json::find_array(content.get_object(), "values") : nullptr;
  json::array list = values == nullptr ? json::array() : *values;
  tell_values(list);
  told["values"] = std::move(list);
  return told;
}

std::vector<Field> shown_fields() {
  std::vector<Field> fields = postman_element_fields();
  fields.push_back({.name = "values", .type = Type::kArray, .required = true, .fields = {{.type = Type::kObject}}});
  return fields;
}

Result<Element> change(const ElementWork& work, const Element& element, json::value given) {
  SIGNET_TRY(json::value content, read_content(work.transaction, work.keys, element, element.version, Hidden::kStays));
  json::object& document = content.as_object();
  json::object& told = given.as_object();
  if (const json::value* name = json::find(told, "name"); name != nullptr) document["name"] = *name;
  if (json::value* values = told.if_contains("values"); values != nullptr) {
    match_variables(values->as_array(), json::find_array(document, "values"));
    document["values"] = std::move(*values);
  }
  SIGNET_TRY(const Content taken, take_apart(ElementKind::kEnvironment, std::move(content)));
  return change_element(work, element, taken);
}

}  // namespace

std::vector<Route> postman_environment_routes(const PostmanApi& api) {
  PostmanKind kind;
  kind.kind = ElementKind::kEnvironment;
  kind.one = "environment";
  kind.title = "Environment";
  kind.listed = postman_element_fields();
  kind.shown = shown_fields();
  kind.made = kind.changed = body_field();
  kind.has_secrets = true;
  kind.list = [](const ListedElement& at) -> Result<json::object> { return postman_element(at.element); };
  kind.show = [services = api.services](WorkspaceScope& scope, const Element& element,
                                        Hidden hidden) -> Result<json::value> {
    if (hidden == Hidden::kIsShown) {
      SIGNET_TRY(const json::value content, reveal_content(scope, services->keys, element));
      return shown(element, content);
    }
    SIGNET_TRY(const json::value content,
               read_content(scope.transaction, services->keys, element, element.version, Hidden::kStays));
    return shown(element, content);
  };
  kind.make = [](const ElementWork&, json::value given) -> Result<TreeNode> {
    json::object document{{"name", json::string_or(given.as_object(), "name")}, {"values", json::array()}};
    if (json::value* values = given.as_object().if_contains("values")) document["values"] = std::move(*values);
    TreeNode node;
    node.kind = ElementKind::kEnvironment;
    SIGNET_TRY(node.content, take_apart(ElementKind::kEnvironment, std::move(document)));
    return node;
  };
  kind.change = change;
  return postman_kind_routes(api, kind);
}

}  // namespace signet::server
