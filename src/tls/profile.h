// Settings checked and loaded once, then applied to every connection that is made with them. libcurl hands its SSL_CTX
// to apply() (CURLOPT_SSL_CTX_FUNCTION); everything a setting means to OpenSSL stands here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tls/handshake.h"
#include "tls/identity.h"
#include "tls/settings.h"

namespace signet::tls {

/// What was seen of one handshake while it went on; explain() reads it when the handshake failed.
struct Attempt {
  std::string host;       ///< of the URL
  std::size_t range = 0;  ///< which range of protocols was offered
  /// What the server takes, asked after the handshake failed over the version; empty: not asked, or no answer.
  ProtocolSet server_protocols;
  std::uint16_t server_version = 0;  ///< of the ServerHello; 0: none came
  int alert_received = -1;           ///< RFC 8446 §6; -1: none
  int alert_sent = -1;
  int verify_error = 0;  ///< X509_V_ERR_...; 0: none
  int verify_depth = 0;
  std::optional<Certificate> refused;  ///< the certificate that the error is about
  bool pins_missed = false;
  bool client_certificate_requested = false;
  Staple staple = Staple::kNotAsked;
  std::vector<Certificate> chain;  ///< as the server sent it, when the check failed

  /// Whether the certificate is for other names than the host.
  [[nodiscard]] bool is_name_mismatch() const;
};

/// Connections of a profile belong to one thread; another thread loads its own.
class Profile : public std::enable_shared_from_this<Profile> {
 public:
  ~Profile();
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

  /// Checks names and reads files. `identity` may be null.
  /// Fails with kInvalidInput: an unknown suite, group or algorithm, no protocol left, a CA or CRL file that cannot be
  /// read, a pin that is none.
  [[nodiscard]] static Result<std::shared_ptr<const Profile>> load(Settings settings,
                                                                   std::shared_ptr<const Identity> identity);

  [[nodiscard]] const Settings& settings() const;
  [[nodiscard]] const Identity* identity() const;
  /// Those that are on.
  [[nodiscard]] const ProtocolSet& protocols() const;
  /// Connections may be shared only where the keys are equal: a hash over all settings, files' contents included.
  [[nodiscard]] const std::string& key() const;
  /// A set of protocols with a hole (1.1 and 1.3 without 1.2) cannot be offered at once: OpenSSL would offer the part
  /// below the hole only. It is tried range by range, the newest first. The second try carries no fallback mark
  /// (RFC 7507), which would make servers refuse that know the version in the hole: who allows 1.1 gets 1.1 when
  /// somebody in between suppresses the first try.
  [[nodiscard]] std::size_t range_count() const;
  [[nodiscard]] ProtocolSet range(std::size_t number) const;
  /// Old protocols and weak suites work only at OpenSSL's security level 0, set for connections of this profile alone.
  [[nodiscard]] bool lowers_security() const;

  /// Configures `ssl_ctx` (an SSL_CTX*) for one handshake, which notes what it sees in `attempt`.
  [[nodiscard]] Status apply(void* ssl_ctx, const std::shared_ptr<Attempt>& attempt) const;

 private:
  struct Parts;
  explicit Profile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// The agreement of a connection; `ssl` is an SSL* whose SSL_CTX went through apply(). Made once a connection.
[[nodiscard]] std::shared_ptr<const Handshake> handshake_of(void* ssl);

/// Whether the failure is one that the next range of protocols may mend.
[[nodiscard]] bool is_version_failure(const Attempt& attempt, std::string_view openssl_reason);

}  // namespace signet::tls
