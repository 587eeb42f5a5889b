#include "demo/certificate.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/owned.h"

namespace signet::demo {
namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using X509Certificate = Owned<X509, X509_free>;
using Bio = Owned<BIO, BIO_free_all>;

bool add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_random_serial(X509* certificate) {
  constexpr int kSerialBits = 159;  // RFC 5280 4.1.2.2: positive, at most 20 octets
  const Owned<BIGNUM, BN_free> number(BN_new());
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_names_and_times(X509* certificate) {
  constexpr long kHour = 3600;
  constexpr long kMonth = 30L * 24 * kHour;
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common_name, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kHour) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), kMonth) != nullptr;
}

X509Certificate make_certificate(EVP_PKEY* key) {
  constexpr long kVersion3 = 2;
  X509Certificate certificate(X509_new());
  const bool made = certificate && X509_set_version(certificate.get(), kVersion3) == 1 &&
                    set_random_serial(certificate.get()) && set_names_and_times(certificate.get()) &&
                    X509_set_pubkey(certificate.get(), key) == 1 &&
                    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
                    add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyCertSign") &&
                    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
                    add_extension(certificate.get(), NID_subject_key_identifier, "hash") &&
                    add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
                    X509_sign(certificate.get(), key, EVP_sha256()) != 0;
  return made ? std::move(certificate) : nullptr;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Certificate> make_loopback_certificate() {
  const Error failure = fail(ErrorCode::kInternal, "cannot make a certificate for the demo API",
                             "check that OpenSSL works here, or start it without HTTPS");
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failure;
  const X509Certificate certificate = make_certificate(key.get());
  const Bio certificate_bio(BIO_new(BIO_s_mem()));
  const Bio key_bio(BIO_new(BIO_s_mem()));
  if (!certificate || !certificate_bio || !key_bio) return failure;
  if (PEM_write_bio_X509(certificate_bio.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return failure;
  }
  return Certificate{text_of(certificate_bio.get()), text_of(key_bio.get())};
}

}  // namespace signet::demo
