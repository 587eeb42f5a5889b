#include "script/json_text.h"

#include "base/encoding.h"

namespace signet::script {

namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!needs_escape(text[at])) continue;
    out += text.substr(start, at - start);
    append_escape(out, text[at]);
    start = at + 1;
  }
  out += text.substr(start);
  out += '"';
}

void append_header_text(std::string& out, std::string_view bytes) {
  if (is_utf8(bytes)) return append_string(out, bytes);
  append_string(out, latin1_to_utf8(bytes));
}

void append_value(std::string& out, const json::value& v) {
  if (const auto* s = v.if_string()) return append_string(out, *s);
  boost::json::serializer serializer;
  serializer.reset(&v);
  char buffer[4096];
  while (!serializer.done()) out += std::string_view(serializer.read(buffer));
}

}  // namespace signet::script
