#include "tests/support/tls_authority.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include <ctime>
#include <map>
#include <mutex>

#include "tests/support/openssl_owned.h"

namespace signet::test {
namespace {

constexpr long kHour = 3600;
constexpr long kDay = 24 * kHour;

enum class Role { kRoot, kIntermediate, kLeaf };

OwnedKey make_key(KeyType type) {
  switch (type) {
    case KeyType::kRsa1024:
      return OwnedKey(EVP_RSA_gen(1024U));
    case KeyType::kRsa2048:
      return OwnedKey(EVP_RSA_gen(2048U));
    case KeyType::kRsa3072:
      return OwnedKey(EVP_RSA_gen(3072U));
    case KeyType::kEcP256:
      return OwnedKey(EVP_EC_gen("P-256"));
    case KeyType::kEcP384:
      return OwnedKey(EVP_EC_gen("P-384"));
    case KeyType::kEd25519:
      return OwnedKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

std::string new_key_pem(KeyType type) {
  const OwnedKey key = make_key(type);
  must(key != nullptr, "making a key");
  const OwnedBio bio = writing_bio();
  must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
       "writing a key");
  return text_of(bio.get());
}

/// A PKCS#8 key; RSA keys, which are slow to make, come from a cache of this process.
std::string key_pem(KeyType type, Role role) {
  static std::mutex mutex;
  static std::map<std::pair<KeyType, Role>, std::string> cache;
  const bool is_rsa = type == KeyType::kRsa1024 || type == KeyType::kRsa2048 || type == KeyType::kRsa3072;
  if (!is_rsa) return new_key_pem(type);
  const std::lock_guard lock(mutex);
  std::string& pem = cache[{type, role}];
  if (pem.empty()) pem = new_key_pem(type);
  return pem;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

void set_random_serial(X509* certificate) {
  constexpr int kSerialBits = 159;  // RFC 5280 4.1.2.2: positive, at most 20 octets
  const Owned<BIGNUM, BN_free> number(BN_new());
  must(number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
       "making a serial number");
}

/// A certificate with serial, subject, times and key; extensions and the signature are still to come.
OwnedCertificate start_certificate(const std::string& name, EVP_PKEY* key, long not_before, long not_after) {
  constexpr long kVersion3 = 2;
  OwnedCertificate certificate(X509_new());
  must(certificate && X509_set_version(certificate.get(), kVersion3) == 1, "X509_new");
  set_random_serial(certificate.get());
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, static_cast<int>(name.size()), -1, 0) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate.get()), not_before) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate.get()), not_after) != nullptr &&
           X509_set_pubkey(certificate.get(), key) == 1,
       "filling a certificate");
  return certificate;
}

/// The hash for signing with this key: none for Ed25519, which brings its own (RFC 8410).
const EVP_MD* signing_hash(const EVP_PKEY* key, SignatureHash hash) {
  if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) return nullptr;
  return hash == SignatureHash::kSha1 ? EVP_sha1() : EVP_sha256();
}

std::string sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, SignatureHash hash) {
  must(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "naming the issuer");
  must(X509_sign(certificate, issuer_key, signing_hash(issuer_key, hash)) != 0, "signing a certificate");
  const OwnedBio bio = writing_bio();
  must(PEM_write_bio_X509(bio.get(), certificate) == 1, "writing a certificate");
  return text_of(bio.get());
}

/// An authority's certificate, signed by `parent` or, when that has no key, by itself.
Identity make_authority(const std::string& name, KeyType type, const Identity& parent) {
  const bool is_root = parent.key_pem.empty();
  Identity made;
  made.key_pem = key_pem(type, is_root ? Role::kRoot : Role::kIntermediate);
  const OwnedKey key = read_key(made.key_pem);
  const OwnedCertificate certificate = start_certificate(name, key.get(), -kDay, 365 * kDay);
  const OwnedCertificate parent_certificate = is_root ? nullptr : read_certificate(parent.certificate_pem);
  const OwnedKey parent_key = is_root ? nullptr : read_key(parent.key_pem);
  X509* issuer = is_root ? certificate.get() : parent_certificate.get();
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), issuer, NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature");
  add_extension(certificate.get(), issuer, NID_subject_key_identifier, "hash");
  if (!is_root) add_extension(certificate.get(), issuer, NID_authority_key_identifier, "keyid:always");
  made.certificate_pem =
      sign(certificate.get(), issuer, is_root ? key.get() : parent_key.get(), SignatureHash::kSha256);
  made.chain_pem = made.certificate_pem;
  return made;
}

bool is_address(const std::string& name) {
  in6_addr buffer{};
  return ::inet_pton(AF_INET, name.c_str(), &buffer) == 1 || ::inet_pton(AF_INET6, name.c_str(), &buffer) == 1;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return text;
}

