#include "server/front/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace signet::server {
namespace {

constexpr unsigned kBits = 128;
constexpr unsigned kMappedBits = 96;  // of ::ffff:0:0/96, which holds IPv4

/// The address with all bits behind `prefix` cleared.
Address masked(const Address& address, unsigned prefix) {
  Address::Bytes bytes = address.bytes();
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = prefix <= i * 8 ? 0 : std::min(8U, prefix - i * 8);
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & static_cast<std::uint8_t>(0xFF00U >> kept));
  }
  return Address(bytes);
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string terminated(text);
  Bytes bytes{};
  if (text.find(':') != std::string_view::npos) {
    if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return Address(bytes);
  }
  bytes[10] = bytes[11] = 0xFF;
  if (::inet_pton(AF_INET, terminated.c_str(), bytes.data() + 12) != 1) return std::nullopt;
  return Address(bytes);
}

bool Address::is_ipv4() const {
  return std::all_of(bytes_.begin(), bytes_.begin() + 10, [](auto b) { return b == 0; }) && bytes_[10] == 0xFF &&
         bytes_[11] == 0xFF;
}

bool Address::is_loopback() const {
  constexpr std::uint8_t kLoopbackNetwork = 127;
  if (is_ipv4()) return bytes_[12] == kLoopbackNetwork;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; }) && bytes_[15] == 1;
}

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool ipv4 = is_ipv4();
  ::inet_ntop(ipv4 ? AF_INET : AF_INET6, bytes_.data() + (ipv4 ? 12 : 0), text.data(), text.size());
  return text.data();
}

Address Address::client_network() const {
  constexpr unsigned kCustomerPrefix = 64;
  return is_ipv4() ? *this : masked(*this, kCustomerPrefix);
}

Result<AddressRanges> AddressRanges::parse(const std::vector<std::string>& entries) {
  AddressRanges ranges;
  for (const std::string& entry : entries) {
    const auto slash = entry.find('/');
    const auto address = Address::parse(std::string_view(entry).substr(0, slash));
    unsigned prefix = kBits;
    bool fine = address.has_value();
    if (fine && slash != std::string::npos) {
      const bool ipv4 = entry.find(':') == std::string::npos;
      const auto bits = parse_number<unsigned>(std::string_view(entry).substr(slash + 1));
      fine = bits && *bits <= (ipv4 ? kBits - kMappedBits : kBits);
      prefix = bits.value_or(0) + (ipv4 ? kMappedBits : 0);
    }
    if (!fine) {
      return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no range of IP addresses", entry),
                  "give a range such as 10.0.0.0/8 or fd00::/8, or one address");
    }
    if (masked(*address, prefix) != *address) {
      return fail(ErrorCode::kInvalidInput, fmt::format("'{}' has bits set behind its prefix", entry),
                  fmt::format("did you mean {}/{}?", masked(*address, prefix).to_string(), entry.substr(slash + 1)));
    }
    ranges.ranges_.push_back({*address, prefix});
  }
  return ranges;
}

bool AddressRanges::contains(const Address& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Range& range) { return masked(address, range.prefix) == range.first; });
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no address to listen on", text),
                "give HOST:PORT, such as 127.0.0.1:8080, [::1]:8443 or *:443");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = text.substr(0, colon);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return wrong();
  if (host == "*") return ListenAddress{"::", *port, false};
  if (host == "localhost") return ListenAddress{"127.0.0.1", *port, true};
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = Address::parse(host);
  if (!address || bracketed != (host.find(':') != std::string_view::npos)) return wrong();
  return ListenAddress{std::string(host), *port, address->is_loopback()};
}

}  // namespace signet::server
