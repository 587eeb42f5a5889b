#include "vault/format.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"
#include "crypto/digest.h"
#include "vault/header_json.h"

namespace signet::vault {

namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kChecksumBytes = 32;
/// Magic, the header's length, and the length's complement.
constexpr std::size_t kFrontBytes = kVaultMagic.size() + 2 * kLengthBytes;
static_assert(kMaxHeaderBytes + kFrontBytes + kChecksumBytes <= kMaxFrontBytes);

Error damaged(std::string_view file, std::string_view what) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{} is damaged: {}", file, what),
              "restore it from a backup; nothing was changed");
}

Error cut_short(std::string_view file, std::uint64_t have, std::uint64_t want) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{} is cut short: {} of {} bytes are there", file, have, want),
              "restore it from a backup; nothing was changed");
}

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
  return value;
}

void append_u32(std::string& out, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((value >> shift) & 0xffU);
}

/// Whether these are a vault's first bytes. A byte or two may be wrong: then it is a damaged vault.
Status check_magic(std::string_view bytes, std::string_view file) {
  constexpr std::size_t kForgiven = 2;
  const std::size_t size = std::min(bytes.size(), kVaultMagic.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < size; ++i) wrong += bytes[i] == kVaultMagic[i] ? 0 : 1;
  if (wrong == 0) return {};
  if (size == kVaultMagic.size() && wrong <= kForgiven) return damaged(file, "its first bytes are wrong");
  return fail(ErrorCode::kInvalidInput, fmt::format("{} is no vault of Signet", file), "check the path");
}

Result<SecretString> body_key(const FileHeader& header, const SecretString& key) {
  return crypto::hkdf_sha256(key.expose(), header.body_salt, "signet/vault/v1/body", crypto::kKeyBytes);
}

}  // namespace

Result<FileParts> take_front(std::string_view bytes, std::string_view file) {
  SIGNET_CHECK(check_magic(bytes, file));
  if (bytes.size() < kFrontBytes) return cut_short(file, bytes.size(), kFrontBytes);
  const std::uint32_t header_bytes = read_u32(bytes.substr(kVaultMagic.size()));
  if (header_bytes != ~read_u32(bytes.substr(kVaultMagic.size() + kLengthBytes)) || header_bytes > kMaxHeaderBytes) {
    return damaged(file, "the length of its header is wrong");
  }
  const std::string_view covered = bytes.substr(0, kFrontBytes + header_bytes);
  const std::size_t before_body = kFrontBytes + header_bytes + kChecksumBytes;
  if (bytes.size() < before_body) return cut_short(file, bytes.size(), before_body);
  if (crypto::sha256(covered) != bytes.substr(covered.size(), kChecksumBytes)) {
    return damaged(file, "its header does not have its checksum");
  }
  FileParts parts;
  SIGNET_TRY(parts.header, header_from_json(covered.substr(kFrontBytes), file));
  parts.before_body = bytes.substr(0, before_body);
  parts.body = bytes.substr(before_body);
  return parts;
}

Result<FileParts> take_apart(std::string_view bytes, std::string_view file) {
  SIGNET_TRY(FileParts parts, take_front(bytes, file));
  if (parts.body.size() < parts.header.body_bytes) {
    return cut_short(file, bytes.size(), parts.before_body.size() + parts.header.body_bytes);
  }
  if (parts.body.size() > parts.header.body_bytes) return damaged(file, "there are bytes behind its end");
  return parts;
}

Result<std::string> put_together(FileHeader header, const SecretString& key, std::string_view body) {
  header.body_salt = random_bytes(crypto::kSaltBytes);
  header.body_bytes = body.size() + crypto::kSealOverhead;
  const std::string json_text = header_to_json(header);
  if (json_text.size() > kMaxHeaderBytes) {
    return fail(ErrorCode::kLimit, "too many machines have written this vault",
                "export it, and import it into a new one");
  }
  if (header.body_bytes + kMaxFrontBytes > kMaxVaultBytes) {
    return fail(ErrorCode::kLimit, fmt::format("the vault would be larger than {} MiB", kMaxVaultBytes >> 20U),
                "remove secrets that are not needed; nothing was changed");
  }
  std::string file(kVaultMagic);
  append_u32(file, static_cast<std::uint32_t>(json_text.size()));
  append_u32(file, ~static_cast<std::uint32_t>(json_text.size()));
  file += json_text;
  file += crypto::sha256(file);
  SIGNET_TRY(const SecretString sealing_key, body_key(header, key));
  SIGNET_TRY(const std::string sealed, crypto::seal(sealing_key, header.key_id, body, file));
  return file += sealed;
}

Result<SecretString> open_body(const FileParts& parts, const SecretString& key, std::string_view file) {
  SIGNET_TRY(const crypto::KeyId key_id, key_id_of(parts.header.vault_id, key));
  if (key_id != parts.header.key_id) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} has another key than the one at hand: its passphrase was changed", file),
                "signet vault lock forgets the old key; then unlock it again");
  }
  SIGNET_TRY(const SecretString opening_key, body_key(parts.header, key));
  auto body = crypto::open(opening_key, parts.header.key_id, parts.body, parts.before_body);
  if (!body) return damaged(file, "its body does not open, though its header is whole");
  return body;
}

Result<crypto::KeyId> key_id_of(std::string_view vault_id, const SecretString& key) {
  SIGNET_TRY(const SecretString bytes,
             crypto::hkdf_sha256(key.expose(), vault_id, "signet/vault/v1/key-id", crypto::kKeyIdBytes));
  crypto::KeyId id{};
  std::copy_n(bytes.expose().begin(), id.size(), id.begin());
  return id;
}

}  // namespace signet::vault
