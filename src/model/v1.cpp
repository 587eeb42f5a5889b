#include "model/v1.h"

#include <unordered_map>
#include <unordered_set>

#include "base/ids.h"
#include "model/javascript.h"

namespace signet::model {

namespace {

using javascript::truthy;

constexpr std::string_view kSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/// Folders nest at most this deep, so that the v2.1 document stays inside json::kMaxDepth.
constexpr std::size_t kMaxFolderDepth = 400;

/// An identifier of v1, which may be written as a number.
std::string id_of(const json::value* v) {
  return v == nullptr || v->is_null() ? "" : javascript::to_string(*v);
}

void copy_member(const json::object& from, std::string_view key, json::object& to) {
  if (const json::value* v = json::find(from, key); truthy(v)) to[key] = *v;
}

void copy_behavior(const json::object& from, json::object& to) {
  const json::object* behavior = json::find_object(from, "protocolProfileBehavior");
  if (behavior != nullptr && !behavior->empty()) to["protocolProfileBehavior"] = *behavior;
}

json::array convert_variables(const json::object& entity) {
  json::array out;
  const json::value* list = json::find(entity, "variables");
  if (!truthy(list)) list = json::find(entity, "variable");
  const auto* a = list == nullptr ? nullptr : list->if_array();
  if (a == nullptr) return out;
  for (const json::value& element : *a) {
    const auto* o = element.if_object();
    if (o == nullptr) continue;
    json::object variable;
    const json::value* key = json::find(*o, "key");
    variable["key"] = truthy(key) ? *key : json::value(id_of(json::find(*o, "id")));
    if (const json::value* value = json::find(*o, "value")) variable["value"] = *value;
    if (const std::string_view type = json::string_or(*o, "type"); !type.empty()) {
      variable["type"] = type == "text" ? std::string_view("string") : type;
    }
    if (truthy(json::find(*o, "disabled"))) variable["disabled"] = true;
    copy_member(*o, "description", variable);
    out.push_back(std::move(variable));
  }
  return out;
}

json::object convert_response(const json::object& response) {
  json::object out;
  const std::string_view name = json::string_or(response, "name");
  out["name"] = name.empty() ? std::string_view("response") : name;
  if (const json::object* saved = json::find_object(response, "request")) {
    out["originalRequest"] = convert_v1_request(*saved);
  }
  if (const json::object* code = json::find_object(response, "responseCode")) {
    if (const json::value* status = json::find(*code, "name")) out["status"] = *status;
    if (const json::value* number = json::find(*code, "code")) out["code"] = *number;
  }
  if (const json::value* language = json::find(response, "language")) out["_postman_previewlanguage"] = *language;
  if (const json::value* headers = json::find(response, "headers")) out["header"] = *headers;
  if (const json::value* time = json::find(response, "time")) out["responseTime"] = *time;
  if (const json::value* text = json::find(response, "text")) out["body"] = *text;
  return out;
}

json::object convert_item(const json::object& request) {
  json::object item;
  copy_member(request, "id", item);
  item["name"] = json::string_or(request, "name");
  if (json::value events = convert_v1_events(request); !events.is_null()) item["event"] = std::move(events);
  copy_behavior(request, item);
  item["request"] = convert_v1_request(request);
  json::array responses;
  if (const auto* list = json::find_array(request, "responses")) {
    for (const json::value& response : *list) {
      if (response.is_object()) responses.push_back(convert_response(response.get_object()));
    }
  }
  item["response"] = std::move(responses);
  return item;
}

/// Builds the tree of items from the flat lists of folders and requests of v1.
class Converter {
 public:
  Converter(const json::object& document, std::string_view source) : document_(document), source_(source) {
    index("folders", folders_);
    index("requests", requests_);
  }

  Result<json::array> items() {
    json::array out;
    for (const std::string& id : top_folders()) {
      const auto found = folders_.find(id);
      if (found == folders_.end() || used_.count(id) > 0) continue;
      SIGNET_TRY(json::object folder, convert_folder(id, *found->second, 1));
      out.push_back(std::move(folder));
    }
    SIGNET_CHECK(add_requests(document_, out, Repeats::kDropped));
    return out;
  }

 private:
  using Index = std::unordered_map<std::string, const json::object*>;

  void index(std::string_view key, Index& into) {
    const auto* list = json::find_array(document_, key);
    if (list == nullptr) return;
    for (const json::value& element : *list) {
      const auto* o = element.if_object();
      if (o != nullptr) into[id_of(json::find(*o, "id"))] = o;
    }
  }

