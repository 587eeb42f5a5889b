// Reads multipart/form-data bodies (RFC 7578) far enough to show what was sent.
#pragma once

#include <string_view>
#include <vector>

namespace signet::demo {

/// One part; views into the body.
struct Part {
  std::string_view name;
  std::string_view filename;
  std::string_view content_type;
  std::string_view body;
  bool has_filename = false;
};

/// The parts between `boundary` lines. Lenient: a part without the empty line that ends its head is left out.
[[nodiscard]] std::vector<Part> parse_multipart(std::string_view body, std::string_view boundary);

/// The boundary named in a Content-Type value, quotes removed; empty when there is none.
[[nodiscard]] std::string_view multipart_boundary(std::string_view content_type);

}  // namespace signet::demo
