// The bytes of a vault's file, byte by byte in docs/formats/vault.md:
//   magic | length of the header and its complement | header, JSON | SHA-256 of all that | body, one sealed value
// Everything here works on bytes in memory; store.cpp has the files, slots.h what opens them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "crypto/kdf.h"
#include "vault/store.h"

namespace signet::vault {

/// A way into the vault as the header holds it: the vault's key, sealed by a key from the credential.
struct KeySlot {
  Slot shown;
  crypto::Argon2Cost cost;  ///< of passphrases
  std::string salt;         ///< kSaltBytes
  std::string wrapped;      ///< the vault's key, sealed
};

struct FileHeader {
  std::string vault_id;    ///< a UUID
  crypto::KeyId key_id{};  ///< of the vault's key: key_id_of()
  std::string body_salt;   ///< kSaltBytes, new with each write: the body's key is made from the vault's key and this
  std::uint64_t body_bytes = 0;
  Edits edits;  ///< those of the contents, readable without a key, so that copies can be compared
  std::vector<KeySlot> slots;
};

/// A file taken apart; the views are into its bytes.
struct FileParts {
  FileHeader header;
  std::string_view before_body;  ///< what the body's seal covers besides the body
  std::string_view body;
};

/// What a vault's file begins with.
inline constexpr std::string_view kVaultMagic = "SGNTVLT\n";
/// Largest file read or written.
inline constexpr std::uint64_t kMaxVaultBytes = 512ULL << 20;
inline constexpr std::size_t kMaxHeaderBytes = 1UL << 20;
inline constexpr std::size_t kMaxSlots = 64;
inline constexpr std::size_t kMaxLabelBytes = 128;
/// What has to be read of a file for take_front().
inline constexpr std::size_t kMaxFrontBytes = kMaxHeaderBytes + 64;

/// Tells apart, with words of its own for each: no vault at all, cut short, damaged, of a newer version, or asking for
/// too much. Opens nothing. `file` names the file in errors.
[[nodiscard]] Result<FileParts> take_apart(std::string_view bytes, std::string_view file);
/// The same without a look at the body, of which `bytes` may hold a part.
[[nodiscard]] Result<FileParts> take_front(std::string_view bytes, std::string_view file);

/// Seals `body` under a new salt and puts the file together. `header.body_*` are set.
[[nodiscard]] Result<std::string> put_together(FileHeader header, const SecretString& key, std::string_view body);
/// Opens the body. A key that is not the header's has its own error; what fails then is damaged.
[[nodiscard]] Result<SecretString> open_body(const FileParts& parts, const SecretString& key, std::string_view file);

/// The id of a vault's key: it comes from the key by HKDF, so that a key can be told from the one before it.
[[nodiscard]] Result<crypto::KeyId> key_id_of(std::string_view vault_id, const SecretString& key);

}  // namespace signet::vault
