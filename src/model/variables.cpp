#include "model/variables.h"

#include <cmath>
#include <limits>

#include "base/ids.h"
#include "base/text.h"
#include "model/javascript.h"
#include "model/reading.h"

namespace signet::model {

namespace {

/// The types that Postman's SDK knows; all others ("default", "secret", "text" ...) act as "any".
/// Source: postman-collection lib/collection/variable.js, Variable.types.
enum class Cast { kAny, kString, kBoolean, kNumber, kArray, kObject };

Cast cast_of(std::string_view type) {
  if (type.empty()) return Cast::kAny;
  const std::string name = to_lower(type);
  if (name == "string") return Cast::kString;
  if (name == "boolean") return Cast::kBoolean;
  if (name == "number") return Cast::kNumber;
  if (name == "array") return Cast::kArray;
  if (name == "object") return Cast::kObject;
  return Cast::kAny;
}

std::string_view cast_name(Cast cast) {
  constexpr std::string_view kNames[] = {"any", "string", "boolean", "number", "array", "object"};
  return kNames[static_cast<std::size_t>(cast)];
}

/// Gives the variable its value as its type casts it (Variable.types: `in` when it is set, `out` when it is read).
void assign(Variable& variable, json::value value) {
  switch (const Cast cast = cast_of(variable.type); cast) {
    case Cast::kString:
      variable.value = value.is_string() ? std::move(value) : json::value(javascript::to_string(value));
      return;
    case Cast::kBoolean:
      variable.value = javascript::to_boolean(value);
      return;
    case Cast::kNumber:
      variable.value = value.is_number() ? std::move(value) : javascript::number_value(javascript::to_number(value));
      return;
    case Cast::kArray:
    case Cast::kObject: {
      variable.json_text = value.is_string() ? std::string(value.get_string()) : javascript::stringify(value);
      auto parsed = json::parse(variable.json_text, "variable");
      const bool fits = parsed && (cast == Cast::kArray ? parsed->is_array() : parsed->is_object());
      variable.value = fits ? *std::move(parsed) : json::value("");
      return;
    }
    case Cast::kAny:
      variable.value = std::move(value);
  }
}

/// What JavaScript's undefined becomes when a variable has a type but no value.
json::value cast_of_nothing(Cast cast) {
  if (cast == Cast::kString) return "undefined";
  if (cast == Cast::kBoolean) return false;
  if (cast == Cast::kNumber) return std::numeric_limits<double>::quiet_NaN();
  return "";
}

/// The value as exports hold it: arrays and objects of those types as JSON text, NaN as null.
json::value exported(const Variable& variable, Cast cast) {
  if (cast == Cast::kArray || cast == Cast::kObject) return json::value(variable.json_text);
  const auto* number = variable.value.if_double();
  if (number != nullptr && !std::isfinite(*number)) return nullptr;
  return variable.value;
}

Result<Variable> read_variable(const json::value& v, std::string_view where) {
  const auto* o = v.if_object();
  if (o == nullptr) return wrong_kind(where, "a variable as an object", v, R"(write {"key": "name", "value": "..."})");
  Variable variable;
  const json::value* key = json::find(*o, "key");
  if (key != nullptr && !key->is_null()) variable.key = javascript::to_string(*key);
  if (const json::value* type = json::find(*o, "type"); type != nullptr && type->is_string()) {
    variable.type = type->get_string();
  }
  variable.disabled = javascript::truthy(json::find(*o, "disabled"));
  const json::value* value = json::find(*o, "value");
  variable.value = value != nullptr ? *value : cast_of_nothing(cast_of(variable.type));
  const Cast cast = cast_of(variable.type);
  variable.valueless = value == nullptr && (cast == Cast::kAny || cast == Cast::kArray || cast == Cast::kObject);
  return variable;
}

/// The list of variables in any of the forms that files have; null when there is none.
const json::value* variable_list(const json::value& v) {
  if (v.is_array()) return &v;
  const auto& o = v.get_object();
  for (const std::string_view key : {"values", "variable", "variables"}) {
    if (const json::value* list = json::find(o, key); list != nullptr && !list->is_null()) return list;
  }
  return nullptr;
}

/// Postman's API wraps files as {"environment": {...}} or {"globals": {...}}.
const json::value& unwrapped(const json::value& v) {
  const auto* o = v.if_object();
  if (o == nullptr) return v;
  for (const std::string_view key : {"environment", "globals"}) {
    const json::value* inner = json::find(*o, key);
    if (inner != nullptr && (inner->is_object() || inner->is_array()) && json::find(*o, "values") == nullptr) {
      return *inner;
    }
  }
  return v;
}

}  // namespace

Result<VariableScope> VariableScope::from_json(const json::value& document, std::string_view source) {
  const json::value& v = unwrapped(document);
  const std::string prefix = source.empty() ? std::string() : fmt::format("{}: ", source);
  if (!v.is_object() && !v.is_array()) {
    return wrong_kind(prefix, "an environment or globals file as an object", v,
                      R"(export it from Postman again, or write {"values": [{"key": "a", "value": "1"}]})");
  }
  VariableScope scope;
  if (const auto* o = v.if_object()) {
    scope.id = json::string_or(*o, "id", json::string_or(*o, "_postman_id"));
    scope.name = json::string_or(*o, "name");
  }
  if (scope.id.empty()) scope.id = make_uuid();
  const json::value* list = variable_list(v);
  if (list == nullptr) return scope;
  const auto* values = list->if_array();
  if (values == nullptr) {
    return wrong_kind(member_path(prefix, "values"), "an array of variables", *list,
                      R"(write "values": [{"key": "name", "value": "..."}])");
  }
  const std::string path = v.is_array() ? std::string(source) : member_path(prefix, "values");
  scope.variables_.reserve(values->size());
  for (std::size_t i = 0; i < values->size(); ++i) {
    if ((*values)[i].is_null()) continue;
    SIGNET_TRY(Variable variable, read_variable((*values)[i], element_path(path, i)));
    // Nothing could name a variable without a key; the empty key is one: {{}}.
    const json::value* key = json::find((*values)[i].get_object(), "key");
    if (key != nullptr && !key->is_null()) scope.add(std::move(variable));
  }
  return scope;
}

json::object VariableScope::to_json() const {
  json::array values;
  values.reserve(variables_.size());
  for (const Variable& variable : variables_) {
    json::object o;
    const Cast cast = cast_of(variable.type);
    if (variable.disabled) o["disabled"] = true;
    // Secrets keep their type, so that an exported file still says what must be masked.
    o["type"] = variable.is_secret() ? std::string_view(variable.type) : cast_name(cast);
    if (!variable.valueless) o["value"] = exported(variable, cast);
    o["key"] = variable.key;
    values.push_back(std::move(o));
  }
  json::object out;
  out["id"] = id;
  if (!name.empty()) out["name"] = name;
  out["values"] = std::move(values);
  return out;
}

const Variable* VariableScope::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &variables_[found->second];
}

