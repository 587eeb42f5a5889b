#include "report/cli/inspect.h"

#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kMostElements = 100;      // newman's maxArrayLength
constexpr std::size_t kMostCharacters = 10000;  // util.inspect's maxStringLength
constexpr int kDeepest = 25;                    // newman's depth

bool is_identifier(std::string_view key) {
  return !key.empty() && !(key[0] >= '0' && key[0] <= '9') && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  });
}

/// Single quotes, else double ones, else back ticks: the first that the text does not hold.
char quote_for(std::string_view text) {
  if (text.find('\'') == std::string_view::npos) return '\'';
  if (text.find('"') == std::string_view::npos) return '"';
  return text.find('`') == std::string_view::npos ? '`' : '\'';
}

std::string quoted(std::string_view text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  const std::string_view shown = clip_bytes(text, kMostCharacters);
  std::string escaped;
  for (const char c : shown) {
    if (c == quote || c == '\\') escaped += '\\';
    escaped += c;
  }
  out += one_line(escaped);
  out += quote;
  if (shown.size() < text.size()) out += fmt::format("... {} more bytes", text.size() - shown.size());
  return out;
}

/// What the sandbox writes for values that JSON has not: "[undefined]", "[NaN]", "[10n]", "[Symbol(s)]" ...
std::optional<std::string_view> stand_in(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const bool is_word = inside == "undefined" || inside == "NaN" || inside == "Infinity" || inside == "-Infinity";
  const bool is_symbol = inside.starts_with("Symbol(") && inside.ends_with(')');
  const bool is_bigint =
      inside.size() > 1 && inside.back() == 'n' && inside.find_first_not_of("-0123456789") == inside.size() - 1;
  if (is_word || is_symbol || is_bigint) return inside;
  if (inside == "Circular" || inside == "Object") return text;
  return std::nullopt;
}

/// The elements of a Map or Set, which the sandbox writes as {"[Map]": [[key, value], ...]} and {"[Set]": [...]}.
const json::array* elements_of(const json::object& o, std::string_view kind) {
  return o.size() == 1 ? json::find_array(o, kind) : nullptr;
}

class Inspector {
 public:
  explicit Inspector(std::size_t width) : width_(width) {}

  std::string show(const json::value& v, std::size_t indent, int depth) {
    if (const auto* s = v.if_string()) {
      const std::optional<std::string_view> special = stand_in(*s);
      return special ? one_line(*special) : quoted(*s);
    }
    if (const auto* o = v.if_object()) return depth > kDeepest ? "[Object]" : show_object(*o, indent, depth);
    if (const auto* a = v.if_array()) return depth > kDeepest ? "[Array]" : show_array(*a, indent, depth);
    return json::to_text(v);
  }

 private:
  std::string show_object(const json::object& o, std::size_t indent, int depth) {
    if (const json::array* set = elements_of(o, "[Set]"))
      return fmt::format("Set({}) ", set->size()) + show_set(*set, indent, depth);
    if (const json::array* map = elements_of(o, "[Map]"))
      return fmt::format("Map({}) ", map->size()) + show_map(*map, indent, depth);
    std::vector<std::string> entries;
    for (const auto& member : o) {
      const std::string_view key = member.key();
      entries.push_back((is_identifier(key) ? std::string(key) : quoted(key)) + ": " +
                        show(member.value(), indent + 2, depth + 1));
    }
    return enclose(entries, '{', '}', indent, false);
  }

  std::string show_set(const json::array& set, std::size_t indent, int depth) {
    std::vector<std::string> entries;
    for (const json::value& element : set) entries.push_back(show(element, indent + 2, depth + 1));
    return enclose(entries, '{', '}', indent, false);
  }

  std::string show_map(const json::array& map, std::size_t indent, int depth) {
    std::vector<std::string> entries;
    for (const json::value& pair : map) {
      const json::array* parts = pair.if_array();
      if (parts == nullptr || parts->size() != 2) continue;
      entries.push_back(show((*parts)[0], indent + 2, depth + 1) + " => " + show((*parts)[1], indent + 2, depth + 1));
    }
    return enclose(entries, '{', '}', indent, false);
  }

  std::string show_array(const json::array& a, std::size_t indent, int depth) {
    std::vector<std::string> entries;
    const std::size_t shown = std::min<std::size_t>(a.size(), kMostElements);
    bool numbers = true;
    for (std::size_t i = 0; i < shown; ++i) {
      numbers = numbers && a[i].is_number();
      entries.push_back(show(a[i], indent + 2, depth + 1));
    }
    if (a.size() > shown) {
      entries.push_back(fmt::format("... {} more item{}", a.size() - shown, a.size() - shown == 1 ? "" : "s"));
    }
    return enclose(entries, '[', ']', indent, numbers && entries.size() > 6);
  }

  std::string enclose(const std::vector<std::string>& entries, char open, char close, std::size_t indent,
                      bool in_columns) const {
    if (entries.empty()) return std::string{open, close};
    std::size_t total = 4 + indent;
    bool one_line_each = true;
    for (const std::string& entry : entries) {
      total += columns(entry) + 2;
      one_line_each = one_line_each && entry.find('\n') == std::string::npos;
    }
    if (one_line_each && total <= width_) return fmt::format("{} {} {}", open, fmt::join(entries, ", "), close);
    const std::string margin(indent + 2, ' ');
    std::string out(1, open);
    out += in_columns ? columns_of(entries, margin) : fmt::format("\n{}{}", margin, fmt::join(entries, ",\n" + margin));
    return out + "\n" + std::string(indent, ' ') + close;
  }

  /// Numbers stand right-aligned under each other, as many on a line as fit.
  std::string columns_of(const std::vector<std::string>& entries, const std::string& margin) const {
    std::size_t widest = 1;
    for (const std::string& entry : entries) {
      if (!entry.starts_with("...")) widest = std::max(widest, entry.size());
    }
    const std::size_t room = width_ > margin.size() ? width_ - margin.size() : 1;
    const std::size_t each_line = std::clamp<std::size_t>(room / (widest + 2), 1, 16);
    std::string out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const bool note = entries[i].starts_with("...");
      out += i % each_line == 0 || note ? "\n" + margin : " ";
      out += note ? entries[i] : pad_left(entries[i], widest);
      if (i + 1 < entries.size()) out += ',';
    }
    return out;
  }

  std::size_t width_;
};

}  // namespace

std::string inspect(const json::value& v, std::size_t width) {
  return Inspector(width).show(v, 0, 0);
}

}  // namespace signet::report
