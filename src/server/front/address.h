// IP addresses and ranges of them, for trusted proxies, allow lists and limits per client.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::server {

/// An IPv4 or IPv6 address. IPv4 is kept as IPv4-mapped IPv6, so that "::ffff:10.0.0.1" and "10.0.0.1" are one.
class Address {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  Address() = default;
  explicit Address(const Bytes& bytes) : bytes_(bytes) {}
  /// "10.0.0.1", "2001:db8::1"; nullopt for anything else, zones and brackets included.
  [[nodiscard]] static std::optional<Address> parse(std::string_view text);

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] bool is_ipv4() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string to_string() const;
  /// The network that counts as one client: the address itself, or the /64 of an IPv6 address, which is the smallest
  /// part that a provider gives to a customer.
  [[nodiscard]] Address client_network() const;

  [[nodiscard]] bool operator==(const Address&) const = default;
  [[nodiscard]] auto operator<=>(const Address&) const = default;

 private:
  Bytes bytes_{};
};

/// A list of ranges: "10.0.0.0/8", "fd00::/8", or single addresses.
class AddressRanges {
 public:
  /// Fails with kInvalidInput naming the entry that is no range, or that has bits set behind its prefix.
  [[nodiscard]] static Result<AddressRanges> parse(const std::vector<std::string>& entries);
  [[nodiscard]] bool contains(const Address& address) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }

 private:
  struct Range {
    Address first;
    unsigned prefix = 128;
  };
  std::vector<Range> ranges_;
};

/// Where to listen.
struct ListenAddress {
  std::string address;  ///< an IP address
  std::uint16_t port = 0;
  bool loopback = false;
};

/// "127.0.0.1:8080", "[::1]:8443", "localhost:8080", "*:443" (every address). Fails with kInvalidInput.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace signet::server
