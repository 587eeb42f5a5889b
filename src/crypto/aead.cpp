#include "crypto/aead.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>

#include <algorithm>
#include <atomic>

#include "base/owned.h"
#include "crypto/bytes.h"
#include "crypto/gcm.h"

namespace signet::crypto {

namespace {

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr char kVersion = 1;
/// One call of OpenSSL takes an int's worth of bytes.
constexpr std::size_t kPieceBytes = std::size_t{1} << 30;

Error broken(std::string_view what) {
  return fail(ErrorCode::kInternal, fmt::format("OpenSSL refused AES-256-GCM: {}", what));
}

/// Looked up once: each EVP_aes_256_gcm() would be looked up again.
const EVP_CIPHER* aes_256_gcm() {
  static const Owned<EVP_CIPHER, EVP_CIPHER_free> cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  return cipher.get();
}

/// How often this process is a fork of the one that it began as. A child must not draw what its parent draws, too.
std::atomic<unsigned>& forks() {
  static std::atomic<unsigned> count = 0;
  [[maybe_unused]] static const int watched = ::pthread_atfork(nullptr, nullptr, [] { ++count; });
  return count;
}

/// Nonces from the system's generator, some at a time: one alone takes as long as sealing a small value. Few, and none
/// of them secret: what a core dump or a copy of a machine holds of those to come stays small.
class Nonces {
 public:
  std::string_view next() {
    const unsigned now = forks();
    if (at_ == bytes_.size() || forks_ != now) {
      randombytes_buf(bytes_.data(), bytes_.size());
      at_ = 0;
      forks_ = now;
    }
    at_ += kNonceBytes;
    return {bytes_.data() + at_ - kNonceBytes, kNonceBytes};
  }

