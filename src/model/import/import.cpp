#include "model/import/import.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "model/import/har.h"
#include "model/import/openapi.h"
#include "model/import/yaml.h"
#include "model/text_encoding.h"
#include "model/url.h"
#include "model/v1.h"

namespace signet::model {
namespace {

constexpr std::string_view kNotUnderstood =
    "is neither a collection nor an environment nor globals, nor an OpenAPI description or a HAR recording";
constexpr std::string_view kIndex = "archive.json";

bool is_collection(const json::object& document) {
  if (is_v1(document) || json::find_array(document, "item") != nullptr) return true;
  // Without items it may be the description of an API, which has an `info`, too.
  const json::object* info = json::find_object(document, "info");
  return info != nullptr && (info->contains("_postman_id") ||
                             json::string_or(*info, "schema").find("/collection/") != std::string_view::npos);
}

/// As Postman's API wraps documents; the wrapping of globals is the only word on what they are.
json::value unwrapped(json::value document) {
  auto* object = document.if_object();
  if (object == nullptr || object->contains("values") || object->contains("info") || object->contains("item")) {
    return document;
  }
  for (const std::string_view name : {"collection", "environment", "globals"}) {
    json::value* inner = object->if_contains(name);
    if (inner == nullptr || !inner->is_object()) continue;
    json::value taken = std::move(*inner);
    const bool is_globals = name == "globals" && taken.get_object().contains("values");
    if (is_globals) taken.get_object().emplace("_postman_variable_scope", "globals");
    return taken;
  }
  return document;
}

/// The name of a file in an archive as an error may show it.
std::string shown(std::string_view name) {
  constexpr std::size_t kLongest = 300;
  if (name.size() > kLongest) return "a file with a very long name";
  std::string text(name);
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

/// "4711" of "folder/4711.json".
std::string_view stem(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

bool has_ending(std::string_view name, std::initializer_list<std::string_view> endings) {
  const std::string lower = to_lower(name);
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return lower.ends_with(ending); });
}

/// YAML by its name, or as it describes an API: nothing else that can be imported is written so.
Result<json::value> parse_text(const std::string& text, std::string_view source) {
  const bool is_yaml = is_openapi_yaml(text) || has_ending(source, {".yaml", ".yml"});
  return is_yaml ? parse_yaml(text, source) : json::parse(text, source);
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Status read_text(std::string bytes) {
    SIGNET_TRY(json::value document, parse_text(to_utf8(std::move(bytes)), source_));
    add(std::move(document), std::string(source_));
    return {};
  }

  Status read_archive(std::string_view bytes, const ZipLimits& limits) {
    SIGNET_TRY(std::vector<ZipEntry> entries, read_zip(bytes, source_, limits));
    for (ZipEntry& entry : entries) {
      if (entry.name.starts_with("__MACOSX/")) continue;  // what macOS adds of its own
      const std::string source = fmt::format("{}: {}", source_, shown(entry.name));
      if (!entry.fault.empty()) {
        leave_out(source, std::move(entry.fault));
      } else if (!has_ending(entry.name, {".json", ".yaml", ".yml", ".har"})) {
        leave_out(source, "is no JSON, YAML or HAR file");
      } else if (entry.name == kIndex || entry.name.ends_with("/archive.json")) {
        read_index(entry.bytes, source);
      } else {
        names_.emplace(stem(entry.name));
        read_entry(std::move(entry.bytes), source);
      }
    }
    for (const auto& [kind, id] : listed_) {
      if (names_.contains(id)) continue;
      leave_out(fmt::format("{}: {}/{}.json", source_, kind, shown(id)), "is listed in archive.json and not there");
    }
    return {};
  }

  Result<Import> finish() && {
    if (!found_.documents.empty()) return std::move(found_);
    if (refusal_ && found_.left_out.size() == 1) return *std::move(refusal_);
    std::string message = fmt::format("{}: nothing in it can be imported", source_);
    if (!found_.left_out.empty()) {
      message += fmt::format("; {} {}", found_.left_out.front().source, found_.left_out.front().reason);
    }
    return fail(
        ErrorCode::kInvalidInput, std::move(message),
        "export collections (v2.1) and environments from Postman, or request its data dump; OpenAPI 3 and HAR are "
        "read, too");
  }

 private:
  void leave_out(std::string source, std::string reason) {
    found_.left_out.push_back({std::move(source), std::move(reason)});
  }

  void add(json::value document, std::string source) {
    auto* object = document.if_object();
    if (document.is_array()) {
      add_all(document.get_array(), source);
    } else if (object != nullptr && is_old_dump(*object)) {
      add_old_dump(*object, source);
    } else {
      add_document(std::move(document), std::move(source));
    }
  }

  void add_all(json::array& list, const std::string& source) {
    for (std::size_t i = 0; i < list.size(); ++i) add_document(std::move(list[i]), fmt::format("{}[{}]", source, i));
  }

  void add_document(json::value document, std::string source) {
    document = unwrapped(std::move(document));
    const auto* object = document.if_object();
    if (const auto kind = import_kind(document)) {
      found_.documents.push_back({*kind, std::move(document), std::move(source)});
    } else if (object != nullptr && is_openapi(*object)) {
      auto converted = convert_openapi(*object, source);
      add_converted(std::move(converted), std::move(source), kOpenApi);
    } else if (object != nullptr && is_har(*object)) {
      add_converted(convert_har(*object), std::move(source), kHar);
    } else {
      leave_out(std::move(source), std::string(kNotUnderstood));
    }
  }

  void add_converted(Result<Conversion> converted, std::string source, std::string_view format) {
    if (!converted) {
      std::string reason = converted.error().message;
      refusal_ = converted.error();
      refusal_->message = fmt::format("{}: {}", source, reason);
      return leave_out(std::move(source), std::move(reason));
    }
    for (std::string& notice : converted->notices) {
      found_.notices.push_back(source == source_ ? std::move(notice) : fmt::format("{}: {}", source, notice));
    }
    found_.documents.push_back({ImportKind::kCollection, std::move(converted->collection), source, format});
    if (converted->environment.is_null()) return;
    found_.documents.push_back(
        {ImportKind::kEnvironment, std::move(converted->environment), std::move(source), format});
  }

  static bool is_old_dump(const json::object& document) {
    return json::find_array(document, "collections") != nullptr ||
           json::find_array(document, "environments") != nullptr;
  }

  void add_old_dump(json::object& dump, const std::string& source) {
    for (const std::string_view name : {"collections", "environments"}) {
      auto* list = dump.if_contains(name);
      if (list != nullptr && list->is_array()) add_all(list->get_array(), fmt::format("{}: {}", source, name));
    }
    if (auto* globals = dump.if_contains("globals"); globals != nullptr && globals->is_array()) {
      if (!globals->get_array().empty()) {
        found_.documents.push_back(
            {ImportKind::kGlobals,
             json::object{{"values", std::move(*globals)}, {"_postman_variable_scope", "globals"}},
             fmt::format("{}: globals", source)});
      }
    }
    for (const auto& member : dump) {
      const bool is_empty = member.value().is_array() && member.value().get_array().empty();
      const std::string_view name = member.key();
      if (is_empty || name == "version" || name == "collections" || name == "environments" || name == "globals")
        continue;
      leave_out(fmt::format("{}: {}", source, shown(name)), std::string(kNotUnderstood));
    }
  }

  /// {"collection": {"ID": true, ...}, "environment": {...}}
  void read_index(std::string_view bytes, const std::string& source) {
    const auto index = json::parse(bytes, source);
    const auto* kinds = index ? index->if_object() : nullptr;
    if (kinds == nullptr) return leave_out(source, "is damaged");
    for (const auto& kind : *kinds) {
      const auto* ids = kind.value().if_object();
      if (ids == nullptr) continue;
      for (const auto& id : *ids) listed_.emplace_back(shown(kind.key()), id.key());
    }
  }

  void read_entry(std::string bytes, const std::string& source) {
    auto document = parse_text(to_utf8(std::move(bytes)), source);
    if (!document) return leave_out(source, "is no valid JSON or YAML");
    add(*std::move(document), source);
  }

  std::string_view source_;
  Import found_;
  std::optional<Error> refusal_;                             // of what is known, and cannot be converted
  std::vector<std::pair<std::string, std::string>> listed_;  // kind and id
  std::unordered_set<std::string> names_;                    // of files, without folder and ".json"
};

}  // namespace

std::string_view name_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::kEnvironment:
      return "environment";
    case ImportKind::kGlobals:
      return "globals";
    case ImportKind::kCollection:
      break;
  }
  return "collection";
}

