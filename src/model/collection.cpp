#include "model/collection.h"

#include "base/ids.h"
#include "model/javascript.h"
#include "model/reading.h"
#include "model/v1.h"

namespace signet::model {

namespace {

using javascript::truthy;

constexpr std::string_view kNotACollection =
    "export it from Postman as \"Collection v2.1\"; it must have \"info\" and \"item\"";

/// Where identification lives: `info` when there is one, as in Property's constructor, else the object itself.
const json::object& identity(const json::object& o) {
  const json::object* info = json::find_object(o, "info");
  return info != nullptr ? *info : o;
}

std::string read_id(const json::object& o) {
  const json::object& from = identity(o);
  for (const std::string_view key : {"id", "_postman_id"}) {
    const json::value* v = json::find(from, key);
    if (truthy(v)) return javascript::to_string(*v);
  }
  return make_uuid();
}

std::string read_name(const json::object& o) {
  const json::value* v = json::find(identity(o), "name");
  return truthy(v) ? javascript::to_string(*v) : std::string();
}

std::string read_description(const json::object& o) {
  const json::object& from = identity(o);
  if (const json::object* description = json::find_object(from, "description")) {
    return std::string(json::string_or(*description, "content"));
  }
  return std::string(json::string_or(from, "description"));
}

/// Lines joined by "\n"; a text with other line ends gets "\n" too, as Script.update splits and joins it.
std::string source_of(const json::value& exec) {
  std::string source;
  if (const auto* lines = exec.if_array()) {
    for (std::size_t i = 0; i < lines->size(); ++i) {
      if (i > 0) source += '\n';
      if (!(*lines)[i].is_null()) source += javascript::to_string((*lines)[i]);
    }
    return source;
  }
  const auto* text = exec.if_string();
  if (text == nullptr) return source;
  for (std::size_t i = 0; i < text->size(); ++i) {
    const bool crlf = (*text)[i] == '\r' && i + 1 < text->size() && (*text)[i + 1] == '\n';
    if (!crlf) source += (*text)[i];
  }
  return source;
}

Script read_script(const json::value& v) {
  Script script;
  const auto* o = v.if_object();
  script.id = o == nullptr ? make_uuid() : read_id(*o);
  if (o == nullptr) {
    script.source = source_of(v);
    return script;
  }
  // A script with `src` has no lines of its own in Postman's SDK.
  if (const json::value* src = json::find(*o, "src")) {
    script.src = src->is_object() || src->is_string() ? Url::from_json(*src).to_string() : std::string();
    return script;
  }
  if (const json::value* exec = json::find(*o, "exec")) script.source = source_of(*exec);
  return script;
}

Result<Event> read_event(const json::value& v, std::string_view where) {
  const auto* o = v.if_object();
  if (o == nullptr) {
    return wrong_kind(where, "an event as an object", v, R"(write {"listen": "test", "script": {"exec": ["..."]}})");
  }
  Event event;
  event.id = json::string_or(*o, "id");
  event.listen = json::string_or(*o, "listen");
  event.disabled = truthy(json::find(*o, "disabled"));
  const json::value* script = json::find(*o, "script");
  if (!truthy(script)) return event;
  if (!script->is_object() && !script->is_array() && !script->is_string()) {
    return wrong_kind(member_path(where, "script"), "an object, a string or an array of lines", *script,
                      R"(write "script": {"exec": ["first line", "second line"]})");
  }
  event.script = read_script(*script);
  return event;
}

Result<std::vector<Event>> read_events(const json::object& o, std::string_view where) {
  std::vector<Event> events;
  const json::value* list = json::find(o, "event");
  if (!truthy(list)) return events;
  const std::string path = member_path(where, "event");
  if (list->is_object()) {
    SIGNET_TRY(Event event, read_event(*list, path));
    events.push_back(std::move(event));
    return events;
  }
  const auto* a = list->if_array();
  if (a == nullptr) {
    return wrong_kind(path, "an array of events", *list, R"(write "event": [{"listen": "test", "script": {...}}])");
  }
  events.reserve(a->size());
  for (std::size_t i = 0; i < a->size(); ++i) {
    if ((*a)[i].is_null()) continue;
    SIGNET_TRY(Event event, read_event((*a)[i], element_path(path, i)));
    events.push_back(std::move(event));
  }
  return events;
}

json::object read_behavior(const json::object& o) {
  const json::object* behavior = json::find_object(o, "protocolProfileBehavior");
  return behavior == nullptr ? json::object() : *behavior;
}

std::optional<Auth> read_auth(const json::object& o) {
  const json::value* auth = json::find(o, "auth");
  return auth == nullptr ? std::nullopt : Auth::from_json(*auth);
}

/// Reads the item itself, its children excepted.
Result<std::unique_ptr<Item>> read_item(const json::value& v, std::string_view where) {
  const auto* o = v.if_object();
  if (o == nullptr) {
    return wrong_kind(where, "a request or folder as an object", v,
                      R"(write {"name": "...", "request": {"method": "GET", "url": "..."}})");
  }
  auto item = std::make_unique<Item>();
  item->id = read_id(*o);
  item->name = read_name(*o);
  item->source = &v;
  item->is_folder = truthy(json::find(*o, "item"));
  SIGNET_TRY(item->events, read_events(*o, where));
  item->protocol_profile_behavior = read_behavior(*o);
  if (item->is_folder) {
    item->auth = read_auth(*o);
    return item;
  }
  if (const json::value* request = json::find(*o, "request")) {
    SIGNET_TRY(item->request, Request::from_json(*request, member_path(where, "request")));
  }
  return item;
}

/// A list of items still to be read, and where they go.
struct Level {
  const json::array* list;
  std::vector<std::unique_ptr<Item>>* into;
  const Item* parent;
  std::string path;
};

Result<const json::array*> item_list(const json::value& v, std::string_view where) {
  const auto* list = v.if_array();
  if (list == nullptr) return wrong_kind(where, "an array of items", v, R"(write "item": [{"name": "...", ...}])");
  return list;
}

/// Reads the tree without recursion, so that deep folders cannot overflow the stack.
Status read_items(const json::value& top, const std::string& prefix, std::vector<std::unique_ptr<Item>>& into) {
  const std::string top_path = member_path(prefix, "item");
  SIGNET_TRY(const json::array* top_list, item_list(top, top_path));
  std::vector<Level> open{{top_list, &into, nullptr, top_path}};
  while (!open.empty()) {
    const Level level = std::move(open.back());
    open.pop_back();
    level.into->reserve(level.list->size());
    for (std::size_t i = 0; i < level.list->size(); ++i) {
      const json::value& v = (*level.list)[i];
      if (v.is_null()) continue;
      const std::string path = element_path(level.path, i);
      SIGNET_TRY(auto item, read_item(v, path));
      item->parent = level.parent;
      if (item->is_folder) {
        std::string child_path = member_path(path, "item");
        SIGNET_TRY(const json::array* children, item_list(v.get_object().at("item"), child_path));
        open.push_back({children, &item->children, item.get(), std::move(child_path)});
      }
      level.into->push_back(std::move(item));
    }
  }
  return {};
}

/// The collection itself: Postman's API wraps it as {"collection": {...}}.
json::value unwrapped(json::value document) {
  auto* o = document.if_object();
  if (o == nullptr) return document;
  auto* inner = o->if_contains("collection");
  if (inner == nullptr || !inner->is_object()) return document;
  json::value taken = std::move(*inner);
  return taken;
}

/// Calls `visit` for every item, depth first, in run order; stops when it returns false.
template <typename Visit>
void walk(const std::vector<std::unique_ptr<Item>>& items, Visit visit) {
  struct Place {
    const std::vector<std::unique_ptr<Item>>* list;
    std::size_t next;
  };
  std::vector<Place> open{{&items, 0}};
  while (!open.empty()) {
    Place& place = open.back();
    if (place.next == place.list->size()) {
      open.pop_back();
      continue;
    }
    const Item& item = *(*place.list)[place.next++];
    if (!visit(item)) return;
    if (item.is_folder) open.push_back({&item.children, 0});
  }
}

}  // namespace

std::vector<std::string> Item::path() const {
  std::vector<std::string> names;
  for (const Item* item = this; item != nullptr; item = item->parent) names.push_back(item->name);
  std::reverse(names.begin(), names.end());
  return names;
}

Result<json::value> to_v2(json::value document, std::string_view source) {
  const std::string prefix = source.empty() ? std::string() : fmt::format("{}: ", source);
  document = unwrapped(std::move(document));
  const auto* o = document.if_object();
  if (o == nullptr) {
    return wrong_kind(prefix, "a Postman collection as an object", document, std::string(kNotACollection));
  }
  if (is_v1(*o)) {
    SIGNET_TRY(json::object converted, convert_v1(*o, source.empty() ? "collection" : source));
    return json::value(std::move(converted));
  }
  if (!o->contains("item") && !o->contains("info")) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{}expected a Postman collection: \"info\" and \"item\" are missing", prefix),
                std::string(kNotACollection));
  }
  return document;
}

