// Owners of OpenSSL objects for tests/support/*.cpp, and `must`, which ends the test program with OpenSSL's reason.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/owned.h"

namespace signet::test {

using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using OwnedCertificate = Owned<X509, X509_free>;
using OwnedBio = Owned<BIO, BIO_free_all>;

/// Ends the program unless `done`: a broken forge must not look like a passed test.
inline void must(bool done, const char* what) {
  if (done) return;
  (void)std::fprintf(stderr, "test support: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  std::abort();
}

inline OwnedBio reading_bio(std::string_view text) {
  OwnedBio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  must(bio != nullptr, "BIO_new_mem_buf");
  return bio;
}

inline OwnedBio writing_bio() {
  OwnedBio bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr, "BIO_new");
  return bio;
}

inline std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

inline OwnedCertificate read_certificate(std::string_view pem) {
  OwnedCertificate certificate(PEM_read_bio_X509(reading_bio(pem).get(), nullptr, nullptr, nullptr));
  must(certificate != nullptr, "reading a certificate");
  return certificate;
}

inline OwnedKey read_key(std::string_view pem) {
  OwnedKey key(PEM_read_bio_PrivateKey(reading_bio(pem).get(), nullptr, nullptr, nullptr));
  must(key != nullptr, "reading a key");
  return key;
}

}  // namespace signet::test
