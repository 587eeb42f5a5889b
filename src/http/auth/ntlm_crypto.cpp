#include "http/auth/ntlm_crypto.h"

#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <array>

#include "base/owned.h"

namespace signet::http {

namespace {

constexpr std::size_t kDigestBytes = 16;

/// A library context with the default and the legacy provider. What could not be loaded shows when it is fetched.
class LegacyOpenSsl {
 public:
  LegacyOpenSsl()
      : context_(OSSL_LIB_CTX_new()),
        default_(OSSL_PROVIDER_load(context_, "default")),
        legacy_(OSSL_PROVIDER_load(context_, "legacy")) {}
  ~LegacyOpenSsl() {
    OSSL_PROVIDER_unload(legacy_);
    OSSL_PROVIDER_unload(default_);
    OSSL_LIB_CTX_free(context_);
  }
  LegacyOpenSsl(const LegacyOpenSsl&) = delete;
  LegacyOpenSsl& operator=(const LegacyOpenSsl&) = delete;
  [[nodiscard]] OSSL_LIB_CTX* context() const { return context_; }

 private:
  OSSL_LIB_CTX* context_;
  OSSL_PROVIDER* default_;
  OSSL_PROVIDER* legacy_;
};

OSSL_LIB_CTX* legacy_context() {
  static const LegacyOpenSsl kInstance;
  return kInstance.context();
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

Error missing(std::string_view hash) {
  return fail(ErrorCode::kUnsupported, fmt::format("NTLM needs {}, which this OpenSSL does not offer", hash),
              "install OpenSSL's legacy provider (legacy.so; part of libssl3 on Debian), or set OPENSSL_MODULES to the "
              "folder that holds it");
}

}  // namespace

Result<std::string> md4(std::string_view bytes) {
  const Owned<EVP_MD, EVP_MD_free> method(EVP_MD_fetch(legacy_context(), "MD4", nullptr));
  std::string digest(kDigestBytes, '\0');
  unsigned size = 0;
  if (method == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), &size, method.get(), nullptr) != 1 ||
      size != digest.size()) {
    return missing("MD4");
  }
  return digest;
}

Result<std::string> hmac_md5(std::string_view key, std::string_view bytes) {
  const Owned<EVP_MAC, EVP_MAC_free> method(EVP_MAC_fetch(legacy_context(), "HMAC", nullptr));
  if (method == nullptr) return missing("HMAC");
  const Owned<EVP_MAC_CTX, EVP_MAC_CTX_free> context(EVP_MAC_CTX_new(method.get()));
  std::array<char, 4> name = {'M', 'D', '5', '\0'};
  const std::array<OSSL_PARAM, 2> parameters = {OSSL_PARAM_construct_utf8_string("digest", name.data(), 0),
                                                OSSL_PARAM_construct_end()};
  std::string digest(kDigestBytes, '\0');
  std::size_t size = 0;
  if (context == nullptr || EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters.data()) != 1 ||
      EVP_MAC_update(context.get(), bytes_of(bytes), bytes.size()) != 1 ||
      EVP_MAC_final(context.get(), bytes_of(digest), &size, digest.size()) != 1 || size != digest.size()) {
    return missing("HMAC-MD5");
  }
  return digest;
}

}  // namespace signet::http
