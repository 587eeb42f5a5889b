// What an inspection of a server found, as plain values: facts only. findings.h judges them, policy.h holds them to a
// minimum. Text that came from the server (names in certificates, ALPN) may hold anything printable; control characters
// are escaped already, and all lists are bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "tls/certificate.h"
#include "tls/handshake.h"
#include "tls/inspect/grade.h"

namespace signet::tls {

/// The wire version of SSL 3.0, which is no Protocol as Signet does not speak it.
inline constexpr std::uint16_t kSsl30 = 0x0300;

/// How much a finding weighs.
enum class Level {
  kNote,     ///< good to know
  kWarning,  ///< should be mended; the exit code does not mind
  kPolicy,   ///< below the minimum that was asked for
  kFault,    ///< clients are refused or not protected
};

[[nodiscard]] std::string_view name(Level level);

/// Something to mend: what it is, and what to do about it, in words.
struct Finding {
  Level level = Level::kNote;
  std::string code;  ///< "certificate-expired"; stable, for programs
  std::string what;
  std::string advice;
};

enum class Taken { kYes, kNo, kNoAnswer };

/// Whose order of suites (or groups) decides.
enum class Order {
  kNone,  ///< there are fewer than two
  kServer,
  kClient,
  kMixed,  ///< the server's, but some neighbours are equals: see OfferedProtocol::equals
};

[[nodiscard]] std::string_view name(Order order);

struct OfferedSuite {
  std::uint16_t id = 0;
  std::string name;          ///< IANA's
  std::string openssl_name;  ///< empty for a suite that OpenSSL 3 does not speak
  SuiteGrade grade;
};

struct OfferedProtocol {
  std::uint16_t version = 0;  ///< on the wire: 0x0300 for SSL 3.0
  std::string name;           ///< "TLS 1.2"
  Taken taken = Taken::kNo;
  std::string reason;  ///< why not
  /// In the order in which the server chose among all; those that OpenSSL 3 does not speak come last, by a scan of
  /// their own.
  std::vector<OfferedSuite> suites;
  Order order = Order::kNone;
  /// Pairs of neighbours in `suites` of which the client's first is taken, though the order is the server's elsewhere.
  std::vector<std::pair<std::string, std::string>> equals;
  bool incomplete = false;  ///< the server fell silent before the end of the list
};

struct OfferedGroup {
  std::uint16_t id = 0;
  std::string name;
  bool tls13 = false;  ///< taken in TLS 1.3
  bool tls12 = false;  ///< taken with ECDHE up to TLS 1.2
  int bits = 0;        ///< of security; 0: not known
};

/// A certificate that the server shows, with its chain. Servers may have one for each type of key.
struct ShownCertificate {
  std::vector<Certificate> chain;  ///< as sent, the server's own first
  std::vector<Finding> faults;     ///< of level kFault; empty: verified
  std::vector<Finding> remarks;    ///< of lower levels
};

enum class ClientCertificateWish { kNone, kRequested, kRequired };

struct Inspection {
  std::string host;
  std::uint16_t port = 0;
  std::string address;                     ///< "203.0.113.7:443"
  std::string server_name;                 ///< SNI as sent; empty: none
  std::vector<OfferedProtocol> protocols;  ///< oldest first, SSL 3.0 included
  std::vector<OfferedGroup> groups;
  Order group_order = Order::kNone;
  std::string preferred_group;    ///< when the order is the server's
  int dh_bits = 0;                ///< of DHE up to TLS 1.2; 0: none
  Handshake handshake;            ///< with the newest protocol and OpenSSL's defaults
  std::vector<std::string> alpn;  ///< taken of h2 and http/1.1
  Order alpn_order = Order::kNone;
  std::vector<ShownCertificate> certificates;
  std::optional<bool> ticket_resumption;       ///< TLS 1.2 and older, RFC 5077
  std::optional<bool> session_id_resumption;   ///< TLS 1.2 and older, RFC 5246 §7.3
  std::optional<bool> psk_resumption;          ///< TLS 1.3
  bool early_data = false;                     ///< the server's tickets allow 0-RTT
  std::optional<bool> secure_renegotiation;    ///< RFC 5746, up to TLS 1.2
  std::optional<bool> extended_master_secret;  ///< RFC 7627, up to TLS 1.2
  std::optional<bool> fallback_protection;     ///< RFC 7507
  std::optional<bool> compression;             ///< up to TLS 1.2
  ClientCertificateWish client_certificate = ClientCertificateWish::kNone;
  std::vector<std::string> client_authorities;
  std::vector<std::string> not_tested;  ///< in words
  int connections = 0;
  int unanswered = 0;  ///< connections that got no answer in time, or none at all
  std::int64_t milliseconds = 0;

  [[nodiscard]] const OfferedProtocol* find(std::uint16_t version) const;
  [[nodiscard]] bool takes(std::uint16_t version) const;
};

/// docs/tls-inspector.md describes it.
[[nodiscard]] json::object to_json(const Inspection& inspection);
[[nodiscard]] json::object to_json(const Finding& finding);

}  // namespace signet::tls
