#include "crypto/primitives.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <limits>

#include "base/owned.h"
#include "crypto/bytes.h"

namespace signet::crypto {

namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t kDerivedBytes = 32;

Error broken(std::string_view what) {
  return fail(ErrorCode::kInternal, fmt::format("OpenSSL refused {}", what));
}

Key secret_key(const SecretString& secret) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes_of(secret.expose()), secret.size()));
}

/// Key and nonce in place; null when OpenSSL refuses.
CipherContext begin(bool encrypt, const SecretString& key, std::string_view nonce) {
  CipherContext context(EVP_CIPHER_CTX_new());
  if (context == nullptr || key.size() != kDerivedBytes || nonce.size() != kChaChaNonceBytes ||
      EVP_CipherInit_ex(context.get(), EVP_chacha20_poly1305(), nullptr, bytes_of(key.expose()), bytes_of(nonce),
                        encrypt ? 1 : 0) != 1) {
    return nullptr;
  }
  return context;
}

bool pass(EVP_CIPHER_CTX* context, std::string_view input, std::span<char> output) {
  int written = 0;
  return input.size() <= std::numeric_limits<int>::max() &&
         (input.empty() ||
          EVP_CipherUpdate(context, bytes_of(output), &written, bytes_of(input), static_cast<int>(input.size())) == 1);
}

}  // namespace

SecretString random_secret(std::size_t size) {
  SecretString secret = SecretString::of_size(size);
  randombytes_buf(secret.bytes().data(), secret.size());
  return secret;
}

Result<std::string> x25519_public(const SecretString& secret) {
  const Key key = secret_key(secret);
  std::string out(kX25519Bytes, '\0');
  std::size_t size = out.size();
  if (key == nullptr || EVP_PKEY_get_raw_public_key(key.get(), bytes_of(std::span<char>(out)), &size) != 1) {
    return broken("an X25519 key");
  }
  return out;
}

Result<SecretString> x25519(const SecretString& secret, std::string_view other) {
  const Key own = secret_key(secret);
  const Key theirs(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes_of(other), other.size()));
  if (own == nullptr || theirs == nullptr) return broken("an X25519 key");
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(own.get(), nullptr));
  SecretString shared = SecretString::of_size(kX25519Bytes);
  std::size_t size = shared.size();
  if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1) {
    return broken("X25519");
  }
  // OpenSSL refuses a shared secret of zeros, as RFC 7748 §6.1 suggests.
  if (EVP_PKEY_derive(context.get(), bytes_of(shared.bytes()), &size) != 1) {
    return fail(ErrorCode::kInvalidInput, "a public X25519 key has low order, so that it keeps nothing secret");
  }
  return shared;
}

Status chacha_encrypt(const SecretString& key, std::string_view nonce, std::string_view plain, std::span<char> out) {
  const CipherContext context = begin(true, key, nonce);
  if (context == nullptr || out.size() != plain.size() + kPolyTagBytes) return broken("ChaCha20-Poly1305");
  const std::span<char> tag = out.subspan(plain.size());
  int written = 0;
  if (!pass(context.get(), plain, out) || EVP_CipherFinal_ex(context.get(), bytes_of(tag), &written) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kPolyTagBytes, tag.data()) != 1) {
    return broken("ChaCha20-Poly1305");
  }
  return {};
}

Status chacha_decrypt(const SecretString& key, std::string_view nonce, std::string_view sealed, std::span<char> out) {
  const CipherContext context = begin(false, key, nonce);
  if (context == nullptr || sealed.size() != out.size() + kPolyTagBytes) return broken("ChaCha20-Poly1305");
  std::string tag(sealed.substr(out.size()));
  std::array<char, kPolyTagBytes> rest{};
  int written = 0;
  if (!pass(context.get(), sealed.substr(0, out.size()), out) ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kPolyTagBytes, tag.data()) != 1) {
    return broken("ChaCha20-Poly1305");
  }
  if (EVP_CipherFinal_ex(context.get(), bytes_of(std::span<char>(rest)), &written) == 1) return {};
  wipe(out);
  return fail(ErrorCode::kInvalidInput, "not genuine: a wrong key, or changed bytes");
}

Result<SecretString> scrypt(const SecretString& passphrase, std::string_view salt, unsigned log_n) {
  constexpr std::uint64_t kBlocks = 8;
  const std::uint64_t n = std::uint64_t{1} << log_n;
  // 128 · N · r bytes and a little more (RFC 7914 §2).
  const std::uint64_t memory = 128 * kBlocks * (n + 64);
  SecretString key = SecretString::of_size(kDerivedBytes);
  if (EVP_PBE_scrypt(passphrase.expose().data(), passphrase.size(), bytes_of(salt), salt.size(), n, kBlocks, 1, memory,
                     bytes_of(key.bytes()), key.size()) != 1) {
    return fail(ErrorCode::kLimit, fmt::format("scrypt needs {} MiB of memory, which are not to be had", memory >> 20U),
                "close other programs and try again");
  }
  return key;
}

Result<std::string> hmac_sha256(const SecretString& key, std::string_view text) {
  std::string out(kDerivedBytes, '\0');
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.expose().data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
           bytes_of(std::span<char>(out)), &size) == nullptr) {
    return broken("HMAC-SHA256");
  }
  return out;
}

}  // namespace signet::crypto
