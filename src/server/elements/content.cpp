#include "server/elements/content.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "model/javascript.h"
#include "model/reading.h"
#include "model/v1.h"
#include "server/elements/records.h"
#include "server/elements/secret_places.h"
#include "server/elements/variable_list.h"

namespace signet::server {
namespace {

using model::element_path;
using model::member_path;
using model::wrong_kind;
using model::javascript::truthy;

constexpr std::array<std::string_view, 7> kNames = {"collection", "folder", "request", "environment",
                                                    "globals",    "mock",   "monitor"};

// Stops where the document is too deep, so that no later walk overflows the stack.
Status check_shape(const json::value& value, std::size_t depth) {  // NOLINT(misc-no-recursion)
  if (depth > kMaxContentDepth) {
    return fail(ErrorCode::kLimit, fmt::format("nested deeper than {} levels", kMaxContentDepth), "flatten it");
  }
  if (const auto* array = value.if_array()) {
    for (const json::value& element : *array) SIGNET_CHECK(check_shape(element, depth + 1));
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) SIGNET_CHECK(check_shape(member.value(), depth + 1));
  }
  return {};
}

Status check_size(const Content& content) {
  const std::string text = boost::json::serialize(content.document);
  std::size_t size = text.size();
  bool is_text = is_utf8(text);
  for (const SecretPlace& place : content.secrets) {
    if (!place.value) continue;
    size += place.value->size();
    is_text = is_text && is_utf8(place.value->expose());
  }
  if (!is_text) return fail(ErrorCode::kInvalidInput, "a text in it is not valid UTF-8", "save it as UTF-8");
  if (size > kMaxContentBytes) {
    return fail(ErrorCode::kLimit, fmt::format("longer than {} MiB", kMaxContentBytes >> 20),
                "shorten the saved responses or the body, which are the longest parts as a rule");
  }
  return {};
}

/// A text, or {content, type} as collections have it.
Status check_description(const json::object& owner, const std::string& path) {
  const json::value* description = json::find(owner, "description");
  if (description == nullptr) return {};
  const std::string at = member_path(path, "description");
  if (!description->is_null() && !description->is_string() && !description->is_object()) {
    return wrong_kind(at, "a string or {content, type}", *description, "mend its type");
  }
  const auto* object = description->if_object();
  const std::string_view text = object == nullptr ? json::string_or(owner, "description")  //
                                                  : json::string_or(*object, "content");
  if (text.size() <= kMaxDescriptionBytes) return {};
  return fail(ErrorCode::kLimit, fmt::format("{}: longer than {} MiB", at, kMaxDescriptionBytes >> 20), "shorten it");
}

/// What fits of a name that may be anything, on one line.
Result<std::string> shown_name(const json::object& owner, const std::string& path, std::string_view otherwise) {
  const json::value* value = json::find(owner, "name");
  if (!truthy(value)) return std::string(otherwise);
  if (value->is_structured()) return wrong_kind(member_path(path, "name"), "a string", *value, "give it a name");
  std::string name = model::javascript::to_string(*value);
  std::replace_if(name.begin(), name.end(), is_control, ' ');
  std::size_t end = 0;
  for (std::size_t characters = 0; end < name.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(name[end]) & 0xC0U) != 0x80U;
    if (begins && ++characters > kMaxShownName) break;
  }
  name.resize(end);
  const std::string_view trimmed = trim(name);
  return trimmed.empty() ? std::string(otherwise) : std::string(trimmed);
}

/// The name of what people name in a form of ours.
Result<std::string> strict_name(const json::object& owner) {
  const json::value* value = json::find(owner, "name");
  if (value == nullptr) return fail(ErrorCode::kInvalidInput, "name: is missing", "give it one");
  if (!value->is_string()) return wrong_kind("name", "a string", *value, "give it a name");
  SIGNET_TRY(std::string name, shown_name(owner, "", ""));
  if (name.empty() || name != json::string_or(owner, "name")) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("name: must be 1 to {} characters on one line, without spaces around", kMaxShownName),
                "give it another name");
  }
  return name;
}

