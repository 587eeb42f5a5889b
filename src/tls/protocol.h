// The versions of TLS, and sets of them. SSL 2 and 3 are not spoken at all (RFC 6176, RFC 7568).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::tls {

enum class Protocol : std::uint8_t { kTls10, kTls11, kTls12, kTls13 };

inline constexpr std::array<Protocol, 4> kProtocols = {Protocol::kTls10, Protocol::kTls11, Protocol::kTls12,
                                                       Protocol::kTls13};

/// "TLS 1.2".
[[nodiscard]] std::string_view name(Protocol protocol);
/// The number on the wire, 0x0303 for TLS 1.2 (RFC 8446 §4.2.1); OpenSSL's TLS1_2_VERSION.
[[nodiscard]] std::uint16_t wire_version(Protocol protocol);
/// "TLS 1.2", or "SSL 3.0" and "version 0x1234" for what is no Protocol.
[[nodiscard]] std::string version_name(std::uint16_t wire_version);

/// Any subset of the protocols.
class ProtocolSet {
 public:
  constexpr ProtocolSet() = default;
  constexpr ProtocolSet(std::initializer_list<Protocol> protocols) {
    for (const Protocol protocol : protocols) add(protocol);
  }
  constexpr void add(Protocol protocol) { bits_ |= bit(protocol); }
  constexpr void remove(Protocol protocol) { bits_ &= static_cast<std::uint8_t>(~bit(protocol)); }
  constexpr void add(const ProtocolSet& protocols) { bits_ |= protocols.bits_; }
  constexpr void remove(const ProtocolSet& protocols) { bits_ &= static_cast<std::uint8_t>(~protocols.bits_); }
  [[nodiscard]] constexpr bool contains(Protocol protocol) const { return (bits_ & bit(protocol)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  /// "TLS 1.0, TLS 1.2", or "none".
  [[nodiscard]] std::string to_string() const;
  constexpr bool operator==(const ProtocolSet&) const = default;

 private:
  static constexpr std::uint8_t bit(Protocol protocol) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(protocol));
  }
  std::uint8_t bits_ = 0;
};

/// What is on when nothing is said: TLS 1.2 and 1.3, as in Node.js and so in Postman.
inline constexpr ProtocolSet kDefaultProtocols = {Protocol::kTls12, Protocol::kTls13};

/// A protocol by any usual name: "TLSv1_2" (Postman), "TLSv1.2" (OpenSSL), "TLS 1.2", "1.2". The SSL versions that
/// Postman's lists may hold ("SSLv2", "SSLv3") are known and give an empty set.
/// Fails with kInvalidInput, naming the known ones.
[[nodiscard]] Result<ProtocolSet> parse_protocol(std::string_view text);

}  // namespace signet::tls
