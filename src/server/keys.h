// The server's master key, which seals the data keys of workspaces and what belongs to none, and how it changes while
// servers run. docs/formats/sealed-value.md describes both.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "store/transaction.h"

namespace signet::server {

/// 32 hex digits, as settings, data_keys and files name a key.
[[nodiscard]] std::string to_text(const crypto::KeyId& id);
/// The reverse, of what the database holds: kInternal for anything else.
[[nodiscard]] Result<crypto::KeyId> parse_key_id(std::string_view text);

class MasterKey {
 public:
  /// 32 random bytes. The key's id is made from it one way (HKDF).
  [[nodiscard]] static Result<MasterKey> from_bytes(SecretString bytes);
  [[nodiscard]] static Result<MasterKey> make();
  /// Reads `file` (64 hex digits, mode 0600), or makes it when `may_make` and it is missing: for a server's first
  /// start.
  [[nodiscard]] static Result<MasterKey> load(const std::filesystem::path& file, bool may_make);
  /// Writes it to a new file, mode 0600. kConflict when there is one: a master key is never written over.
  [[nodiscard]] Status save(const std::filesystem::path& file) const;

  /// Seals for a place ("signet/v1/user/ID/totp"): anywhere else it does not open. Whoever seals for a database does it
  /// by MasterKeys.
  [[nodiscard]] Result<std::string> seal(const SecretString& plain, std::string_view place) const;
  [[nodiscard]] Result<SecretString> open(std::string_view sealed, std::string_view place) const;

  [[nodiscard]] const crypto::KeyId& id() const { return id_; }

 private:
  MasterKey(SecretString key, crypto::KeyId id) : key_(std::move(key)), id_(id) {}

  SecretString key_;
  crypto::KeyId id_;
};

/// `folder`/master.key: the key in use.
[[nodiscard]] std::filesystem::path master_key_file(const std::filesystem::path& folder);
/// `folder`/master-ID.key: one that was in use, or that is about to be.
[[nodiscard]] std::filesystem::path master_key_file(const std::filesystem::path& folder, const crypto::KeyId& id);

/// Whichever master key the database is sealed with: it says so by id (settings, master_key_id), and another server may
/// have changed it a moment ago. A key that is not in memory is looked for in the data folder. Thread-safe.
class MasterKeys {
 public:
  /// This key, and no folder to look for others in.
  explicit MasterKeys(MasterKey only);
  /// The key of master_key_file(folder), made when it is missing and `may_make`.
  [[nodiscard]] static Result<MasterKeys> load(const std::filesystem::path& folder, bool may_make);
  MasterKeys(MasterKeys&&) noexcept;
  MasterKeys& operator=(MasterKeys&&) noexcept;
  ~MasterKeys();

  /// The one that the database is sealed with as this transaction sees it; the loaded one for a database that has none
  /// noted. kIo when it is not to be found.
  [[nodiscard]] Result<std::shared_ptr<const MasterKey>> current(store::Transaction& transaction) const;
  /// The one of that id; kIo.
  [[nodiscard]] Result<std::shared_ptr<const MasterKey>> find(const crypto::KeyId& id) const;

  /// By the current one. The transaction is what keeps a value from being sealed by a key that is being replaced.
  [[nodiscard]] Result<std::string> seal(store::Transaction& transaction, const SecretString& plain,
                                         std::string_view place) const;
  /// By the one that it was sealed with.
  [[nodiscard]] Result<SecretString> open(std::string_view sealed, std::string_view place) const;

 private:
  struct State;
  explicit MasterKeys(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

/// Notes in a new database which master key it is sealed with; from then on a server that has not got that key is
/// refused, before it answers anybody. Only the key's id is stored; gives it.
[[nodiscard]] Result<crypto::KeyId> claim_database(store::Transaction& transaction, const MasterKeys& master,
                                                   std::int64_t now_ms);

/// Makes `id` the key of master.key. The one that is there moves to its own master-ID.key: older backups want it. At no
/// moment is a key in no file.
[[nodiscard]] Status settle_master_key(const std::filesystem::path& folder, const crypto::KeyId& id);

}  // namespace signet::server
