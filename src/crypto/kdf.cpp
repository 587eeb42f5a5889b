#include "crypto/kdf.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>

#include "base/owned.h"

namespace signet::crypto {

namespace {

constexpr std::size_t kDerivedBytes = 32;
constexpr std::size_t kBytesPerKib = 1024;

// OpenSSL's parameters are not const, though it only reads them.
void* bytes_of(std::string_view text) {
  return const_cast<char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

}  // namespace

Result<SecretString> argon2id(std::string_view passphrase, std::string_view salt, Argon2Cost cost) {
  static_assert(kSaltBytes == crypto_pwhash_argon2id_SALTBYTES);
  const std::size_t memory = static_cast<std::size_t>(cost.memory_kib) * kBytesPerKib;
  if (salt.size() != kSaltBytes || memory < crypto_pwhash_argon2id_MEMLIMIT_MIN || cost.passes < 1) {
    return fail(ErrorCode::kInvalidInput, fmt::format("Argon2id does not take a salt of {} bytes, {} KiB and {} passes",
                                                      salt.size(), cost.memory_kib, cost.passes));
  }
  if (cost.memory_kib > kMaxArgon2Cost.memory_kib || cost.passes > kMaxArgon2Cost.passes) {
    return fail(ErrorCode::kLimit,
                fmt::format("Argon2id with {} KiB and {} passes is more than the limit of {} and {}", cost.memory_kib,
                            cost.passes, kMaxArgon2Cost.memory_kib, kMaxArgon2Cost.passes));
  }
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "libsodium did not start");
  SecretString key = SecretString::of_size(kDerivedBytes);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libsodium's bytes
  auto* out = reinterpret_cast<unsigned char*>(key.bytes().data());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const auto* salt_bytes = reinterpret_cast<const unsigned char*>(salt.data());
  if (crypto_pwhash_argon2id(out, key.size(), passphrase.data(), passphrase.size(), salt_bytes, cost.passes, memory,
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kLimit,
                fmt::format("Argon2id needs {} KiB of memory, which are not to be had", cost.memory_kib),
                "close other programs and try again");
  }
  return key;
}

Result<SecretString> hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info, std::size_t size) {
  const Owned<EVP_KDF, EVP_KDF_free> kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr));
  const Owned<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(kdf.get()));
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 5> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, bytes_of(key), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, bytes_of(salt), salt.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, bytes_of(info), info.size()), OSSL_PARAM_construct_end()};
  SecretString out = SecretString::of_size(size);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes
  auto* bytes = reinterpret_cast<unsigned char*>(out.bytes().data());
  if (context == nullptr || EVP_KDF_derive(context.get(), bytes, size, parameters.data()) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL refused HKDF-SHA256");
  }
  return out;
}

}  // namespace signet::crypto
