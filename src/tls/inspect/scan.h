// Inside this folder only: questions to a server that take several connections, one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tls/inspect/inspection.h"
#include "tls/inspect/probe.h"

namespace signet::tls {

/// What a list of offers, each without what was taken before, came to.
struct Scan {
  std::vector<std::uint16_t> taken;  ///< in the order in which the server chose
  bool incomplete = false;           ///< it ended by silence, not by refusal
  int unanswered = 0;
};

/// The suites with this protocol among those that OpenSSL speaks.
[[nodiscard]] Scan scan_suites(const Endpoint& endpoint, Protocol protocol);
/// The suites with this protocol (also kSsl30) among `suites`, by hand-made ClientHellos.
[[nodiscard]] Scan scan_raw_suites(const Endpoint& endpoint, std::uint16_t version, std::vector<std::uint16_t> suites);

/// Which of two suites is chosen when they are offered in this order; 0 when neither.
[[nodiscard]] std::uint16_t choose(const Endpoint& endpoint, Protocol protocol, std::uint16_t first,
                                   std::uint16_t second);

/// The groups that TLS 1.3 takes, each offered alone.
[[nodiscard]] bool takes_group(const Endpoint& endpoint, std::uint16_t group);
/// The curves for ECDHE up to TLS 1.2. `suites` are taken ones; `certificate_curve` (OpenSSL's name, or empty) is that
/// of an ECDSA certificate, without which the server cannot use it (RFC 8422 §5.1).
[[nodiscard]] Scan scan_curves(const Endpoint& endpoint, Protocol protocol, const std::vector<std::uint16_t>& suites,
                               const std::string& certificate_curve);
/// The group that TLS 1.3 chooses when these are offered in this order; 0: none.
[[nodiscard]] std::uint16_t choose_group(const Endpoint& endpoint, const std::vector<std::uint16_t>& groups);

/// What a second handshake with the session of the first came to.
struct Resumption {
  bool resumed = false;
  bool early_data = false;
};
[[nodiscard]] Resumption try_resumption(const Endpoint& endpoint, Protocol protocol, bool tickets);

}  // namespace signet::tls
