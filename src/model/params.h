// Lists of keys with values, in each of the forms that collections have: arrays of objects or strings, and one string.
// Source: postman-collection lib/collection/{query-param,header,form-param,variable}.js.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/request.h"

namespace signet::model {

/// "a=b" as key and value; without "=" the value is absent.
[[nodiscard]] Param parse_query_param(std::string_view text);
/// "a=b&c" split at "&"; an empty text is one empty parameter, as in "http://host/?".
[[nodiscard]] std::vector<Param> parse_query(std::string_view text);
/// Appends `text` with "&", "#" and, in a key, "=" percent-encoded, so that they do not split it.
void append_query_part(std::string& out, std::string_view text, bool is_key);
/// The query again, disabled parameters left out; "&", "#" and (in keys) "=" outside {{names}} percent-encoded.
void append_query(std::string& out, const std::vector<Param>& params);

/// A URL's query: a string, a list of strings or {key, value} objects, or an object of names and values. Values that
/// are not strings count as absent, as in Postman.
[[nodiscard]] std::vector<Param> query_from_json(const json::value& v);
/// The parameters of an urlencoded body, in the same forms; values of any type are kept as text.
[[nodiscard]] std::vector<Param> urlencoded_from_json(const json::value& v);
/// Form fields; files are read from `src`, a path or a list of paths.
[[nodiscard]] std::vector<Param> form_from_json(const json::value& v);
/// Path variables; old files name them by `id`.
[[nodiscard]] std::vector<Param> variables_from_json(const json::value& v);

/// "A: b\nC: d" as headers: folded lines joined, lines without a colon skipped.
[[nodiscard]] std::vector<Param> parse_headers(std::string_view text);
/// Headers as a string, a list of strings or {key, value} objects, or an object of names and values.
[[nodiscard]] Result<std::vector<Param>> headers_from_json(const json::value& v, std::string_view where);

/// The list as the format writes it; absent values are null.
[[nodiscard]] json::array params_to_json(const std::vector<Param>& params);
/// As params_to_json with `type`, `src`, `contentType` and `fileName` of form fields.
[[nodiscard]] json::array form_to_json(const std::vector<Param>& params);

}  // namespace signet::model
