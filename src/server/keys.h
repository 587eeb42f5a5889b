// The server's master key, which seals what the database keeps encrypted.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "store/transaction.h"

namespace signet::server {

class MasterKey {
 public:
  /// 32 random bytes. The key's id is made from it one way (HKDF).
  [[nodiscard]] static Result<MasterKey> from_bytes(SecretString bytes);
  /// Reads `file` (64 hex digits, mode 0600), or makes it when `may_make` and it is missing: for a server's first
  /// start.
  [[nodiscard]] static Result<MasterKey> load(const std::filesystem::path& file, bool may_make);

  /// Seals for a place ("signet/v1/user/ID/totp"): anywhere else it does not open.
  [[nodiscard]] Result<std::string> seal(const SecretString& plain, std::string_view place) const;
  [[nodiscard]] Result<SecretString> open(std::string_view sealed, std::string_view place) const;

  [[nodiscard]] const crypto::KeyId& id() const { return id_; }

 private:
  MasterKey(SecretString key, crypto::KeyId id) : key_(std::move(key)), id_(id) {}

  SecretString key_;
  crypto::KeyId id_;
};

/// Notes in a new database which master key it is sealed with; from then on any other is refused, before the server
/// answers anybody. Only the key's id is stored.
[[nodiscard]] Status claim_database(store::Transaction& transaction, const MasterKey& master, std::int64_t now_ms);

}  // namespace signet::server