  /// Folders that no other folder lists, in the collection's order.
  std::vector<std::string> top_folders() const {
    std::unordered_map<std::string, bool> inside;
    for (const auto& [id, folder] : folders_) {
      if (const auto* order = json::find_array(*folder, "folders_order")) {
        for (const json::value& child : *order) inside[id_of(&child)] = true;
      }
    }
    std::vector<std::string> top;
    const auto take = [&](const std::string& id) {
      if (inside.count(id) == 0) top.push_back(id);
    };
    if (const auto* order = json::find_array(document_, "folders_order")) {
      for (const json::value& id : *order) take(id_of(&id));
    } else if (const auto* folders = json::find_array(document_, "folders")) {
      for (const json::value& folder : *folders) {
        if (folder.is_object()) take(id_of(json::find(folder.get_object(), "id")));
      }
    }
    return top;
  }

  Error bad(std::string message, std::string hint) const {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", source_, message), std::move(hint));
  }

  Result<json::object> convert_folder(const std::string& id, const json::object& folder, std::size_t depth) {
    if (depth > kMaxFolderDepth) {
      return fail(ErrorCode::kLimit, fmt::format("{}: folders nested deeper than {} levels", source_, kMaxFolderDepth),
                  "flatten the folders of the collection");
    }
    used_[id] = true;
    json::object out;
    copy_member(folder, "id", out);
    out["name"] = json::string_or(folder, "name");
    copy_member(folder, "description", out);
    if (json::value auth = convert_v1_auth(folder, false); !auth.is_null()) out["auth"] = std::move(auth);
    if (json::value events = convert_v1_events(folder); !events.is_null()) out["event"] = std::move(events);
    copy_behavior(folder, out);
    json::array items;
    if (const auto* order = json::find_array(folder, "folders_order")) {
      for (const json::value& child : *order) {
        const std::string child_id = id_of(&child);
        const auto found = folders_.find(child_id);
        if (found == folders_.end()) continue;
        if (used_.count(child_id) > 0) {
          return bad(fmt::format("folder \"{}\" stands in more than one place of folders_order", child_id),
                     "list each folder once, and no folder inside itself");
        }
        SIGNET_TRY(json::object converted, convert_folder(child_id, *found->second, depth + 1));
        items.push_back(std::move(converted));
      }
    }
    SIGNET_CHECK(add_requests(folder, items, Repeats::kKept));
    out["item"] = std::move(items);
    return out;
  }

  /// The converter keeps a request that a folder lists twice, but not one that the collection lists twice.
  enum class Repeats { kKept, kDropped };

  Status add_requests(const json::object& owner, json::array& items, Repeats repeats) {
    std::unordered_set<const json::object*> seen;
    const auto* order = json::find_array(owner, "order");
    if (order == nullptr) return {};
    for (const json::value& id : *order) {
      const auto found = requests_.find(id_of(&id));
      if (found == requests_.end()) continue;
      if (!seen.insert(found->second).second && repeats == Repeats::kDropped) continue;
      // A request may stand in several places, but a short file must not grow without bound.
      if (++placed_ > 2 * requests_.size() + kSparePlaces) {
        return fail(ErrorCode::kLimit, fmt::format("{}: \"order\" lists its requests too many times", source_),
                    "list each request once");
      }
      items.push_back(convert_item(*found->second));
    }
    return {};
  }

  static constexpr std::size_t kSparePlaces = 1000;

  const json::object& document_;
  std::string source_;
  Index folders_;
  Index requests_;
  std::unordered_map<std::string, bool> used_;
  std::size_t placed_ = 0;
};

}  // namespace

bool is_v1(const json::object& document) {
  return truthy(json::find(document, "name")) && truthy(json::find(document, "order")) &&
         truthy(json::find(document, "requests"));
}

Result<json::object> convert_v1(const json::object& document, std::string_view source) {
  json::object out;
  json::object info;
  const std::string id = id_of(json::find(document, "id"));
  info["_postman_id"] = id.empty() ? make_uuid() : id;
  info["name"] = document.at("name");
  copy_member(document, "description", info);
  info["schema"] = kSchema;
  out["info"] = std::move(info);
  Converter converter(document, source);
  SIGNET_TRY(out["item"], converter.items());
  if (json::value auth = convert_v1_auth(document, true); !auth.is_null()) out["auth"] = std::move(auth);
  if (json::value events = convert_v1_events(document); !events.is_null()) out["event"] = std::move(events);
  if (json::array variables = convert_variables(document); !variables.empty()) out["variable"] = std::move(variables);
  copy_behavior(document, out);
  return out;
}

}  // namespace signet::model
