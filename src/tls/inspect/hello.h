// ClientHellos made and ServerHellos read byte by byte (RFC 8446 §4.1, RFC 5246 §7.4.1, RFC 6101 for SSL 3.0). OpenSSL
// 3 speaks neither SSL 3.0, nor compression, nor the suites with RC4, DES, 3DES and their kin; whether a server would
// take them shows in its first message, before any cryptography. Pure functions over hostile bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signet::tls {

/// What a ServerHello says.
struct ServerHello {
  std::uint16_t version = 0;     ///< chosen: supported_versions where it is, else the legacy field
  std::uint16_t suite = 0;       ///< IANA's number
  std::uint8_t compression = 0;  ///< 0: none
  std::uint16_t group = 0;       ///< of TLS 1.3's key share; 0: not said
  bool retry = false;            ///< a HelloRetryRequest (RFC 8446 §4.1.4)
  bool secure_renegotiation = false;
  bool extended_master_secret = false;
};

/// The body of a ServerHello, without the four bytes of the handshake header. Nothing when it breaks the format.
[[nodiscard]] std::optional<ServerHello> parse_server_hello(std::string_view body);

/// The curve of a ServerKeyExchange, by IANA's number, from its body when an ECDHE suite was chosen (RFC 8422 §5.4).
/// 0 when it names none.
[[nodiscard]] std::uint16_t parse_named_curve(std::string_view body);

/// What to offer. Without `groups`, suites with elliptic curves find the curves that servers commonly take. For TLS 1.3
/// there is no key share in it, so that a server which takes one of the groups answers with a HelloRetryRequest for it.
struct RawOffer {
  std::uint16_t version = 0;
  std::vector<std::uint16_t> suites;
  std::string server_name;            ///< SNI; empty: none sent
  std::vector<std::uint16_t> groups;  ///< IANA's numbers
  bool deflate = false;               ///< offer compression too (RFC 3749)
};

/// A ClientHello in its record, ready to send. `random` fills the field of that name; its first 32 bytes are used.
[[nodiscard]] std::string client_hello(const RawOffer& offer, std::string_view random);

/// Reads a server's answer until its ServerHello, its refusal or the proof that it speaks no TLS.
class HelloReader {
 public:
  enum class State { kReading, kHello, kAlert, kNotTls };

  /// Takes the next bytes, whatever their cut. Does nothing more once the state is not kReading.
  State feed(std::string_view bytes);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const ServerHello& hello() const { return hello_; }
  [[nodiscard]] int alert() const { return alert_; }

 private:
  bool take_record();
  void take_handshake(std::string_view fragment);
  void take_alert(std::string_view fragment);

  State state_ = State::kReading;
  std::string buffer_;
  std::string handshake_;
  std::size_t seen_ = 0;
  ServerHello hello_;
  int alert_ = -1;
};

}  // namespace signet::tls
