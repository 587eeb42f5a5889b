#include "report/json_text.h"

#include <cmath>

#include "report/plain_text.h"

namespace signet::report {

namespace {

bool is_ordinary(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<';
}

void append_unit(std::string& out, unsigned unit) {
  fmt::format_to(std::back_inserter(out), "\\u{:04x}", unit);
}

void append_special(std::string& out, char32_t c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c != '<' && !is_unsafe(c)) {
    append_code_point(out, c);
  } else if (c < 0x10000) {
    append_unit(out, c);
  } else {
    append_unit(out, 0xD800 + ((c - 0x10000) >> 10U));
    append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
  }
}

}  // namespace

std::string Masking::clip(std::string_view text, std::size_t limit) const {
  constexpr std::size_t kLongestSecret = 64 << 10;
  std::string masked = (*this)(clip_bytes(text, limit * 2 + kLongestSecret));
  if (masked.size() <= limit) return masked;
  return fmt::format("{}… ({} in all)", clip_bytes(masked, limit), size_text(static_cast<double>(text.size())));
}

json::value Masking::value(const json::value& v) const {
  if (!active()) return v;
  if (const auto* s = v.if_string()) return json::value((*this)(*s));
  if (const auto* a = v.if_array()) {
    json::array out;
    for (const auto& element : *a) out.push_back(value(element));
    return out;
  }
  if (const auto* o = v.if_object()) {
    json::object out;
    for (const auto& member : *o) out[(*this)(member.key())] = value(member.value());
    return out;
  }
  return v;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_ordinary(text[end])) ++end;
    out.append(text.substr(at, end - at));
    at = end;
    if (at < text.size()) append_special(out, next_code_point(text, at));
  }
  out += '"';
}

void append_text(std::string& out, std::string_view text, const Masking& mask) {
  if (mask.active()) {
    append_quoted(out, mask(text));
  } else {
    append_quoted(out, text);
  }
}

void append_value(std::string& out, const json::value& v, const Masking& mask) {
  if (const auto* object = v.if_object()) {
    bool first = true;
    out += '{';
    for (const auto& member : *object) {
      if (!first) out += ',';
      first = false;
      append_text(out, member.key(), mask);
      out += ':';
      append_value(out, member.value(), mask);
    }
    out += '}';
  } else if (const auto* array = v.if_array()) {
    bool first = true;
    out += '[';
    for (const auto& element : *array) {
      if (!first) out += ',';
      first = false;
      append_value(out, element, mask);
    }
    out += ']';
  } else if (const auto* string = v.if_string()) {
    append_text(out, *string, mask);
  } else if (const auto* number = v.if_double(); number != nullptr && !std::isfinite(*number)) {
    out += "null";  // JSON has no other word for it (RFC 8259 §6)
  } else {
    out += json::to_text(v);
  }
}

}  // namespace signet::report
