// Reads the JSON of a request's body, with no benefit of the doubt.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace signet::server {

/// Strict: no comments, no trailing commas, valid UTF-8, at most `depth` levels; and no member twice in an object,
/// which readers take in different ways (RFC 8259 §4). Nullopt for anything else.
[[nodiscard]] std::optional<json::value> parse_json_body(std::string_view text, std::size_t depth);

}  // namespace signet::server
