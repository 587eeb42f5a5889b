#include "cli/exports.h"

#include "base/file.h"
#include "base/time.h"
#include "base/version.h"
#include "mask/mask.h"

namespace signet::cli {

json::object export_scope(const model::VariableScope& scope, std::string_view kind) {
  json::object document = scope.to_json();
  if (json::string_or(document, "name").empty()) document["name"] = kind;
  if (json::value* values = document.if_contains("values"); values != nullptr && values->is_array()) {
    for (json::value& variable : values->get_array()) {
      json::object* entry = variable.if_object();
      if (entry != nullptr && json::string_or(*entry, "type") == "secret") (*entry)["value"] = kMasked;
    }
  }
  document["_postman_variable_scope"] = kind;
  document["_postman_exported_at"] = iso_time(unix_now_ms());
  document["_postman_exported_using"] = fmt::format("Signet/{}", kVersion);
  return document;
}

json::value export_collection(const model::Collection& collection, const model::VariableScope& variables) {
  json::value document = *collection.document;
  if (!variables.variables().empty() && document.is_object()) {
    json::object scope = variables.to_json();
    document.get_object()["variable"] = std::move(scope["values"]);
  }
  return document;
}

Status write_export(const std::filesystem::path& path, std::string_view kind, const json::value& document) {
  std::error_code ignored;
  std::filesystem::path file = path;
  if (std::filesystem::is_directory(path, ignored)) {
    std::string time = iso_time(unix_now_ms());
    std::replace(time.begin(), time.end(), ':', '-');
    file /= fmt::format("signet-{}-{}.json", kind, time);
  }
  return write_file(file, json::pretty(document), 0600);
}

}  // namespace signet::cli
