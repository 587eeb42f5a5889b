#include "base/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace signet::json {

namespace {

/// Line and column (both from 1, columns in bytes) of the byte at `offset`.
std::pair<std::size_t, std::size_t> position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t last = before.rfind('\n');
  return {line, last == std::string_view::npos ? before.size() + 1 : before.size() - last};
}

void indent(std::string& out, std::size_t depth) {
  out.append(depth * 2, ' ');
}

void pretty_into(std::string& out, const value& v, std::size_t depth) {
  if (const auto* o = v.if_object(); o != nullptr && !o->empty()) {
    out += "{\n";
    bool first = true;
    for (const auto& member : *o) {
      if (!first) out += ",\n";
      first = false;
      indent(out, depth + 1);
      out += boost::json::serialize(boost::json::string_view(member.key()));
      out += ": ";
      pretty_into(out, member.value(), depth + 1);
    }
    out += '\n';
    indent(out, depth);
    out += '}';
  } else if (const auto* a = v.if_array(); a != nullptr && !a->empty()) {
    out += "[\n";
    bool first = true;
    for (const auto& element : *a) {
      if (!first) out += ",\n";
      first = false;
      indent(out, depth + 1);
      pretty_into(out, element, depth + 1);
    }
    out += '\n';
    indent(out, depth);
    out += ']';
  } else if (v.is_object() || v.is_array()) {
    out += v.is_object() ? "{}" : "[]";
  } else {
    out += v.is_double() ? to_text(v) : boost::json::serialize(v);
  }
}

/// ECMAScript's Number::toString (ECMA-262, 6.1.6.1.20): the shortest digits that read back as the same number, with an
/// exponent only below 1e-6 and from 1e21 on.
std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  if (number == 0) return "0";
  std::array<char, 32> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(number), std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  const std::size_t e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 2) digits += text.substr(2, e - 2);
  const int point = std::stoi(std::string(text.substr(e + 1))) + 1;  // digits before the decimal point
  const int count = static_cast<int>(digits.size());
  const std::string sign = number < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    if (count > 1) digits.insert(1, 1, '.');
    return fmt::format("{}{}e{:+d}", sign, digits, point - 1);
  }
  if (point <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count <= point) return sign + digits + std::string(static_cast<std::size_t>(point - count), '0');
  digits.insert(static_cast<std::size_t>(point), 1, '.');
  return sign + digits;
}

}  // namespace

Result<value> parse(std::string_view text, std::string_view source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  options.allow_invalid_utf8 = true;
  boost::json::parser parser(boost::json::storage_ptr(), options);
  boost::json::error_code error;
  std::size_t consumed = 0;
  try {
    consumed = parser.write_some(text.data(), text.size(), error);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kLimit, fmt::format("{}: not enough memory to read this JSON", source));
  }
  if (!error && consumed < text.size() && text.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos) {
    error = boost::json::error::extra_data;
  }
  if (error) {
    const auto [line, column] = position_of(text, consumed);
    if (error == boost::json::error::too_deep) {
      return fail(ErrorCode::kLimit,
                  fmt::format("{}:{}:{}: JSON nested deeper than {} levels", source, line, column, kMaxDepth),
                  "flatten the folders of the collection");
    }
    if (error == boost::json::error::incomplete) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}:{}: the JSON ends too early", source, line, column),
                  "the file looks cut off; export or download it again");
    }
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{}:{}:{}: not valid JSON: {}", source, line, column, error.message()),
                "mend the text at that place; a missing comma, quote or bracket just before it is the usual cause");
  }
  return parser.release();
}

std::string pretty(const value& v) {
  std::string out;
  pretty_into(out, v, 0);
  out += '\n';
  return out;
}

const value* find(const object& o, std::string_view key) {
  return o.if_contains(key);
}

const object* find_object(const object& o, std::string_view key) {
  const value* v = o.if_contains(key);
  return v == nullptr ? nullptr : v->if_object();
}

const array* find_array(const object& o, std::string_view key) {
  const value* v = o.if_contains(key);
  return v == nullptr ? nullptr : v->if_array();
}

std::string_view string_or(const object& o, std::string_view key, std::string_view fallback) {
  const value* v = o.if_contains(key);
  const auto* s = v == nullptr ? nullptr : v->if_string();
  return s == nullptr ? fallback : std::string_view(*s);
}

bool bool_or(const object& o, std::string_view key, bool fallback) {
  const value* v = o.if_contains(key);
  const bool* b = v == nullptr ? nullptr : v->if_bool();
  return b == nullptr ? fallback : *b;
}

std::int64_t int64_or(const object& o, std::string_view key, std::int64_t fallback) {
  const value* v = o.if_contains(key);
  const std::int64_t* whole = v == nullptr ? nullptr : v->if_int64();
  return whole == nullptr ? fallback : *whole;
}

std::string to_text(const value& v) {
  switch (v.kind()) {
    case boost::json::kind::string:
      return std::string(v.get_string());
    case boost::json::kind::double_:
      return number_text(v.get_double());
    default:
      return boost::json::serialize(v);
  }
}

}  // namespace signet::json
