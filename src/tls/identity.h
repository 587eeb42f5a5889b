// A client certificate with its private key, loaded and checked before anything is sent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "tls/certificate.h"

namespace signet::tls {

/// Where an identity lies: PEM certificate (further ones are its chain) and key, which may be in one file; or PKCS#12.
struct IdentityFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;                       ///< empty: in the file of the certificate
  std::filesystem::path pkcs12;                    ///< when set, the other two are not looked at
  std::shared_ptr<const SecretString> passphrase;  ///< of the key or the PKCS#12; may be null
};

class Identity {
 public:
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// The certificate, then its chain.
  [[nodiscard]] const std::vector<Certificate>& certificates() const { return certificates_; }
  /// Tells a pair that is expired, or not valid yet, at `now` (seconds since 1970).
  [[nodiscard]] Status check_dates(std::int64_t now) const;
  /// Gives certificate, chain and key to an SSL_CTX.
  [[nodiscard]] Status use_in(void* ssl_ctx) const;
  /// Signs by RSASSA-PSS with SHA-256 and a salt of its length, as PS256 of RFC 7518 §3.5 is. For RSA keys only.
  [[nodiscard]] Result<std::string> sign_ps256(std::string_view bytes) const;

 private:
  struct Parts;
  Identity(std::unique_ptr<Parts> parts, std::vector<Certificate> certificates);
  friend Result<std::shared_ptr<const Identity>> parse_identity(std::string_view, std::string_view,
                                                                const SecretString*);
  friend Result<std::shared_ptr<const Identity>> parse_pkcs12(std::string_view, const SecretString*);

  std::unique_ptr<Parts> parts_;
  std::vector<Certificate> certificates_;
};

/// Reads the files and checks that the key belongs to the certificate. Errors name the file, the fault (missing, not
/// a key, wrong or missing passphrase, key of another certificate) and never the passphrase.
[[nodiscard]] Result<std::shared_ptr<const Identity>> load_identity(const IdentityFiles& files);

/// Whether the files are encrypted and have no passphrase, so that asking for one makes sense.
[[nodiscard]] bool wants_passphrase(const IdentityFiles& files);

/// The same from bytes: PEM (or a certificate in DER), and PEM or DER of the key (PKCS#1, PKCS#8, encrypted, SEC 1).
[[nodiscard]] Result<std::shared_ptr<const Identity>> parse_identity(std::string_view certificate, std::string_view key,
                                                                     const SecretString* passphrase);
/// The same from PKCS#12 (RFC 7292), old RC2 and 3DES containers included where OpenSSL's legacy provider is there.
[[nodiscard]] Result<std::shared_ptr<const Identity>> parse_pkcs12(std::string_view bytes,
                                                                   const SecretString* passphrase);

}  // namespace signet::tls
