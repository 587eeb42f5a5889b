#include "app/sync/own_values.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/ids.h"

namespace signet::app {

namespace {

/// docs/formats/elements.md.
constexpr std::array<std::string_view, 10> kShared = {"id",       "key",         "value", "type",   "enabled",
                                                      "disabled", "description", "name",  "system", "hovered"};

json::array* variables_of(std::string_view kind, json::value& content) {
  json::object* o = content.if_object();
  if (o == nullptr || (kind != "environment" && kind != "globals")) return nullptr;
  json::value* values = o->if_contains("values");
  return values == nullptr ? nullptr : values->if_array();
}

bool is_secret(const json::object& variable) {
  return json::string_or(variable, "type") == "secret";
}

/// The id of a variable of that key which `taken` has not; empty when there is none.
std::string known_id(const json::value* known, std::string_view key, const std::set<std::string>& taken) {
  const json::array* values =
      known == nullptr || !known->is_object() ? nullptr : json::find_array(known->get_object(), "values");
  for (const json::value& one : values == nullptr ? json::array() : *values) {
    const json::object* variable = one.if_object();
    if (variable == nullptr || json::string_or(*variable, "key") != key) continue;
    std::string id(json::string_or(*variable, "id"));
    if (!id.empty() && !taken.contains(id)) return id;
  }
  return {};
}

void give_ids(json::array& variables, const json::value* known) {
  std::set<std::string> taken;
  for (json::value& one : variables) {
    json::object* variable = one.if_object();
    // Of two with one id the second is a copy.
    if (variable == nullptr || json::string_or(*variable, "id").empty()) continue;
    if (!taken.insert(std::string(json::string_or(*variable, "id"))).second) variable->stable_erase("id");
  }
  for (json::value& one : variables) {
    json::object* variable = one.if_object();
    if (variable == nullptr || !json::string_or(*variable, "id").empty()) continue;
    std::string id = known_id(known, json::string_or(*variable, "key"), taken);
    if (id.empty()) id = make_uuid();
    taken.insert(id);
    (*variable)["id"] = id;
  }
}

}  // namespace

json::object take_own_values(std::string_view kind, json::value& content, const json::value* known) {
  json::object own;
  json::array* variables = variables_of(kind, content);
  if (variables == nullptr) return own;
  give_ids(*variables, known);
  for (json::value& one : *variables) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    json::object kept;
    json::object shared;
    for (auto& member : *variable) {
      const bool is_shared = std::find(kShared.begin(), kShared.end(), member.key()) != kShared.end() &&
                             !(member.key() == "value" && is_secret(*variable));
      (is_shared ? shared : kept).emplace(member.key(), member.value());
    }
    if (kept.empty()) continue;
    *variable = std::move(shared);
    own.emplace(json::string_or(*variable, "id"), std::move(kept));
  }
  return own;
}

void put_own_values(std::string_view kind, json::value& content, const json::object& own_values) {
  json::array* variables = variables_of(kind, content);
  if (variables == nullptr) return;
  for (json::value& one : *variables) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    const json::object* kept = json::find_object(own_values, json::string_or(*variable, "id"));
    for (const auto& member : kept == nullptr ? json::object() : *kept) {
      if (!variable->contains(member.key())) variable->emplace(member.key(), member.value());
    }
    if (is_secret(*variable) && !variable->contains("value")) variable->emplace("value", nullptr);
  }
}

}  // namespace signet::app
