#include "server/routes/paging.h"

#include <charconv>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxCursor = 2048;

Error no_cursor() {
  return fail(ErrorCode::kInvalidInput, "this is no cursor of this list", "take it from next_cursor as it stands");
}

}  // namespace

std::vector<Field> page_fields(std::int64_t usual, std::int64_t most) {
  return {{.name = "limit",
           .type = Type::kInteger,
           .description = "The most elements of a page (" + std::to_string(usual) + ")",
           .min = 1,
           .max = most},
          {.name = "cursor", .description = "next_cursor of the page before", .max = kMaxCursor}};
}

Answer page_answer(std::string name, Field element, std::string shape) {
  return {.status = 200,
          .description = "A page",
          .fields = {{.name = std::move(name), .type = Type::kArray, .required = true, .fields = {std::move(element)}},
                     {.name = "next_cursor",
                      .required = true,
                      .description = "Where the next page begins; null on the last one",
                      .nullable = true}},
          .shape = std::move(shape)};
}

Result<Page> read_page(const Call& call, std::size_t parts, std::int64_t usual) {
  Page page{std::vector<std::string>(parts), call.number("limit", usual)};
  const json::value* cursor = call.parameter("cursor");
  if (cursor == nullptr) return page;
  const auto text = hex_decode(call.text("cursor"));
  if (!text || !is_utf8(*text) || text->find('\0') != std::string::npos) return no_cursor();
  page.place = split(*text, '\n');
  if (page.place.size() != parts) return no_cursor();
  return page;
}

Result<std::int64_t> number_part(const std::string& part, std::int64_t first) {
  if (part.empty()) return first;
  const char* const end = part.data() + part.size();
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(part.data(), end, number);
  if (error != std::errc() || stop != end) return no_cursor();
  return number;
}

std::vector<Field> time_range_fields() {
  constexpr std::int64_t kLongestTime = 40;
  return {{.name = "from", .description = "Not before this time", .format = "date-time", .max = kLongestTime},
          {.name = "until", .description = "Not after this time", .format = "date-time", .max = kLongestTime}};
}

Result<std::int64_t> time_parameter(const Call& call, std::string_view name, std::int64_t fallback) {
  if (call.parameter(name) == nullptr) return fallback;
  const auto time = parse_iso_time(to_upper(call.text(name)));  // RFC 3339 takes "z", too
  if (!time) return fail(ErrorCode::kInvalidInput, std::string(name) + " is no time that exists");
  return *time;
}

std::optional<std::string> text_parameter(const Call& call, std::string_view name) {
  return call.parameter(name) == nullptr ? std::nullopt : std::optional(std::string(call.text(name)));
}

std::string cursor_of(const std::vector<std::string>& place) {
  return hex_encode(join(place, "\n"));
}

}  // namespace signet::server
