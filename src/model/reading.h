// Helpers of the readers in this folder: errors that name the JSON path, what was expected, and what stood there.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

/// "a string", "an object", "null" ...: what kind of JSON value this is, for error texts.
[[nodiscard]] std::string_view kind_name(const json::value& v);

/// "orders.json: item[3].request.url: expected a string or an object, found a number".
[[nodiscard]] Error wrong_kind(std::string_view where, std::string_view expected, const json::value& found,
                               std::string hint);

/// "a.b" from "a" and "b"; only "b" when `parent` is empty. Parents ending in ": " (a file's name) take no dot.
[[nodiscard]] std::string member_path(std::string_view parent, std::string_view key);
/// "a[3]".
[[nodiscard]] std::string element_path(std::string_view parent, std::size_t index);

}  // namespace signet::model