/// Members that exports have beside the list of variables; none of them is a place for values.
bool is_known_beside_values(std::string_view name) {
  constexpr std::array<std::string_view, 20> kKnown = {
      "id",         "_postman_id",    "uid",          "owner",     "name",     "values",    "description", "color",
      "synced",     "syncedFilename", "team",         "timestamp", "isPublic", "createdAt", "updatedAt",   "created_at",
      "updated_at", "lastUpdatedBy",  "lastRevision", "isDeleted"};
  return name.starts_with("_postman_") || std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

Status check_beside_values(const json::object& owner) {
  constexpr std::size_t kLongest = 1024;
  for (const auto& member : owner) {
    const std::string_view name = member.key();
    if (!is_known_beside_values(name)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: is not known here", name),
                  "an environment has name, description and values; values of one's own stay at home");
    }
    if (name == "values" || name == "description") continue;
    const auto* text = member.value().if_string();
    if (member.value().is_structured() || (text != nullptr && text->size() > kLongest)) {
      return wrong_kind(name, "a short string", member.value(), "leave it out");
    }
  }
  return {};
}

Result<std::string> take_scope(ElementKind kind, json::object& scope, SecretPlaces& places) {
  SIGNET_CHECK(check_beside_values(scope));
  SIGNET_CHECK(check_description(scope, ""));
  const bool is_globals = kind == ElementKind::kGlobals;
  Result<std::string> name = is_globals ? std::string("Globals") : strict_name(scope);
  if (!name) return name;
  if (json::value* values = scope.if_contains("values")) {
    const auto rules = is_globals ? VariableRules::kGlobals : VariableRules::kEnvironment;
    SIGNET_CHECK(take_variables(*values, rules, "values", "/values", places));
  }
  return name;
}

/// The passphrase of a certificate and the password of a proxy.
Status take_member(json::object& owner, std::string_view key, std::string_view member, SecretPlaces& places) {
  auto* found = owner.if_contains(key);
  auto* object = found == nullptr ? nullptr : found->if_object();
  json::value* value = object == nullptr ? nullptr : object->if_contains(member);
  if (value == nullptr || value->is_null()) return {};
  return places.take(*value, fmt::format("request.{}.{}", key, member), fmt::format("/request/{}/{}", key, member),
                     fmt::format("{}/{}", key, member));
}

/// Examples have the request that they answer, with its auth.
Status take_examples(json::object& item, SecretPlaces& places) {
  auto* list = item.if_contains("response");
  auto* examples = list == nullptr ? nullptr : list->if_array();
  if (examples == nullptr) return {};
  for (std::size_t i = 0; i < examples->size(); ++i) {
    auto* example = (*examples)[i].if_object();
    auto* sent = example == nullptr ? nullptr : example->if_contains("originalRequest");
    auto* request = sent == nullptr ? nullptr : sent->if_object();
    auto* auth = request == nullptr ? nullptr : request->if_contains("auth");
    if (auth == nullptr) continue;
    SIGNET_CHECK(places.take_auth(*auth, element_path("response", i) + ".originalRequest.auth",
                                  fmt::format("/response/{}/originalRequest/auth", i), "response"));
  }
  return {};
}

Status check_item_member(ElementKind kind, const json::object& document) {
  const json::value* item = json::find(document, "item");
  if (kind == ElementKind::kRequest) {
    if (!truthy(item)) return {};
    return fail(ErrorCode::kInvalidInput, "item: a request has none", "make a folder");
  }
  const auto* list = item == nullptr ? nullptr : item->if_array();
  if (item == nullptr || item->is_null() || (list != nullptr && list->empty())) return {};
  return fail(ErrorCode::kInvalidInput, "item: must be an empty array", "its items are elements of their own");
}

