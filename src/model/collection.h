// A Postman collection: the document exactly as read (so that a save changes nothing it did not mean to), and the
// typed view of it that the runner walks. Formats v2.1 and v2.0; v1 is converted on load.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/request.h"
#include "model/variables.h"

namespace signet::model {

struct Script {
  std::string id;
  std::string source;  ///< exec lines joined by "\n"
  std::string src;     ///< path of an external script file; empty mostly
};

struct Event {
  std::string id;
  std::string listen;  ///< "prerequest" or "test"
  Script script;
  bool disabled = false;
};

/// A folder (`is_folder`) or a request. Parents outlive children: the tree is owned by Collection.
struct Item {
  std::string id;  ///< from `id`, `_postman_id`, or made at load
  std::string name;
  bool is_folder = false;
  std::vector<std::unique_ptr<Item>> children;  ///< folders only
  Request request;                              ///< requests only
  std::vector<Event> events;
  std::optional<Auth> auth;  ///< folders: own auth (requests have theirs in `request`)
  json::object protocol_profile_behavior;
  const Item* parent = nullptr;         ///< null at the top level
  const json::value* source = nullptr;  ///< this item in Collection::document

  /// Names from the top folder down to this item, the collection's own name excluded.
  [[nodiscard]] std::vector<std::string> path() const;
};

/// The collection itself as v2.0 or v2.1: out of `{collection: {...}}`, as Postman's API wraps it, and v1 converted.
/// kInvalidInput when it is no collection.
[[nodiscard]] Result<json::value> to_v2(json::value document, std::string_view source);

struct Collection {
  std::string id;
  std::string name;
  std::string description;
  std::vector<std::unique_ptr<Item>> items;
  std::vector<Event> events;
  std::optional<Auth> auth;
  VariableScope variables;
  json::object protocol_profile_behavior;
  std::unique_ptr<json::value> document;  ///< v2.1 as read; v2.0 as read; v1 as converted

  /// Reads the parsed JSON of a collection of any format (to_v2).
  /// Errors name the JSON path ("item[3].request.url"), what was expected and how to mend it.
  static Result<Collection> from_json(json::value document, std::string_view source);

  /// All requests, depth first, in run order.
  [[nodiscard]] std::vector<const Item*> requests() const;
  /// The folder or request whose id or name is `id_or_name`; ids first. Null when there is none.
  [[nodiscard]] const Item* find(std::string_view id_or_name) const;
};

/// The auth in force for an item: its own, else its nearest ancestor's, else the collection's; null when none.
[[nodiscard]] const Auth* effective_auth(const Collection& collection, const Item& item);
/// Events of collection, folders, then item that listen to `listen`, outermost first, disabled ones left out.
[[nodiscard]] std::vector<const Event*> events_for(const Collection& collection, const Item& item,
                                                   std::string_view listen);
/// protocolProfileBehavior merged over collection, folders and item, the nearest winning.
[[nodiscard]] json::object profile_behavior(const Collection& collection, const Item& item);

}  // namespace signet::model
