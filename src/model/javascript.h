// JavaScript's own conversions, where Postman's results rest on them: String(v), Number(v), Boolean(v), trim.
// Source: ECMAScript 2023, sections 7.1 (type conversion), 21.1.3 (Number::toString) and 22.1.3.32 (trim).
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace signet::model::javascript {

/// String(v): arrays are joined by commas, objects are "[object Object]", null is "null".
[[nodiscard]] std::string to_string(const json::value& v);

/// JSON.stringify(v): compact, numbers as JavaScript prints them, NaN and infinities as null.
[[nodiscard]] std::string stringify(const json::value& v);

/// Number(text): white space around it ignored, "" is 0, "0x1f" is 31; NaN when it is not a number.
[[nodiscard]] double to_number(std::string_view text);
/// Number(v).
[[nodiscard]] double to_number(const json::value& v);
/// parseFloat(text): the longest decimal number at the start, or NaN.
[[nodiscard]] double parse_float(std::string_view text);

/// Boolean(v): false for null, false, 0, NaN and "".
[[nodiscard]] bool to_boolean(const json::value& v);
/// Boolean(v) of a member that may be absent (null pointer).
[[nodiscard]] bool truthy(const json::value* v);

/// `number` as JSON: an integer when it is one and fits exactly, a double otherwise; -0 becomes 0.
[[nodiscard]] json::value number_value(double number);

/// Unicode white space and line ends removed, as String.prototype.trim, trimStart and trimEnd do.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string_view trim_start(std::string_view text);
[[nodiscard]] std::string_view trim_end(std::string_view text);

/// Length in bytes of the white space character (class \s) at the start of `text`; 0 when there is none.
[[nodiscard]] std::size_t space_length(std::string_view text);

}  // namespace signet::model::javascript