void add_leaf_extensions(X509* certificate, X509* issuer, const LeafOptions& options) {
  add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
  const bool is_rsa = EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) == EVP_PKEY_RSA;
  add_extension(certificate, issuer, NID_key_usage,
                is_rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
  add_extension(certificate, issuer, NID_ext_key_usage, options.usage == Usage::kServer ? "serverAuth" : "clientAuth");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  if (!options.self_signed) add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  if (!options.names.empty()) {
    add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(options.names));
  }
  if (!options.issuer_url.empty()) {
    add_extension(certificate, issuer, NID_info_access, "caIssuers;URI:" + options.issuer_url);
  }
}

using OwnedCrl = Owned<X509_CRL, X509_CRL_free>;
using OwnedTime = Owned<ASN1_TIME, ASN1_TIME_free>;

OwnedTime time_from_now(long seconds) {
  OwnedTime time(X509_gmtime_adj(nullptr, seconds));
  must(time != nullptr, "X509_gmtime_adj");
  return time;
}

void add_revoked(X509_CRL* crl, const Identity& leaf) {
  const OwnedCertificate certificate = read_certificate(leaf.certificate_pem);
  Owned<X509_REVOKED, X509_REVOKED_free> entry(X509_REVOKED_new());
  const OwnedTime when = time_from_now(-kHour);
  must(entry && X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(certificate.get())) == 1 &&
           X509_REVOKED_set_revocationDate(entry.get(), when.get()) == 1 &&
           X509_CRL_add0_revoked(crl, entry.release()) == 1,
       "adding to a revocation list");
}

std::string make_crl(const Identity& authority, const std::vector<Identity>& revoked, bool expired) {
  const OwnedCertificate issuer = read_certificate(authority.certificate_pem);
  const OwnedKey key = read_key(authority.key_pem);
  const OwnedCrl crl(X509_CRL_new());
  const OwnedTime last = time_from_now(-kHour);
  const OwnedTime next = time_from_now(expired ? -kHour / 2 : kDay);
  must(crl && X509_CRL_set_version(crl.get(), 1) == 1 &&
           X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.get())) == 1 &&
           X509_CRL_set1_lastUpdate(crl.get(), last.get()) == 1 && X509_CRL_set1_nextUpdate(crl.get(), next.get()) == 1,
       "filling a revocation list");
  for (const Identity& leaf : revoked) add_revoked(crl.get(), leaf);
  must(X509_CRL_sort(crl.get()) == 1, "sorting a revocation list");
  must(X509_CRL_sign(crl.get(), key.get(), signing_hash(key.get(), SignatureHash::kSha256)) != 0,
       "signing a revocation list");
  const OwnedBio bio = writing_bio();
  must(PEM_write_bio_X509_CRL(bio.get(), crl.get()) == 1, "writing a revocation list");
  return text_of(bio.get());
}

int ocsp_status(OcspAnswer answer) {
  switch (answer) {
    case OcspAnswer::kRevoked:
      return V_OCSP_CERTSTATUS_REVOKED;
    case OcspAnswer::kUnknown:
      return V_OCSP_CERTSTATUS_UNKNOWN;
    case OcspAnswer::kGood:
    case OcspAnswer::kExpired:
      break;
  }
  return V_OCSP_CERTSTATUS_GOOD;
}

/// OpenSSL with the legacy provider, which alone has RC2, apart from the rest of the process.
OSSL_LIB_CTX* legacy_library() {
  static OSSL_LIB_CTX* const library = [] {
    OSSL_LIB_CTX* made = OSSL_LIB_CTX_new();
    must(made != nullptr && OSSL_PROVIDER_load(made, "default") != nullptr &&
             OSSL_PROVIDER_load(made, "legacy") != nullptr,
         "loading OpenSSL's legacy provider");
    return made;
  }();
  return library;
}

/// NIDs of the encryptions of key bag and certificate bag.
std::pair<int, int> pkcs12_ciphers(Pkcs12Encryption encryption) {
  switch (encryption) {
    case Pkcs12Encryption::kTripleDes:
      return {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And3_Key_TripleDES_CBC};
    case Pkcs12Encryption::kLegacyRc2:
      return {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And40BitRC2_CBC};
    case Pkcs12Encryption::kAes256:
      break;
  }
  return {NID_aes_256_cbc, NID_aes_256_cbc};
}

void free_certificates(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}

/// The certificates of `pem` after the first.
Owned<STACK_OF(X509), free_certificates> further_certificates(std::string_view pem) {
  Owned<STACK_OF(X509), free_certificates> stack(sk_X509_new_null());
  const OwnedBio bio = reading_bio(pem);
  bool first = true;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (first) {
      X509_free(certificate);
    } else {
      must(sk_X509_push(stack.get(), certificate) > 0, "sk_X509_push");
    }
    first = false;
  }
  ERR_clear_error();  // the end of the text is reported as an error
  return stack;
}

}  // namespace

