// Finds "{{name}}" in text: a name has no braces in it, so the innermost of nested ones is found first.
// Source: postman-collection lib/superstring, regular expression \{\{([^{}]*?)}}.
#pragma once

#include <string_view>

namespace signet::model {

/// Where a placeholder stands: [begin, end) with its braces.
struct Placeholder {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;

  explicit operator bool() const { return begin != std::string_view::npos; }
  /// The name between the braces.
  [[nodiscard]] std::string_view name(std::string_view text) const { return text.substr(begin + 2, end - begin - 4); }
};

/// The first placeholder at or after `from`; false when there is none. Linear in the text.
[[nodiscard]] inline Placeholder find_placeholder(std::string_view text, std::size_t from = 0) {
  std::size_t open = text.find("{{", from);
  while (open != std::string_view::npos) {
    const std::size_t stop = text.find_first_of("{}", open + 2);
    if (stop == std::string_view::npos) break;
    if (text.substr(stop).starts_with("}}")) return {open, stop + 2};
    // "{{{" opens one brace later; any other brace ends this try.
    open = text.find("{{", stop == open + 2 && text[stop] == '{' ? open + 1 : stop);
  }
  return {};
}

}  // namespace signet::model
