#include "server/api/json_body.h"

#include <boost/json/basic_parser_impl.hpp>
#include <cstddef>

namespace signet::server {
namespace {

boost::json::parse_options strict(std::size_t depth) {
  boost::json::parse_options options;
  options.max_depth = depth;
  return options;
}

/// Counts the members of all objects as they are written. All else of the text is let by.
struct MemberCounter {
  using Code = boost::json::error_code;
  using Text = boost::json::string_view;
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  // NOLINTBEGIN(readability-convert-member-functions-to-static): the names and shapes are Boost.JSON's
  bool on_document_begin(Code& /*code*/) { return true; }
  bool on_document_end(Code& /*code*/) { return true; }
  bool on_object_begin(Code& /*code*/) { return true; }
  bool on_object_end(std::size_t members, Code& /*code*/) {
    count += members;
    return true;
  }
  bool on_array_begin(Code& /*code*/) { return true; }
  bool on_array_end(std::size_t /*n*/, Code& /*code*/) { return true; }
  bool on_key_part(Text /*part*/, std::size_t /*n*/, Code& /*code*/) { return true; }
  bool on_key(Text /*part*/, std::size_t /*n*/, Code& /*code*/) { return true; }
  bool on_string_part(Text /*part*/, std::size_t /*n*/, Code& /*code*/) { return true; }
  bool on_string(Text /*part*/, std::size_t /*n*/, Code& /*code*/) { return true; }
  bool on_number_part(Text /*part*/, Code& /*code*/) { return true; }
  bool on_int64(std::int64_t /*i*/, Text /*text*/, Code& /*code*/) { return true; }
  bool on_uint64(std::uint64_t /*u*/, Text /*text*/, Code& /*code*/) { return true; }
  bool on_double(double /*d*/, Text /*text*/, Code& /*code*/) { return true; }
  bool on_bool(bool /*b*/, Code& /*code*/) { return true; }
  bool on_null(Code& /*code*/) { return true; }
  bool on_comment_part(Text /*part*/, Code& /*code*/) { return true; }
  bool on_comment(Text /*part*/, Code& /*code*/) { return true; }
  // NOLINTEND(readability-convert-member-functions-to-static)

  std::size_t count = 0;
};

std::size_t members_written(std::string_view text, std::size_t depth) {
  boost::json::basic_parser<MemberCounter> parser(strict(depth));
  boost::json::error_code failed;
  parser.write_some(false, text.data(), text.size(), failed);
  return parser.handler().count;
}

// As deep as the parser lets a text be.
std::size_t members_kept(const json::value& value) {  // NOLINT(misc-no-recursion)
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += members_kept(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const json::value& element : *array) count += members_kept(element);
  }
  return count;
}

}  // namespace

std::optional<json::value> parse_json_body(std::string_view text, std::size_t depth) {
  boost::json::error_code failed;
  json::value value = boost::json::parse(text, failed, {}, strict(depth));
  // Boost.JSON keeps the last of two members of one name, and says nothing.
  if (failed || members_kept(value) != members_written(text, depth)) return std::nullopt;
  return value;
}

}  // namespace signet::server
