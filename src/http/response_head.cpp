#include "http/response_head.h"

#include <algorithm>

#include "base/text.h"
#include "http/wire_text.h"

namespace signet::http {

namespace {

bool is_forbidden_in_value(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::string_view line_fault(std::string_view line, bool is_status_line, bool lenient) {
  if (!lenient && line.ends_with('\n') && !line.ends_with("\r\n")) {
    return is_status_line ? "Missing expected CR after response line" : "Missing expected CR after header value";
  }
  const std::string_view text = without_line_end(line);
  if (is_status_line || text.empty()) return {};
  if (text.starts_with(' ') || text.starts_with('\t')) {
    return lenient ? std::string_view() : "Unexpected whitespace after header value";
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_token(text.substr(0, colon))) return "Invalid header token";
  const std::string_view value = text.substr(colon + 1);
  if (!lenient && std::any_of(value.begin(), value.end(), is_forbidden_in_value)) return "Invalid header value char";
  return {};
}

std::string_view head_fault(const std::vector<Header>& headers, bool lenient) {
  const auto count = [&headers](std::string_view name) {
    return std::count_if(headers.begin(), headers.end(),
                         [name](const Header& header) { return equals_ignore_case(header.name, name); });
  };
  const auto lengths = count("content-length");
  if (lengths > 1) return "Duplicate Content-Length";
  if (!lenient && lengths == 1 && count("transfer-encoding") > 0) {
    return "Content-Length can't be present with Transfer-Encoding";
  }
  return {};
}

}  // namespace signet::http