TlsAuthority::TlsAuthority(const AuthorityOptions& options) : root_(make_authority(options.name, options.key, {})) {
  if (options.intermediate) intermediate_ = make_authority(options.name + " Intermediate", options.key, root_);
}

Identity TlsAuthority::issue(const LeafOptions& options) const {
  Identity leaf;
  leaf.key_pem = key_pem(options.key, Role::kLeaf);
  const OwnedKey key = read_key(leaf.key_pem);
  std::string name = options.common_name;
  if (name.empty()) name = options.names.empty() ? "Signet Test" : options.names.front();
  const OwnedCertificate certificate =
      start_certificate(name, key.get(), options.not_before.count(), options.not_after.count());
  const OwnedCertificate issuer_certificate = read_certificate(issuer().certificate_pem);
  const OwnedKey issuer_key = read_key(issuer().key_pem);
  X509* signer = options.self_signed ? certificate.get() : issuer_certificate.get();
  add_leaf_extensions(certificate.get(), signer, options);
  leaf.certificate_pem =
      sign(certificate.get(), signer, options.self_signed ? key.get() : issuer_key.get(), options.hash);
  leaf.chain_pem = leaf.certificate_pem;
  if (!options.self_signed && !options.missing_intermediate) leaf.chain_pem += intermediate_.certificate_pem;
  return leaf;
}

std::string TlsAuthority::crl_pem(const std::vector<Identity>& revoked, bool expired) const {
  std::string text = make_crl(issuer(), revoked, expired);
  if (!intermediate_.key_pem.empty()) text += make_crl(root_, {}, expired);
  return text;
}

std::string TlsAuthority::ocsp_response_der(const Identity& leaf, OcspAnswer answer) const {
  const OwnedCertificate certificate = read_certificate(leaf.certificate_pem);
  const OwnedCertificate signer = read_certificate(issuer().certificate_pem);
  const OwnedKey key = read_key(issuer().key_pem);
  const bool expired = answer == OcspAnswer::kExpired;
  const OwnedTime from = time_from_now(expired ? -2 * kDay : -kHour);
  const OwnedTime until = time_from_now(expired ? -kDay : kDay);
  const OwnedTime revoked_at = time_from_now(-kHour);
  const Owned<OCSP_CERTID, OCSP_CERTID_free> id(OCSP_cert_to_id(EVP_sha1(), certificate.get(), signer.get()));
  const Owned<OCSP_BASICRESP, OCSP_BASICRESP_free> basic(OCSP_BASICRESP_new());
  const bool is_revoked = answer == OcspAnswer::kRevoked;
  must(id && basic &&
           OCSP_basic_add1_status(basic.get(), id.get(), ocsp_status(answer), OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                                  is_revoked ? revoked_at.get() : nullptr, from.get(), until.get()) != nullptr &&
           OCSP_basic_sign(basic.get(), signer.get(), key.get(), signing_hash(key.get(), SignatureHash::kSha256),
                           nullptr, 0) == 1,
       "making an OCSP answer");
  const Owned<OCSP_RESPONSE, OCSP_RESPONSE_free> response(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_RESPONSE(response.get(), &der);
  must(size > 0, "writing an OCSP answer");
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

std::string encrypted_key_pem(const Identity& identity, std::string_view passphrase) {
  const OwnedKey key = read_key(identity.key_pem);
  const OwnedBio bio = writing_bio();
  must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                     static_cast<int>(passphrase.size()), nullptr, nullptr) == 1,
       "encrypting a key");
  return text_of(bio.get());
}

std::string pkcs12_der(const Identity& identity, std::string_view passphrase, Pkcs12Encryption encryption) {
  const OwnedCertificate certificate = read_certificate(identity.certificate_pem);
  const OwnedKey key = read_key(identity.key_pem);
  const auto further = further_certificates(identity.chain_pem);
  const auto [key_cipher, certificate_cipher] = pkcs12_ciphers(encryption);
  OSSL_LIB_CTX* library = encryption == Pkcs12Encryption::kLegacyRc2 ? legacy_library() : nullptr;
  const std::string secret(passphrase);
  const Owned<PKCS12, PKCS12_free> file(PKCS12_create_ex(secret.c_str(), "signet test", key.get(), certificate.get(),
                                                         further.get(), key_cipher, certificate_cipher, 0, 0, 0,
                                                         library, nullptr));
  const OwnedBio bio = writing_bio();
  must(file && i2d_PKCS12_bio(bio.get(), file.get()) == 1, "making a PKCS#12 file");
  return text_of(bio.get());
}

}  // namespace signet::test
