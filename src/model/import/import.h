// What a file that somebody wants to import is, and what is in it: a collection, an environment, globals, several of
// them, or Postman's data dump, as the ZIP of today (archive.json and a JSON file of each collection and environment)
// or as the one JSON file of old apps; and what becomes a collection: a description of an API (openapi.h) or a
// recording of a browser (har.h). What is left out is said, nothing is lost silently.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/import/zip.h"

namespace signet::model {

/// The formats that files are in, as people call them.
inline constexpr std::string_view kPostman = "Postman";
inline constexpr std::string_view kOpenApi = "OpenAPI";
inline constexpr std::string_view kHar = "HAR";

enum class ImportKind : std::uint8_t { kCollection, kEnvironment, kGlobals };

struct ImportedDocument {
  ImportKind kind = ImportKind::kCollection;
  json::value document;                ///< out of its wrapping; a collection of any format (to_v2 of collection.h)
  std::string source;                  ///< where it was, for people: "dump.zip: environment/4711.json"
  std::string_view format = kPostman;  ///< what it was written as
};

/// A part that was not understood.
struct LeftOut {
  std::string source;
  std::string reason;  ///< "is neither a collection nor an environment nor globals"
};

struct Import {
  std::vector<ImportedDocument> documents;
  std::vector<LeftOut> left_out;
  std::vector<std::string> notices;  ///< what a collection cannot hold of other formats, and what is left to do
};

/// The name of what is in it, "Orders API"; "Globals" or "Imported" when it has none.
[[nodiscard]] std::string name_of(const ImportedDocument& document);

/// "collection", "environment" or "globals".
[[nodiscard]] std::string_view name_of(ImportKind kind);

/// What a document is by its members alone; nullopt when it is none of them. An environment without a scope, as old
/// apps and data dumps write it, is known by its `values`.
[[nodiscard]] std::optional<ImportKind> import_kind(const json::value& document);

/// Reads a file. kInvalidInput when nothing in it can be imported, or it is damaged; kLimit past the limits.
[[nodiscard]] Result<Import> read_import(std::string_view bytes, std::string_view source, const ZipLimits& limits = {});

/// The address of a file as errors may name it: without user, query and fragment, which may hold secrets.
[[nodiscard]] std::string shown_address(std::string_view address);

}  // namespace signet::model
