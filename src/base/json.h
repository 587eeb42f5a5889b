// Boost.JSON with Signet's limits and error texts: where (line:column), what was expected, how to mend it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// Deepest nesting read: 200 levels of folders are three JSON levels each, with room for a request inside.
inline constexpr std::size_t kMaxDepth = 1024;

/// Parses one JSON text. `source` names it in errors ("orders.json"). A byte order mark is skipped.
/// Fails with kInvalidInput naming line:column, or kLimit when nested deeper than kMaxDepth.
[[nodiscard]] Result<value> parse(std::string_view text, std::string_view source);

/// Two-space indented text, key order kept, as Postman exports it. Ends with a newline.
[[nodiscard]] std::string pretty(const value& v);

/// The member of `o` under `key`, or null when absent.
[[nodiscard]] const value* find(const object& o, std::string_view key);
[[nodiscard]] const object* find_object(const object& o, std::string_view key);
[[nodiscard]] const array* find_array(const object& o, std::string_view key);

/// The string under `key`, or `fallback` when absent or of another type.
[[nodiscard]] std::string_view string_or(const object& o, std::string_view key, std::string_view fallback = {});
[[nodiscard]] bool bool_or(const object& o, std::string_view key, bool fallback);
/// A whole number that fits.
[[nodiscard]] std::int64_t int64_or(const object& o, std::string_view key, std::int64_t fallback);

/// A value as text, as JavaScript's String(v) gives it: null → "null", 1.0 → "1", objects → their JSON.
[[nodiscard]] std::string to_text(const value& v);

/// A copy that lives in default memory, whatever resource `v` uses.
inline value copy(const value& v) {
  return value(v, boost::json::storage_ptr());
}

}  // namespace signet::json