 private:
  static constexpr std::size_t kDrawn = 16;
  std::array<char, kDrawn * kNonceBytes> bytes_{};
  std::size_t at_ = bytes_.size();
  unsigned forks_ = 0;
};

/// Of this thread alone.
std::string_view next_nonce() {
  thread_local Nonces nonces;
  return nonces.next();
}

/// Key and nonce in place.
bool start(EVP_CIPHER_CTX* context, int direction, const SecretString& key, std::string_view nonce) {
  const EVP_CIPHER* cipher = aes_256_gcm();
  if (cipher == nullptr) return false;
  if (nonce.size() != kNonceBytes) {  // must be told first
    const auto nonce_bytes = static_cast<int>(nonce.size());
    if (EVP_CipherInit_ex(context, cipher, nullptr, nullptr, nullptr, direction) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, nonce_bytes, nullptr) != 1) {
      return false;
    }
    cipher = nullptr;
  }
  return EVP_CipherInit_ex(context, cipher, nullptr, bytes_of(key.expose()), bytes_of(nonce), direction) == 1;
}

/// Key, nonce and associated data in place; null when OpenSSL refuses.
CipherContext begin(bool encrypt, const SecretString& key, std::string_view nonce, std::string_view place) {
  CipherContext context(EVP_CIPHER_CTX_new());
  if (context == nullptr || !start(context.get(), encrypt ? 1 : 0, key, nonce)) return nullptr;
  int written = 0;
  const auto size = static_cast<int>(place.size());
  if (size > 0 && EVP_CipherUpdate(context.get(), nullptr, &written, bytes_of(place), size) != 1) return nullptr;
  return context;
}

/// Ends encryption: writes the tag.
bool finish(EVP_CIPHER_CTX* context, std::span<char> tag) {
  int written = 0;
  return EVP_CipherFinal_ex(context, bytes_of(tag), &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) == 1;
}

/// Ciphers `input` into `output`, which has its size.
bool pass(EVP_CIPHER_CTX* context, std::string_view input, std::span<char> output) {
  for (std::size_t at = 0; at < input.size(); at += kPieceBytes) {
    const std::string_view piece = input.substr(at, kPieceBytes);
    int written = 0;
    if (EVP_CipherUpdate(context, bytes_of(output.subspan(at)), &written, bytes_of(piece),
                         static_cast<int>(piece.size())) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

Status gcm_encrypt(const SecretString& key, std::string_view nonce, std::string_view plain, std::string_view place,
                   std::span<char> out) {
  if (key.size() != kKeyBytes) return broken("the key has not 256 bits");
  if (out.size() != plain.size() + kTagBytes || nonce.empty()) return broken("wrong sizes");
  const CipherContext context = begin(true, key, nonce, place);
  if (context == nullptr) return broken("it did not start");
  if (!pass(context.get(), plain, out) || !finish(context.get(), out.subspan(plain.size()))) {
    return broken("it did not end");
  }
  return {};
}

Status gcm_decrypt(const SecretString& key, std::string_view nonce, std::string_view sealed, std::string_view place,
                   std::span<char> out) {
  if (key.size() != kKeyBytes) return broken("the key has not 256 bits");
  if (sealed.size() != out.size() + kTagBytes || nonce.empty()) return broken("wrong sizes");
  const CipherContext context = begin(false, key, nonce, place);
  if (context == nullptr) return broken("it did not start");
  std::string tag(sealed.substr(out.size()));
  int written = 0;
  if (!pass(context.get(), sealed.substr(0, out.size()), out) ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) != 1) {
    return broken("it did not end");
  }
  std::array<char, kTagBytes> rest{};
  if (EVP_CipherFinal_ex(context.get(), bytes_of(std::span<char>(rest)), &written) == 1) return {};
  wipe(out);
  return fail(ErrorCode::kInvalidInput,
              "the sealed value is not genuine: a wrong key, changed bytes, or another place");
}

Result<std::string> seal(const SecretString& key, const KeyId& key_id, std::string_view plain, std::string_view place) {
  if (key.size() != kKeyBytes) return broken("the key has not 256 bits");
  const std::string_view nonce = next_nonce();
  const CipherContext context = begin(true, key, nonce, place);
  if (context == nullptr) return broken("it did not start");
  bool is_done = false;
  std::string sealed;
  // To fill it with zeros first would cost a tenth of the time.
  sealed.resize_and_overwrite(plain.size() + kSealOverhead, [&](char* bytes, std::size_t size) {
    const std::span<char> out(bytes, size);
    out[0] = kVersion;
    std::copy(key_id.begin(), key_id.end(), out.begin() + 1);
    std::copy(nonce.begin(), nonce.end(), out.begin() + 1 + kKeyIdBytes);
    const std::span<char> ciphertext = out.subspan(1 + kKeyIdBytes + kNonceBytes);
    is_done = pass(context.get(), plain, ciphertext) && finish(context.get(), ciphertext.subspan(plain.size()));
    return is_done ? size : 0;
  });
  if (!is_done) return broken("it did not end");
  return sealed;
}

Result<KeyId> key_id_of(std::string_view sealed) {
  if (sealed.size() < kSealOverhead) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a sealed value of {} bytes is cut short", sealed.size()));
  }
  if (sealed[0] != kVersion) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a sealed value of version {} is not known", static_cast<unsigned char>(sealed[0])),
                "a newer Signet may open it");
  }
  KeyId id{};
  std::copy_n(sealed.begin() + 1, kKeyIdBytes, id.begin());
  return id;
}

Result<SecretString> open(const SecretString& key, const KeyId& key_id, std::string_view sealed,
                          std::string_view place) {
  SIGNET_TRY(const KeyId id, key_id_of(sealed));
  if (id != key_id) return fail(ErrorCode::kInvalidInput, "the value was sealed by another key");
  const std::string_view nonce = sealed.substr(1 + kKeyIdBytes, kNonceBytes);
  const std::string_view ciphertext = sealed.substr(1 + kKeyIdBytes + kNonceBytes);
  SecretString plain = SecretString::for_overwrite(ciphertext.size() - kTagBytes);
  SIGNET_CHECK(gcm_decrypt(key, nonce, ciphertext, place, plain.bytes()));
  return plain;
}

}  // namespace signet::crypto
