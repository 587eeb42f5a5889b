// Lists in pages: `limit` and `cursor` go in, `next_cursor` comes out. A cursor is the place behind which the next page
// begins; it says nothing that the page before did not show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/api/route.h"

namespace signet::server {

inline constexpr std::int64_t kUsualPage = 50;
inline constexpr std::int64_t kMaxPage = 200;

/// The query's fields for a list.
[[nodiscard]] std::vector<Field> page_fields(std::int64_t usual = kUsualPage, std::int64_t most = kMaxPage);
/// The answer's fields of a list of these elements.
[[nodiscard]] Answer page_answer(std::string name, Field element, std::string shape);

/// Which page is asked for. `place` has `parts` texts, empty ones for the first page; kInvalidInput for a cursor that
/// this server did not give.
struct Page {
  std::vector<std::string> place;
  std::int64_t limit = kUsualPage;
};
[[nodiscard]] Result<Page> read_page(const Call& call, std::size_t parts, std::int64_t usual = kUsualPage);

/// A part of a place that is a number; `first` when the place is empty, kInvalidInput when it is none.
[[nodiscard]] Result<std::int64_t> number_part(const std::string& part, std::int64_t first);

/// The query's fields for a span of time: "from" and "until".
[[nodiscard]] std::vector<Field> time_range_fields();
/// A parameter that is a time, in ms since 1970; `fallback` when it was not given, kInvalidInput for 30 February.
[[nodiscard]] Result<std::int64_t> time_parameter(const Call& call, std::string_view name, std::int64_t fallback);
/// A parameter that is a text; nullopt when it was not given.
[[nodiscard]] std::optional<std::string> text_parameter(const Call& call, std::string_view name);

/// The cursor of a place, of parts without line breaks.
[[nodiscard]] std::string cursor_of(const std::vector<std::string>& place);

/// The answer to a list that was asked for one element more than the page has: that one tells whether there is a next
/// page. `show` makes an element's JSON, `place` its place.
template <typename Element, typename Show, typename Place>
json::object page_json(std::string_view name, const std::vector<Element>& found, const Page& page, const Show& show,
                       const Place& place) {
  const auto most = static_cast<std::size_t>(page.limit);
  json::object body;
  json::array& list = body[name].emplace_array();
  for (std::size_t i = 0; i < found.size() && i < most; ++i) list.push_back(show(found[i]));
  body["next_cursor"] = found.size() > most ? json::value(cursor_of(place(found[most - 1]))) : json::value();
  return body;
}

}  // namespace signet::server
