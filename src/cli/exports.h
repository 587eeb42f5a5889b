// What a run leaves in files when asked: final variables, the collection, cookies. Formats as Postman and newman write
// them; secret values are masked.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "model/collection.h"
#include "model/variables.h"

namespace signet::cli {

/// A scope as an exported environment or globals file. `kind` is "environment" or "globals".
[[nodiscard]] json::object export_scope(const model::VariableScope& scope, std::string_view kind);

/// The collection as read, with the variable values that scripts left.
[[nodiscard]] json::value export_collection(const model::Collection& collection, const model::VariableScope& variables);

/// Writes pretty JSON to `path`; a folder gets "signet-<kind>-<time>.json".
[[nodiscard]] Status write_export(const std::filesystem::path& path, std::string_view kind,
                                  const json::value& document);

}  // namespace signet::cli
