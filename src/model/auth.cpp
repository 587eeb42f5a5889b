#include "base/text.h"
#include "model/javascript.h"
#include "model/request.h"

namespace signet::model {

namespace {

/// The value as Postman's SDK casts it for its declared type (Variable.types).
json::value cast_value(const json::value& value, std::string_view type) {
  if (equals_ignore_case(type, "string") && !value.is_string()) return json::value(javascript::to_string(value));
  if (equals_ignore_case(type, "boolean")) return javascript::to_boolean(value);
  if (equals_ignore_case(type, "number") && !value.is_number()) {
    return javascript::number_value(javascript::to_number(value));
  }
  return value;
}

std::string type_name(const json::value& value) {
  if (value.is_string()) return "string";
  if (value.is_bool()) return "boolean";
  return value.is_number() ? "number" : "any";
}

/// Adds a parameter, or gives an earlier one of that key its new value (PropertyList.assimilate).
void upsert(Auth& auth, std::string key, json::value value, std::string type) {
  auto found = std::find_if(auth.params.begin(), auth.params.end(), [&](const Param& p) { return p.key == key; });
  if (found == auth.params.end()) {
    auth.params.emplace_back();
    found = auth.params.end() - 1;
    found->key = key;
  }
  found->value = value.is_null() ? std::optional<std::string>() : javascript::to_string(value);
  found->type = std::move(type);
  auth.values[std::move(key)] = std::move(value);
}

void read_list(Auth& auth, const json::array& list) {
  for (const json::value& element : list) {
    const auto* o = element.if_object();
    const json::value* key = o == nullptr ? nullptr : json::find(*o, "key");
    if (key == nullptr || key->is_null()) continue;
    const json::value* value = json::find(*o, "value");
    const std::string type(json::string_or(*o, "type"));
    json::value cast = value == nullptr ? json::value() : cast_value(*value, type);
    upsert(auth, javascript::to_string(*key), std::move(cast), type.empty() ? "any" : type);
  }
}

}  // namespace

std::optional<Auth> Auth::from_json(const json::value& v) {
  const auto* o = v.if_object();
  if (o == nullptr) return std::nullopt;
  // Without a valid type the auth of a parent is in force (Item.getAuth).
  const json::value* type = json::find(*o, "type");
  if (type == nullptr || !type->is_string() || type->get_string() == "type" || type->get_string().empty()) {
    return std::nullopt;
  }
  Auth auth;
  auth.type = type->get_string();
  const json::value* params = json::find(*o, auth.type);
  if (params == nullptr) return auth;
  if (const auto* list = params->if_array()) read_list(auth, *list);
  if (const auto* map = params->if_object()) {
    for (const auto& member : *map) upsert(auth, member.key(), member.value(), type_name(member.value()));
  }
  return auth;
}

json::object Auth::to_json() const {
  json::object o;
  o["type"] = type;
  if (params.empty()) return o;
  json::array list;
  for (const Param& param : params) {
    json::object entry;
    entry["type"] = param.type.empty() ? "any" : param.type;
    const auto value = values.find(param.key);
    if (value != values.end()) {
      entry["value"] = value->second;
    } else if (param.value) {
      entry["value"] = *param.value;
    }
    entry["key"] = param.key;
    list.push_back(std::move(entry));
  }
  o[type] = std::move(list);
  return o;
}

std::string Auth::get(std::string_view key) const {
  for (const Param& param : params) {
    if (param.key == key) return param.value.value_or("");
  }
  return {};
}

void Auth::set(Param param) {
  values[param.key] = param.value ? json::value(*param.value) : json::value(nullptr);
  std::erase_if(params, [&param](const Param& old) { return old.key == param.key; });
  params.push_back(std::move(param));
}

}  // namespace signet::model
