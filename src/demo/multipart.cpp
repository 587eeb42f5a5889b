#include "demo/multipart.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace signet::demo {
namespace {

/// The value of `key="value"` or `key=value` in a header value; `found` tells an empty value from none.
std::string_view parameter(std::string_view header, std::string_view key, bool& found) {
  found = false;
  for (std::size_t at = header.find(key); at != std::string_view::npos; at = header.find(key, at + 1)) {
    const std::size_t equals = at + key.size();
    const bool own_word = at > 0 && (header[at - 1] == ';' || header[at - 1] == ' ');
    if (!own_word || equals >= header.size() || header[equals] != '=') continue;
    found = true;
    std::string_view value = header.substr(equals + 1);
    if (value.starts_with('"')) {
      value.remove_prefix(1);
      return value.substr(0, value.find('"'));
    }
    return trim(value.substr(0, value.find(';')));
  }
  return {};
}

void read_head(std::string_view head, Part& part) {
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (equals_ignore_case(name, "content-type")) part.content_type = value;
    if (!equals_ignore_case(name, "content-disposition")) continue;
    bool found = false;
    part.name = parameter(value, "name", found);
    part.filename = parameter(value, "filename", part.has_filename);
  }
}

}  // namespace

std::vector<Part> parse_multipart(std::string_view body, std::string_view boundary) {
  std::vector<Part> parts;
  if (boundary.empty()) return parts;
  const std::string mark = "--" + std::string(boundary);
  std::size_t at = body.find(mark);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + mark.size();
    at = body.find(mark, begin);
    if (at == std::string_view::npos) break;  // what follows the last mark is the epilogue
    const std::string_view whole = body.substr(begin, at - begin);
    const auto head_end = whole.find("\r\n\r\n");
    if (head_end == std::string_view::npos) continue;
    Part part;
    read_head(whole.substr(0, head_end), part);
    part.body = whole.substr(head_end + 4);
    if (part.body.ends_with("\r\n")) part.body.remove_suffix(2);  // belongs to the next mark (RFC 2046 5.1.1)
    parts.push_back(part);
  }
  return parts;
}

std::string_view multipart_boundary(std::string_view content_type) {
  bool found = false;
  return parameter(content_type, "boundary", found);
}

}  // namespace signet::demo
