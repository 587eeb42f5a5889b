// A forge of certificates for TLS tests: authorities, certificates with every fault, revocation lists, OCSP answers,
// encrypted keys and PKCS#12 files. All values are PEM or DER text; a forge that fails ends the test program.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace signet::test {

enum class KeyType { kRsa1024, kRsa2048, kRsa3072, kEcP256, kEcP384, kEd25519 };
enum class SignatureHash { kSha256, kSha1 };
enum class Usage { kServer, kClient };

struct AuthorityOptions {
  std::string name = "Signet Test Root";
  KeyType key = KeyType::kEcP256;
  /// Certificates are then signed by an authority in between, named `name` + " Intermediate".
  bool intermediate = false;
};

struct LeafOptions {
  /// Subject alternative names: host names, wildcards, IPv4 and IPv6 addresses.
  std::vector<std::string> names = {"localhost", "127.0.0.1"};
  /// Relative to now.
  std::chrono::seconds not_before = -std::chrono::hours(1);
  std::chrono::seconds not_after = std::chrono::hours(24 * 30);
  KeyType key = KeyType::kEcP256;
  SignatureHash hash = SignatureHash::kSha256;
  Usage usage = Usage::kServer;
  bool self_signed = false;
  /// Leaves the intermediate out of `chain_pem`, as servers do that were set up wrongly.
  bool missing_intermediate = false;
  /// Of the subject; empty: the first of `names`.
  std::string common_name;
  /// Where the issuer's certificate can be fetched (authorityInfoAccess, caIssuers); empty: not said.
  std::string issuer_url;
};

/// A certificate with its private key.
struct Identity {
  std::string certificate_pem;
  std::string chain_pem;  ///< what a server sends: the certificate, then the intermediate if any; never the root
  std::string key_pem;    ///< PKCS#8, not encrypted
};

enum class OcspAnswer { kGood, kRevoked, kUnknown, kExpired };

/// A certificate authority. RSA keys are made once in a process and used again (one for roots, one for intermediates,
/// one for leafs of each size); the others are fresh each time. Copies are the same authority.
class TlsAuthority {
 public:
  explicit TlsAuthority(const AuthorityOptions& options = {});

  /// The root's certificate: what a client trusts.
  [[nodiscard]] const std::string& root_pem() const { return root_.certificate_pem; }
  /// The intermediate's certificate, or empty without one.
  [[nodiscard]] const std::string& intermediate_pem() const { return intermediate_.certificate_pem; }

  [[nodiscard]] Identity issue(const LeafOptions& options = {}) const;

  /// The issuer's revocation list with these certificates in it; with an intermediate, the root's empty one follows.
  /// Valid from an hour ago to tomorrow, or until half an hour ago when `expired`.
  [[nodiscard]] std::string crl_pem(const std::vector<Identity>& revoked, bool expired = false) const;

  /// A DER OCSP response about the certificate, signed by its issuer. kExpired is good, but no longer valid.
  [[nodiscard]] std::string ocsp_response_der(const Identity& leaf, OcspAnswer answer) const;

 private:
  [[nodiscard]] const Identity& issuer() const { return intermediate_.key_pem.empty() ? root_ : intermediate_; }

  Identity root_;
  Identity intermediate_;
};

/// The private key as PKCS#8 encrypted with AES-256-CBC ("BEGIN ENCRYPTED PRIVATE KEY").
[[nodiscard]] std::string encrypted_key_pem(const Identity& identity, std::string_view passphrase);

/// How the bags of a PKCS#12 file are encrypted. Only kLegacyRc2 needs OpenSSL's legacy provider to be read.
enum class Pkcs12Encryption { kAes256, kTripleDes, kLegacyRc2 };

/// Certificate, chain and key as a PKCS#12 file.
[[nodiscard]] std::string pkcs12_der(const Identity& identity, std::string_view passphrase,
                                     Pkcs12Encryption encryption = Pkcs12Encryption::kAes256);

}  // namespace signet::test
