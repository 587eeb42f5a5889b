// What a file that somebody wants to import is, and what is in it: a collection, an environment, globals, several of
// them, or Postman's data dump, as the ZIP of today (archive.json and a JSON file of each collection and environment)
// or as the one JSON file of old apps. What is left out is said, nothing is lost silently.
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

enum class ImportKind : std::uint8_t { kCollection, kEnvironment, kGlobals };

struct ImportedDocument {
  ImportKind kind = ImportKind::kCollection;
  json::value document;  ///< out of its wrapping; a collection of any format (to_v2 of collection.h)
  std::string source;    ///< where it was, for people: "dump.zip: environment/4711.json"
};

/// A part that was not understood.
struct LeftOut {
  std::string source;
  std::string reason;  ///< "is neither a collection nor an environment nor globals"
};

struct Import {
  std::vector<ImportedDocument> documents;
  std::vector<LeftOut> left_out;
};

/// What a document is by its members alone; nullopt when it is none of them. An environment without a scope, as old
/// apps and data dumps write it, is known by its `values`.
[[nodiscard]] std::optional<ImportKind> import_kind(const json::value& document);

/// Reads a file. kInvalidInput when nothing in it can be imported, or it is damaged; kLimit past the limits.
[[nodiscard]] Result<Import> read_import(std::string_view bytes, std::string_view source, const ZipLimits& limits = {});

}  // namespace signet::model
