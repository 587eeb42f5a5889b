#include "http/url_encoding.h"

#include <idn2.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::http {

namespace {

using Table = std::array<bool, 256>;

constexpr Table make_table(std::string_view encoded) {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = i < 0x20 || i >= 0x7F;
  for (const char c : encoded) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<Table, 4> kTables = {
    make_table(" \"<>`#?{}"),             // path
    make_table(" \"#'<>"),                // query
    make_table(" \"<>`#?{}/:;=@[\\]^|"),  // user info
    make_table(" \"<>`"),                 // fragment
};

constexpr std::string_view kForbiddenInHosts = std::string_view("\0\t\n\r #/:<>?@[\\]^|%\x7F", 19);

/// A number of an IPv4 address: decimal, 0x hexadecimal or 0 octal (WHATWG URL, "IPv4 number parser").
std::optional<std::uint64_t> ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int base = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    base = 8;
  }
  std::uint64_t value = 0;
  if (text.empty()) return value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "127.1" → "127.0.0.1"; nullopt when the last label is no number, so that the host is a name.
std::optional<std::string> ipv4_address(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  const std::string_view last = host.substr(dot == std::string_view::npos ? 0 : dot + 1);
  if (last.empty() || last.front() < '0' || last.front() > '9' || !ipv4_number(last)) return std::nullopt;
  const std::vector<std::string> parts = split(host, '.');
  if (parts.size() > 4) return std::string(host);
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = ipv4_number(parts[i]);
    const std::size_t bytes = i + 1 == parts.size() ? 5 - parts.size() : 1;
    if (!number || *number >= (std::uint64_t{1} << (8 * bytes))) return std::string(host);
    address |= *number << (8 * (4 - i - bytes));
  }
  return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
}

/// "127.0.0.1", the way that nearly all addresses are written.
bool is_plain_address(std::string_view host) {
  int dots = 0;
  std::size_t digits = 0;
  unsigned value = 0;
  for (const char c : host) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = value = 0;
    } else if (c < '0' || c > '9' || (digits == 1 && value == 0)) {
      return false;
    } else {
      ++digits;
      value = value * 10 + static_cast<unsigned>(c - '0');
      if (digits > 3 || value > 255) return false;
    }
  }
  return dots == 3 && digits > 0;
}

}  // namespace

std::string encode_part(std::string_view text, EncodeSet set) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const Table& table = kTables[static_cast<std::size_t>(set)];
  std::string out;
  out.reserve(text.size() + 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!table[byte]) {
      out += text[i];
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string host_to_ascii(std::string_view host) {
  if (is_plain_address(host)) return std::string(host);
  if (host.empty() || host.front() == '[') return to_lower(host);
  std::string name = to_lower(host);
  if (name.find('%') != std::string::npos) name = to_lower(percent_decode(name));
  if (name.find_first_of(kForbiddenInHosts) != std::string::npos) return std::string(host);
  if (!is_ascii(name)) {
    char* encoded = nullptr;
    if (idn2_to_ascii_8z(name.c_str(), &encoded, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK) {
      return std::string(host);
    }
    name = encoded;
    idn2_free(encoded);
  }
  if (const auto address = ipv4_address(name)) return *address;
  return name;
}

}  // namespace signet::http
