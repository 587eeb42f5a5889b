#include "model/javascript.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace signet::model::javascript {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Length of the StrDecimalLiteral at the start of `text`, sign included; 0 when there is none.
std::size_t decimal_length(std::string_view text) {
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  if (text.substr(i).starts_with("Infinity")) return i + 8;
  const std::size_t whole = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  std::size_t digits = i - whole;
  if (i < text.size() && text[i] == '.') {
    const std::size_t fraction = i + 1;
    std::size_t end = fraction;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (digits + (end - fraction) == 0) return 0;
    digits += end - fraction;
    i = end;
  }
  if (digits == 0) return 0;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t end = i + 1;
    if (end < text.size() && (text[end] == '+' || text[end] == '-')) ++end;
    const std::size_t exponent = end;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > exponent) i = end;
  }
  return i;
}

/// The number that `literal`, a StrDecimalLiteral, writes.
double decimal_value(std::string_view literal) {
  const bool negative = literal.starts_with('-');
  if (literal.starts_with('+') || negative) literal.remove_prefix(1);
  if (literal.starts_with("Infinity")) return negative ? -kInfinity : kInfinity;
  double number = 0;
  const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), number);
  if (error == std::errc::result_out_of_range) {
    // from_chars leaves the number alone; a negative exponent means that it was too small, not too large.
    const std::size_t e = literal.find_first_of("eE");
    const bool tiny = (e != std::string_view::npos && literal.substr(e + 1).starts_with('-')) || literal[0] == '.' ||
                      literal.starts_with("0.");
    number = tiny ? 0 : kInfinity;
  }
  return negative ? -number : number;
}

/// The number after a "0x", "0o" or "0b" prefix, or NaN.
double radix_value(std::string_view digits, int radix) {
  if (digits.empty()) return kNaN;
  double number = 0;
  for (const char c : digits) {
    int digit = radix;
    if (is_digit(c)) digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit >= radix) return kNaN;
    number = number * radix + digit;
  }
  return number;
}

/// Numbers past 2^53 lose digits, as every number of JavaScript is a double.
std::string integer_text(const json::value& v) {
  constexpr std::int64_t kMaxSafeInteger = 9007199254740991;
  const auto* i = v.if_int64();
  const bool safe = i != nullptr && *i <= kMaxSafeInteger && *i >= -kMaxSafeInteger;
  return safe ? std::to_string(*i) : json::to_text(json::value(v.to_number<double>()));
}

void stringify_into(std::string& out, const json::value& v) {
  if (const auto* d = v.if_double()) {
    out += std::isfinite(*d) ? json::to_text(v) : "null";
  } else if (v.is_number()) {
    out += integer_text(v);
  } else if (const auto* a = v.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < a->size(); ++i) {
      if (i > 0) out += ',';
      stringify_into(out, (*a)[i]);
    }
    out += ']';
  } else if (const auto* o = v.if_object()) {
    out += '{';
    bool first = true;
    for (const auto& member : *o) {
      if (!first) out += ',';
      first = false;
      out += boost::json::serialize(boost::json::string_view(member.key()));
      out += ':';
      stringify_into(out, member.value());
    }
    out += '}';
  } else {
    out += boost::json::serialize(v);
  }
}

}  // namespace

std::string stringify(const json::value& v) {
  std::string out;
  stringify_into(out, v);
  return out;
}

std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first == ' ' || (first >= 0x09 && first <= 0x0D)) return 1;
  if (first < 0x80) return 0;
  if (first == 0xC2 && byte(1) == 0xA0) return 2;                     // U+00A0
  if (first == 0xE1 && byte(1) == 0x9A && byte(2) == 0x80) return 3;  // U+1680
  if (first == 0xE2 && byte(1) == 0x80) {
    const unsigned last = byte(2);
    if ((last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF)
      return 3;  // U+2000-200A, 2028...
  }
  if (first == 0xE2 && byte(1) == 0x81 && byte(2) == 0x9F) return 3;  // U+205F
  if (first == 0xE3 && byte(1) == 0x80 && byte(2) == 0x80) return 3;  // U+3000
  if (first == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;  // U+FEFF
  return 0;
}

std::string_view trim_start(std::string_view text) {
  while (const std::size_t length = space_length(text)) text.remove_prefix(length);
  return text;
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = 0;
    for (std::size_t n = 1; n <= 3 && n <= text.size() && length == 0; ++n) {
      if (space_length(text.substr(text.size() - n)) == n) length = n;
    }
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

std::string_view trim(std::string_view text) {
  return trim_end(trim_start(text));
}

std::string to_string(const json::value& v) {
  if (const auto* s = v.if_string()) return std::string(*s);
  if (v.is_int64() || v.is_uint64()) return integer_text(v);
  if (v.is_object()) return "[object Object]";
  if (const auto* a = v.if_array()) {
    std::string out;
    for (std::size_t i = 0; i < a->size(); ++i) {
      if (i > 0) out += ',';
      if (!(*a)[i].is_null()) out += to_string((*a)[i]);
    }
    return out;
  }
  return json::to_text(v);
}

double parse_float(std::string_view text) {
  text = trim_start(text);
  const std::size_t length = decimal_length(text);
  return length == 0 ? kNaN : decimal_value(text.substr(0, length));
}

double to_number(std::string_view text) {
  text = trim(text);
  if (text.empty()) return 0;
  if (text.size() > 1 && text[0] == '0') {
    const char radix = text[1];
    if (radix == 'x' || radix == 'X') return radix_value(text.substr(2), 16);
    if (radix == 'o' || radix == 'O') return radix_value(text.substr(2), 8);
    if (radix == 'b' || radix == 'B') return radix_value(text.substr(2), 2);
  }
  return decimal_length(text) == text.size() ? decimal_value(text) : kNaN;
}

double to_number(const json::value& v) {
  switch (v.kind()) {
    case boost::json::kind::null:
      return 0;
    case boost::json::kind::bool_:
      return v.get_bool() ? 1 : 0;
    case boost::json::kind::int64:
      return static_cast<double>(v.get_int64());
    case boost::json::kind::uint64:
      return static_cast<double>(v.get_uint64());
    case boost::json::kind::double_:
      return v.get_double();
    default:
      return to_number(std::string_view(to_string(v)));
  }
}

bool to_boolean(const json::value& v) {
  switch (v.kind()) {
    case boost::json::kind::null:
      return false;
    case boost::json::kind::string:
      return !v.get_string().empty();
    case boost::json::kind::array:
    case boost::json::kind::object:
      return true;
    default: {
      const double number = to_number(v);
      return number != 0 && !std::isnan(number);
    }
  }
}

bool truthy(const json::value* v) {
  return v != nullptr && to_boolean(*v);
}

json::value number_value(double number) {
  constexpr double kMaxSafeInteger = 9007199254740991.0;
  if (number == std::trunc(number) && std::fabs(number) <= kMaxSafeInteger) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace signet::model::javascript
