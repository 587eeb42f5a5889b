// Inside this room only: owners for OpenSSL's objects, and its error queue as text.
#pragma once

#include <openssl/bio.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/owned.h"
#include "base/result.h"

namespace signet::tls {

inline void free_certificates(STACK_OF(X509) * chain) {
  sk_X509_pop_free(chain, X509_free);
}

using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using ContextPtr = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Freed<SSL_free>>;
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using X509ChainPtr = std::unique_ptr<STACK_OF(X509), Freed<free_certificates>>;
using CrlPtr = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Pkcs12Ptr = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;

/// A BIO that reads `bytes`, which must outlive it.
[[nodiscard]] BioPtr read_only(std::string_view bytes);

/// Takes OpenSSL's queue of errors away and gives the first one's reason ("bad decrypt"); empty when there is none.
[[nodiscard]] std::string take_openssl_error();

/// The raw digest; empty when OpenSSL cannot make it.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// What a memory BIO holds.
[[nodiscard]] std::string contents(BIO* memory);

}  // namespace signet::tls
