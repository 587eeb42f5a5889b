// A real OpenSSL server on loopback for TLS tests. It answers every HTTP/1.1 request with 200 and a small JSON body,
// keeps connections open, and records each handshake as it looked from its side. One thread per connection; the
// destructor ends them all.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/tls_authority.h"

namespace signet::test {

/// The number that stands for the protocol on the wire.
enum class TlsVersion : std::uint16_t { kTls10 = 0x0301, kTls11 = 0x0302, kTls12 = 0x0303, kTls13 = 0x0304 };

enum class ClientCertificate { kNone, kRequested, kRequired };

struct TlsServerOptions {
  std::set<TlsVersion> protocols = {TlsVersion::kTls12, TlsVersion::kTls13};
  /// OpenSSL's cipher list for TLS 1.2 and older, its suites for TLS 1.3, its groups; empty means OpenSSL's default.
  std::string ciphers;
  std::string suites;
  std::string groups;
  std::string signature_algorithms;
  /// Whether the server's order of suites counts, not the client's.
  bool prefer_own_order = false;
  /// One for each type of key, e.g. RSA and ECDSA.
  std::vector<Identity> identities;
  ClientCertificate client_certificate = ClientCertificate::kNone;
  std::string client_ca_pem;
  /// In the order of preference; empty: no ALPN. A client that offers none of these goes on without ALPN.
  std::vector<std::string> alpn;
  std::string ocsp_staple_der;
  /// Resumption by tickets (TLS 1.3: by tickets that hold the session).
  bool tickets = true;
  /// Resumption by session id (TLS 1.3: by tickets that name the session). With neither, nothing is resumed.
  bool session_cache = true;
};

/// One handshake as the server saw it. Fields that it did not come to are empty.
struct TlsHandshake {
  bool completed = false;
  std::string error;     ///< OpenSSL's reason when it failed, e.g. "tlsv1 alert unknown ca"
  std::string protocol;  ///< "TLSv1.3"
  std::string suite;     ///< in OpenSSL's name: "ECDHE-RSA-AES128-GCM-SHA256"
  std::string group;     ///< "x25519", "secp256r1"; empty without ECDHE
  std::string alpn;
  bool resumed = false;
  std::string client_subject;  ///< "CN = alice"; empty without a client certificate
  // From the ClientHello:
  std::string sni;
  std::vector<std::uint16_t> offered_protocols;  ///< in the client's order, GREASE values left out
  std::vector<std::uint16_t> offered_suites;     ///< as sent, with signalling values such as 0x00ff
  std::vector<std::string> offered_alpn;
};

/// OpenSSL's default security level would refuse old protocols, SHA-1 and short keys: the server is at level 0 always,
/// so that what happens is the client's decision.
class TlsServer {
 public:
  explicit TlsServer(const TlsServerOptions& options);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "https://HOST:PORT/PATH"; the server listens on 127.0.0.1.
  [[nodiscard]] std::string url(std::string_view path = "/", std::string_view host = "127.0.0.1") const;

  /// The handshakes that are over, in the order in which they ended.
  [[nodiscard]] std::vector<TlsHandshake> handshakes() const;
  /// Waits until `count` handshakes are over: a client may know the outcome before the server does. Gives what there
  /// is after ten seconds.
  [[nodiscard]] std::vector<TlsHandshake> wait_for_handshakes(std::size_t count) const;
  /// HTTP requests answered so far; a client that has its answer is counted.
  [[nodiscard]] std::size_t requests() const;
  /// The handshake of the connection that answered last; a client that has its answer is in it. The last of
  /// `handshakes()` may be another one: that of a client that was refused before, and had gone sooner.
  [[nodiscard]] TlsHandshake handshake_of_last_request() const;
  /// Connections accepted so far, whatever came of them.
  [[nodiscard]] std::size_t connections() const;

 private:
  struct Context;  // the SSL_CTX and what its callbacks read

  void accept_all();
  void serve(int fd);
  void record(TlsHandshake handshake);
  void count_request(const TlsHandshake& handshake);

  std::unique_ptr<Context> context_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<TlsHandshake> handshakes_;
  std::size_t requests_ = 0;
  TlsHandshake of_last_request_;
  std::set<int> open_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

}  // namespace signet::test