void VariableScope::set(std::string_view key, json::value value, std::optional<std::string> type) {
  touch();
  const auto found = index_.find(key);
  if (found == index_.end()) {
    Variable variable;
    variable.key = key;
    variable.type = type.value_or("any");
    variable.value = std::move(value);
    add(std::move(variable));
    return;
  }
  Variable& variable = variables_[found->second];
  if (type && (cast_of(*type) != Cast::kAny || equals_ignore_case(*type, "any"))) variable.type = *std::move(type);
  variable.valueless = false;
  assign(variable, std::move(value));
}

void VariableScope::unset(std::string_view key) {
  touch();
  if (index_.find(key) == index_.end()) return;  // only disabled ones, which unset leaves alone, or none
  std::erase_if(variables_, [key](const Variable& variable) { return variable.key == key && !variable.disabled; });
  rebuild_index();
}

void VariableScope::clear() {
  touch();
  variables_.clear();
  index_.clear();
}

void VariableScope::add(Variable variable) {
  touch();
  assign(variable, std::move(variable.value));
  if (!variable.disabled) index_.insert_or_assign(variable.key, variables_.size());
  variables_.push_back(std::move(variable));
}

void VariableScope::rebuild_index() {
  index_.clear();
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    if (!variables_[i].disabled) index_.insert_or_assign(variables_[i].key, i);
  }
}

const json::value* Scopes::find(std::string_view name) const {
  if (const Variable* variable = local.find(name)) return &variable->value;
  if (const json::value* value = data.if_contains(name)) return value;
  for (const VariableScope* scope : {&environment, &collection, &globals}) {
    if (const Variable* variable = scope->find(name)) return &variable->value;
  }
  return nullptr;
}

}  // namespace signet::model