Result<Collection> Collection::from_json(json::value document, std::string_view source) {
  const std::string prefix = source.empty() ? std::string() : fmt::format("{}: ", source);
  SIGNET_TRY(json::value v2, to_v2(std::move(document), source));
  Collection collection;
  collection.document = std::make_unique<json::value>(std::move(v2));
  const json::object& o = collection.document->get_object();
  collection.id = read_id(o);
  collection.name = read_name(o);
  collection.description = read_description(o);
  collection.auth = read_auth(o);
  collection.protocol_profile_behavior = read_behavior(o);
  SIGNET_TRY(collection.events, read_events(o, prefix));
  if (const json::value* variables = json::find(o, "variable"); truthy(variables)) {
    const bool single = variables->is_object();
    if (!single && !variables->is_array()) {
      return wrong_kind(member_path(prefix, "variable"), "an array of variables", *variables,
                        R"(write "variable": [{"key": "name", "value": "..."}])");
    }
    SIGNET_TRY(collection.variables,
               VariableScope::from_json(single ? json::value(json::array{*variables}) : *variables,
                                        member_path(prefix, "variable")));
  }
  if (collection.variables.id.empty()) collection.variables.id = make_uuid();
  if (const json::value* items = json::find(o, "item"); truthy(items)) {
    SIGNET_CHECK(read_items(*items, prefix, collection.items));
  }
  return collection;
}

