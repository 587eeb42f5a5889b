// Descriptions of APIs, OpenAPI 3.0 and 3.1, as collections: a folder for each tag, a request for each operation, its
// responses as saved examples, its servers as variables; what it wants to know of its user is an environment.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "model/import/conversion.h"

namespace signet::model {

/// Whether a document says that it describes an API: it has a member `openapi`, or `swagger` as before version 3.
[[nodiscard]] bool is_openapi(const json::object& document);
/// The same of a text in YAML, by its lines.
[[nodiscard]] bool is_openapi_yaml(std::string_view text);

/// References are followed within the document alone; nothing is fetched. `source` is where it came from: servers that
/// are given as paths are those of its address, if it is one. kInvalidInput for Swagger 2.0 and other versions,
/// and naming the place that is wrong; kLimit past `most_bytes`.
[[nodiscard]] Result<Conversion> convert_openapi(const json::object& document, std::string_view source,
                                                 std::size_t most_bytes = kMaxConvertedBytes);

}  // namespace signet::model