std::string name_of(const ImportedDocument& document) {
  const auto* object = document.document.if_object();
  if (object == nullptr) return "Imported";
  const json::object* info = json::find_object(*object, "info");
  const std::string_view name = json::string_or(info == nullptr ? *object : *info, "name");
  if (!name.empty()) return std::string(name);
  return document.kind == ImportKind::kGlobals ? "Globals" : "Imported";
}

std::optional<ImportKind> import_kind(const json::value& document) {
  const auto* object = document.if_object();
  if (object == nullptr) return std::nullopt;
  if (is_collection(*object)) return ImportKind::kCollection;
  if (json::find_array(*object, "values") == nullptr) return std::nullopt;
  const std::string_view scope = json::string_or(*object, "_postman_variable_scope", "environment");
  if (scope == "globals") return ImportKind::kGlobals;
  return scope == "environment" ? std::optional(ImportKind::kEnvironment) : std::nullopt;
}

Result<Import> read_import(std::string_view bytes, std::string_view source, const ZipLimits& limits) {
  Reader reader(source);
  SIGNET_CHECK(is_zip(bytes) ? reader.read_archive(bytes, limits) : reader.read_text(std::string(bytes)));
  return std::move(reader).finish();
}

std::string shown_address(std::string_view address) {
  Url url = Url::parse(address);
  url.auth_user.reset();
  url.auth_password.reset();
  url.query.clear();
  url.hash.reset();
  return url.to_string();
}

}  // namespace signet::model
