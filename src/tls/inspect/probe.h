// Inside this folder only: one connection to the server under inspection, with exactly one protocol and what else is to
// be tried, and what came of it. All at OpenSSL's security level 0, and without trust: a probe asks, it protects
// nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tls/handshake.h"
#include "tls/inspect/hello.h"
#include "tls/inspect/socket.h"
#include "tls/openssl.h"
#include "tls/protocol.h"

namespace signet::tls {

using SessionPtr = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

/// The server under inspection.
struct Endpoint {
  Address address;
  std::string server_name;  ///< SNI; empty: none sent
  std::chrono::milliseconds timeout{5000};
  Clock::time_point deadline;               ///< of the whole inspection
  std::atomic<int>* connections = nullptr;  ///< counts them; may be null
};

/// What to offer. Empty lists are OpenSSL's choice, with every suite that it can speak.
struct Offer {
  Protocol protocol = Protocol::kTls12;
  std::vector<std::uint16_t> suites;  ///< IANA's numbers, in the order of preference
  std::string groups;                 ///< OpenSSL's list
  std::string signature_algorithms;   ///< OpenSSL's list
  std::vector<std::string> alpn;
  bool complete = false;          ///< go on after the ServerHello, to the end of the handshake
  bool stay = false;              ///< wait a little after it for a ticket, or for a late refusal (TLS 1.3)
  bool tickets = true;            ///< offer session tickets
  bool fallback = false;          ///< say that this is a second try after a newer protocol failed (RFC 7507)
  bool staple = false;            ///< ask for an OCSP answer, judged with `trust`
  X509_STORE* trust = nullptr;    ///< not owned
  SSL_SESSION* resume = nullptr;  ///< not owned
};

enum class Outcome {
  kAccepted,     ///< a ServerHello came that takes what was offered
  kRefused,      ///< an alert, the end of the connection, or another protocol
  kSilent,       ///< nothing before the time limit
  kUnreachable,  ///< no connection
  kNotTls,       ///< something that is no TLS
  kNothing,      ///< OpenSSL has nothing of what was to be offered
};

struct Answer {
  Outcome outcome = Outcome::kSilent;
  std::string reason;  ///< why not, in OpenSSL's or the system's words
  int alert = -1;      ///< received; RFC 8446 §6
  std::optional<ServerHello> hello;
  std::uint16_t curve = 0;  ///< of an ECDHE exchange up to TLS 1.2, by IANA's number; 0: not said
  // What was agreed, as far as the handshake went:
  bool completed = false;
  Handshake handshake;  ///< verified and client stay empty
  int dh_bits = 0;      ///< size of the prime of a DHE exchange
  X509ChainPtr chain;
  SessionPtr session;
  // Seen on the way:
  bool client_certificate_requested = false;
  std::vector<std::string> client_authorities;  ///< whose certificates the server wants; at most 20
  bool refused_without_certificate = false;
};

[[nodiscard]] Answer probe(const Endpoint& endpoint, const Offer& offer);

/// The same by hand-made bytes, for what OpenSSL does not speak; ends at the ServerHello.
[[nodiscard]] Answer probe_raw(const Endpoint& endpoint, const RawOffer& offer);

}  // namespace signet::tls
