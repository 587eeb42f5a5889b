// XML 1.0 text: what may stand in attributes and CDATA sections, whatever bytes come in.
#pragma once

#include <string>
#include <string_view>

namespace signet::report {

/// `name="value"` with a space before it. Line breaks become character references, so that a parser keeps them.
void append_attribute(std::string& out, std::string_view name, std::string_view value);
/// A CDATA section; "]]>" inside is split over two. Characters that XML 1.0 forbids become U+FFFD.
void append_cdata(std::string& out, std::string_view text);
/// lodash's upperFirst(camelCase(name)) without what is not a word character: newman's class names.
[[nodiscard]] std::string class_name(std::string_view name);

}  // namespace signet::report
