#include "model/reading.h"

namespace signet::model {

std::string_view kind_name(const json::value& v) {
  switch (v.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "true or false";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

Error wrong_kind(std::string_view where, std::string_view expected, const json::value& found, std::string hint) {
  const std::string_view gap = where.empty() ? "" : (where.ends_with(": ") ? "" : ": ");
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}{}expected {}, found {}", where, gap, expected, kind_name(found)), std::move(hint));
}

std::string member_path(std::string_view parent, std::string_view key) {
  const bool bare = parent.empty() || parent.ends_with(": ");
  return fmt::format("{}{}{}", parent, bare ? "" : ".", key);
}

std::string element_path(std::string_view parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

}  // namespace signet::model