std::vector<const Item*> Collection::requests() const {
  std::vector<const Item*> found;
  walk(items, [&](const Item& item) {
    if (!item.is_folder) found.push_back(&item);
    return true;
  });
  return found;
}

const Item* Collection::find(std::string_view id_or_name) const {
  const Item* by_id = nullptr;
  const Item* by_name = nullptr;
  walk(items, [&](const Item& item) {
    if (item.id == id_or_name) by_id = &item;
    if (by_name == nullptr && item.name == id_or_name) by_name = &item;
    return by_id == nullptr;
  });
  return by_id != nullptr ? by_id : by_name;
}

const Auth* effective_auth(const Collection& collection, const Item& item) {
  if (!item.is_folder && item.request.auth) return &*item.request.auth;
  for (const Item* at = &item; at != nullptr; at = at->parent) {
    if (at->auth) return &*at->auth;
  }
  return collection.auth ? &*collection.auth : nullptr;
}

std::vector<const Event*> events_for(const Collection& collection, const Item& item, std::string_view listen) {
  std::vector<const Item*> chain;
  for (const Item* at = &item; at != nullptr; at = at->parent) chain.push_back(at);
  std::vector<const Event*> found;
  const auto take = [&](const std::vector<Event>& events) {
    for (const Event& event : events) {
      if (!event.disabled && event.listen == listen) found.push_back(&event);
    }
  };
  take(collection.events);
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) take((*at)->events);
  return found;
}

json::object profile_behavior(const Collection& collection, const Item& item) {
  json::object merged = item.protocol_profile_behavior;
  const auto add = [&](const json::object& behavior) {
    for (const auto& member : behavior) merged.emplace(member.key(), member.value());  // the nearest one stays
  };
  for (const Item* at = item.parent; at != nullptr; at = at->parent) add(at->protocol_profile_behavior);
  add(collection.protocol_profile_behavior);
  return merged;
}

}  // namespace signet::model
