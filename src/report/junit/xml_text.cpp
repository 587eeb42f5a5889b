#include "report/junit/xml_text.h"

#include "base/text.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

/// XML 1.0 §2.2 Char.
bool is_xml(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         c >= 0x10000;
}

char32_t next_xml(std::string_view text, std::size_t& at) {
  const char32_t c = next_code_point(text, at);
  return is_xml(c) && (c == '\t' || c == '\n' || c == '\r' || !is_unsafe(c)) ? c : 0xFFFD;
}

}  // namespace

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(out), " {}=\"", name);
  for (std::size_t at = 0; at < value.size();) {
    const char32_t c = next_xml(value, at);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c < 0x20) {
      fmt::format_to(std::back_inserter(out), "&#x{:X};", static_cast<unsigned>(c));
    } else {
      append_code_point(out, c);
    }
  }
  out += '"';
}

void append_cdata(std::string& out, std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) append_code_point(clean, next_xml(text, at));
  out += "<![CDATA[";
  out += replace_all(clean, "]]>", "]]]]><![CDATA[>");
  out += "]]>";
}

std::string class_name(std::string_view name) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  bool word_starts = true;
  char before = ' ';
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool word = is_lower(c) || is_upper(c) || is_digit(c);
    // A word starts at "aB", at the last capital of "ABc", and where digits and letters meet.
    const bool hump = word && (is_digit(c) != is_digit(before) || (is_upper(c) && is_lower(before)) ||
                               (is_upper(c) && is_upper(before) && i + 1 < name.size() && is_lower(name[i + 1])));
    if (word) out += word_starts || hump ? to_upper({&c, 1}) : to_lower({&c, 1});
    word_starts = !word && c != '\'';  // lodash drops apostrophes without parting the word
    before = word ? c : ' ';
  }
  return out;
}

}  // namespace signet::report
