#include "crypto/age_payload.h"

#include <algorithm>
#include <cstdint>

#include "base/ids.h"
#include "crypto/aead.h"
#include "crypto/age.h"
#include "crypto/age_format.h"
#include "crypto/kdf.h"
#include "crypto/primitives.h"

namespace signet::crypto {

namespace {

constexpr std::size_t kPayloadNonce = 16;
constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr std::size_t kSealedChunk = kChunk + kPolyTagBytes;

/// Eleven bytes that count the chunks, big-endian, and one that marks the last.
std::string chunk_nonce(std::uint64_t number, bool last) {
  std::string nonce(kChaChaNonceBytes, '\0');
  for (std::size_t i = 0; i < sizeof number; ++i) {
    nonce[kChaChaNonceBytes - 2 - i] = static_cast<char>((number >> (8 * i)) & 0xffU);
  }
  nonce.back() = last ? 1 : 0;
  return nonce;
}

Result<SecretString> payload_key(const SecretString& file_key, std::string_view nonce) {
  return hkdf_sha256(file_key.expose(), nonce, "payload", kKeyBytes);
}

}  // namespace

Status append_age_payload(std::string& out, const SecretString& file_key, std::string_view plain) {
  const std::string nonce = random_bytes(kPayloadNonce);
  auto key = payload_key(file_key, nonce);
  if (!key) return std::move(key).error();
  out += nonce;
  out.reserve(out.size() + plain.size() + (plain.size() / kChunk + 1) * kPolyTagBytes);
  std::uint64_t number = 0;
  for (std::size_t at = 0; at == 0 || at < plain.size(); at += kChunk) {
    const std::string_view chunk = plain.substr(at, kChunk);
    const bool last = at + kChunk >= plain.size();
    const std::size_t begin = out.size();
    out.resize(begin + chunk.size() + kPolyTagBytes);
    SIGNET_CHECK(chacha_encrypt(*key, chunk_nonce(number++, last), chunk, std::span<char>(out).subspan(begin)));
  }
  return {};
}

Result<SecretString> open_age_payload(const SecretString& file_key, std::string_view payload) {
  if (payload.size() < kPayloadNonce + kPolyTagBytes) return bad_age_file("it is cut short");
  SIGNET_TRY(const SecretString key, payload_key(file_key, payload.substr(0, kPayloadNonce)));
  const std::string_view sealed = payload.substr(kPayloadNonce);
  const std::size_t chunks = (sealed.size() + kSealedChunk - 1) / kSealedChunk;
  const std::size_t last_size = sealed.size() - (chunks - 1) * kSealedChunk;
  // Only a file without any content has an empty last chunk.
  if (last_size < kPolyTagBytes || (last_size == kPolyTagBytes && chunks > 1)) return bad_age_file("it is cut short");
  if (sealed.size() - chunks * kPolyTagBytes > kMaxAgeBytes) {
    return fail(ErrorCode::kLimit, "the age file is larger than is read here");
  }
  SecretString plain = SecretString::of_size(sealed.size() - chunks * kPolyTagBytes);
  for (std::size_t i = 0; i < chunks; ++i) {
    const std::string_view chunk = sealed.substr(i * kSealedChunk, kSealedChunk);
    const std::span<char> out = plain.bytes().subspan(i * kChunk, chunk.size() - kPolyTagBytes);
    if (const Status opened = chacha_decrypt(key, chunk_nonce(i, i + 1 == chunks), chunk, out); !opened) {
      return opened.error().code == ErrorCode::kInvalidInput ? bad_age_file("its content was changed or is not whole")
                                                             : opened.error();
    }
  }
  return plain;
}

}  // namespace signet::crypto
