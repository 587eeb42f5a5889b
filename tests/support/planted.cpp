#include "tests/support/planted.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"

namespace signet::test {

namespace {

namespace fs = std::filesystem;

/// The characters of Base64 that `text` alone decides when `before` bytes stand in front of it in a group of three.
std::string inside_of_base64(std::string_view text, std::size_t before) {
  std::string encoded = base64_encode(std::string(before, '\0') + std::string(text));
  encoded.erase(encoded.find_last_not_of('=') + 1);
  const std::size_t undecided_at_start = before == 0 ? 0 : before + 1;
  const std::size_t undecided_at_end = (before + text.size()) % 3 == 0 ? 0 : 1;
  return encoded.substr(undecided_at_start, encoded.size() - undecided_at_start - undecided_at_end);
}

std::string for_urls(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

template <typename Escape>
std::string escape_each(std::string_view text, Escape escape) {
  std::string out;
  for (const char c : text) out += escape(static_cast<unsigned char>(c));
  return out;
}

std::string readable(std::string_view bytes) {
  return escape_each(bytes, [](unsigned char c) { return c >= ' ' && c < 0x7F ? std::string(1, char(c)) : "."; });
}

}  // namespace

Planted::Planted(std::string_view text) {
  forms_ = {{"as it is", std::string(text)}, {"in small letters", to_lower(text)}};
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string inside = inside_of_base64(text, before);
    forms_.push_back({fmt::format("Base64 at {}", before), inside});
    if (for_urls(inside) != inside) forms_.push_back({fmt::format("Base64 for URLs at {}", before), for_urls(inside)});
  }
  const std::string base32 = base32_encode(text);
  forms_.push_back({"Base32", base32.substr(0, text.size() * 8 / 5)});
  const std::string hex = hex_encode(text);
  forms_.push_back({"hexadecimal", hex});
  forms_.push_back({"hexadecimal in capitals", to_upper(hex)});
  forms_.push_back({"percent-encoded", escape_each(text, [](unsigned char c) { return fmt::format("%{:02X}", c); })});
  forms_.push_back(
      {"percent-encoded, small", escape_each(text, [](unsigned char c) { return fmt::format("%{:02x}", c); })});
  forms_.push_back(
      {"as JSON's escapes", escape_each(text, [](unsigned char c) { return fmt::format("\\u{:04x}", c); })});
  forms_.push_back({"as JSON's escapes in capitals",
                    escape_each(text, [](unsigned char c) { return fmt::format("\\u{:04X}", c); })});
  forms_.push_back({"UTF-16LE", escape_each(text, [](unsigned char c) { return std::string{char(c), '\0'}; })});
  forms_.push_back({"UTF-16BE", escape_each(text, [](unsigned char c) { return std::string{'\0', char(c)}; })});
}

std::vector<std::string> Planted::find_in(std::string_view bytes, std::string_view where) const {
  constexpr std::size_t kAround = 60;
  std::vector<std::string> found;
  for (const Form& form : forms_) {
    const std::size_t at = bytes.find(form.bytes);
    if (at == std::string_view::npos) continue;
    const std::size_t from = at - std::min(at, kAround);
    found.push_back(fmt::format("{}, {}: {}", where, form.name,
                                readable(bytes.substr(from, at - from + form.bytes.size() + kAround))));
  }
  return found;
}

std::vector<std::string> Planted::find_in_files(const fs::path& folder) const {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto bytes = read_file(entry.path());
    if (!bytes) {  // a database may have removed it by now
      if (fs::exists(entry.path())) found.push_back("cannot be read: " + bytes.error().to_string());
      continue;
    }
    auto more = find_in(*bytes, entry.path().lexically_relative(folder).string());
    std::move(more.begin(), more.end(), std::back_inserter(found));
  }
  return found;
}

}  // namespace signet::test