/// A collection, folder or request: of all three the same members are secret.
Result<std::string> take_item(ElementKind kind, json::object& item, SecretPlaces& places) {
  if (model::is_v1(item)) {
    return fail(ErrorCode::kInvalidInput, "this is a whole collection of format v1", "import it");
  }
  SIGNET_CHECK(check_item_member(kind, item));
  const json::object* info = kind == ElementKind::kCollection ? json::find_object(item, "info") : nullptr;
  const json::object& named = info == nullptr ? item : *info;
  const std::string path = info == nullptr ? "" : "info";
  SIGNET_TRY(std::string name, shown_name(named, path, fmt::format("Unnamed {}", name_of(kind))));
  SIGNET_CHECK(check_description(named, path));
  for (const std::string_view list : {"variable", "variables"}) {
    json::value* variables = item.if_contains(list);
    if (variables == nullptr) continue;
    SIGNET_CHECK(
        take_variables(*variables, VariableRules::kCollection, std::string(list), fmt::format("/{}", list), places));
  }
  if (json::value* auth = item.if_contains("auth")) {
    SIGNET_CHECK(places.take_auth(*auth, "auth", "/auth", "auth"));
  }
  SIGNET_CHECK(take_examples(item, places));
  json::value* request = item.if_contains("request");
  if (request == nullptr || !request->is_object()) return name;
  json::object& object = request->get_object();
  SIGNET_CHECK(check_description(object, "request"));
  if (json::value* auth = object.if_contains("auth")) {
    SIGNET_CHECK(places.take_auth(*auth, "request.auth", "/request/auth", "auth"));
  }
  SIGNET_CHECK(take_member(object, "certificate", "passphrase", places));
  SIGNET_CHECK(take_member(object, "proxy", "password", places));
  return name;
}

Result<std::string> take(ElementKind kind, json::object& document, SecretPlaces& places) {
  switch (kind) {
    case ElementKind::kCollection:
    case ElementKind::kFolder:
    case ElementKind::kRequest:
      return take_item(kind, document, places);
    case ElementKind::kEnvironment:
    case ElementKind::kGlobals:
      return take_scope(kind, document, places);
    case ElementKind::kMock:
      SIGNET_CHECK(check_record(document, mock_record()));
      return strict_name(document);
    case ElementKind::kMonitor:
      SIGNET_CHECK(check_record(document, monitor_record()));
      return strict_name(document);
  }
  return fail(ErrorCode::kInternal, "an element of no kind");
}

}  // namespace

std::string_view name_of(ElementKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<ElementKind> parse_element_kind(std::string_view word) {
  const auto found = std::find(kNames.begin(), kNames.end(), word);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<ElementKind>(found - kNames.begin());
}

Result<Content> take_apart(ElementKind kind, json::value document) {
  auto* object = document.if_object();
  if (object == nullptr) {
    return wrong_kind(name_of(kind), "an object", document, R"(write {"name": "...", ...})");
  }
  SIGNET_CHECK(check_shape(document, 1));
  SecretPlaces places;
  SIGNET_TRY(std::string name, take(kind, *object, places));
  Content content{std::move(name), std::move(document), places.release()};
  SIGNET_CHECK(check_size(content));
  return content;
}

std::optional<std::string> method_of(ElementKind kind, const json::value& document) {
  constexpr std::size_t kMaxBytes = 32;
  if (kind != ElementKind::kRequest) return std::nullopt;
  const json::object* item = document.if_object();
  const json::object* request = item == nullptr ? nullptr : json::find_object(*item, "request");
  const std::string_view method = request == nullptr ? std::string_view() : json::string_or(*request, "method");
  const bool is_word = method.size() <= kMaxBytes &&
                       std::all_of(method.begin(), method.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  return std::string(method.empty() || !is_word ? "GET" : method);
}

void put_back(json::value& document, const std::vector<SecretPlace>& secrets) {
  for (const SecretPlace& secret : secrets) {
    if (!secret.value) continue;
    auto value = json::parse(secret.value->expose(), secret.slot);
    if (!value) continue;  // no value that was taken out is like that
    boost::json::error_code missing;
    json::value* place = document.find_pointer(secret.pointer, missing);
    if (place != nullptr) {
      *place = *std::move(value);
      continue;
    }
    // A variable came without the member.
    const std::size_t last = secret.pointer.rfind('/');
    if (last == std::string::npos) continue;
    json::value* owner = document.find_pointer(std::string_view(secret.pointer).substr(0, last), missing);
    if (owner != nullptr && owner->is_object()) {
      owner->get_object()[std::string_view(secret.pointer).substr(last + 1)] = *std::move(value);
    }
  }
}

}  // namespace signet::server
