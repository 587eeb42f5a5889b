// The vault's file: created, unlocked, read and changed by many processes at once. A change is read, applied and
// written under a lock, and replaces the file atomically; kill -9 at any instruction leaves the old vault or the new
// one. The format is docs/formats/vault.md.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "vault/contents.h"

namespace signet::vault {

/// The key of a vault's body. Whoever has it can read everything.
struct VaultKey {
  std::string vault_id;
  SecretString key;

  [[nodiscard]] VaultKey clone() const { return {vault_id, key.clone()}; }
};

/// What opens a vault: each is a slot in the file's header, as in LUKS.
enum class SlotKind { kPassphrase, kKeyFile, kKeyring };

/// A slot as people see it.
struct Slot {
  std::string id;
  SlotKind kind = SlotKind::kPassphrase;
  std::string label;  ///< such as the machine whose keyring it is
  std::int64_t created_ms = 0;
};

/// A passphrase, the 32 bytes of a key file, or the 32 bytes kept in the OS keyring.
struct Credential {
  SlotKind kind = SlotKind::kPassphrase;
  SecretString secret;
};

/// What is known of a vault without opening it.
struct Header {
  std::string vault_id;
  std::vector<Slot> slots;
  crypto::KeyId key_id{};

  /// Whether the key opens it: not any more when the passphrase was changed since.
  [[nodiscard]] Result<bool> fits(const VaultKey& key) const;
};

/// Another copy of the same vault with changes that it lacks: left beside it by a program that syncs folders, or kept
/// by this machine because another key seals it.
struct OtherCopy {
  std::filesystem::path file;
};

struct Opened {
  Contents contents;
  /// The file lacked changes that this machine had made (a sync program put another machine's copy over it); they are
  /// merged in `contents`, and in the file from the next change on.
  bool recovered = false;
  std::vector<OtherCopy> copies;
};

struct FileHeader;  // format.h

/// What a merge did, for people.
struct Merged {
  std::vector<std::string> added;      ///< names of entries taken from the other copy
  std::vector<std::string> updated;    ///< names of entries whose newer state came from the other copy
  std::vector<std::string> removed;    ///< names of entries that the other copy had removed
  std::vector<std::string> conflicts;  ///< names under which the loser of two edits is kept
};

class Store {
 public:
  /// `state_folder` is this machine's own (never synced): the machine's name in edits, and its last written copy.
  Store(std::filesystem::path file, std::filesystem::path state_folder);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] bool exists() const;

  /// A new, empty vault; fails with kInvalidInput when the file is there already.
  [[nodiscard]] Result<VaultKey> create(const Credential& first, std::string_view label);
  /// Fails with kNotFound, or kInvalidInput: no slot of that kind, a wrong secret ("wrong passphrase"), a file cut
  /// short or changed; each with words of its own.
  [[nodiscard]] Result<VaultKey> unlock(const Credential& credential) const;
  [[nodiscard]] Result<Header> header() const;

  [[nodiscard]] Result<Opened> open(const VaultKey& key) const;
  /// Applies `change` to the present contents under the lock and writes them. When `change` fails nothing is written.
  /// Waits for other writers up to 10 s, then kTimeout. `change` finds the machine's name in `machine`, and counts its
  /// edits by touch().
  struct Writer {
    Contents& contents;
    std::string_view machine;
    std::int64_t now_ms;
    void touch(Edits& edits) const { ++edits[std::string(machine)]; }
  };
  [[nodiscard]] Status update(const VaultKey& key, const std::function<Status(Writer&)>& change);

  [[nodiscard]] Result<Slot> add_slot(const VaultKey& key, const Credential& credential, std::string_view label);
  /// Refuses to remove the last slot.
  [[nodiscard]] Status remove_slot(const VaultKey& key, std::string_view slot_id);
  /// Replaces the passphrase slot. The body gets a new key, so that who knew the old passphrase and kept an old copy
  /// opens only that; other slots are kept only when `keep` holds their credential, else they go.
  [[nodiscard]] Result<VaultKey> change_passphrase(const VaultKey& key, const SecretString& passphrase,
                                                   std::vector<Credential> keep);
  /// Merges another copy of this vault (same id, opened by the same key) into it.
  [[nodiscard]] Result<Merged> merge_file(const VaultKey& key, const std::filesystem::path& other);
  /// The same with a copy from before a change of the passphrase; unlock_file() gives its key.
  [[nodiscard]] Result<Merged> merge_file(const VaultKey& key, const std::filesystem::path& other,
                                          const VaultKey& other_key);
  /// As unlock(), for any file.
  [[nodiscard]] static Result<VaultKey> unlock_file(const std::filesystem::path& file, const Credential& credential);
  /// Removes the vault, its last copies on this machine and its lock file.
  [[nodiscard]] Status remove();

 private:
  using Rewrite = std::function<Status(Writer& writer, FileHeader& header, VaultKey& key)>;
  /// Reads, changes and writes under the lock; `change` may also replace slots and key.
  [[nodiscard]] Status rewrite(const VaultKey& key, const Rewrite& change);
  [[nodiscard]] Status write(FileHeader header, const VaultKey& key, const Contents& contents) const;

  std::filesystem::path file_;
  std::filesystem::path state_folder_;
};

/// A key file's 32 bytes: as they are, or as hex or base64 text. Refuses a file that others can read.
[[nodiscard]] Result<SecretString> read_key_file(const std::filesystem::path& path);
/// Makes one, mode 0600; never replaces a file.
[[nodiscard]] Result<SecretString> make_key_file(const std::filesystem::path& path);

/// Merges `other` into `into`: newer edits win, diverged ones are both kept (the loser under another name), an edit
/// outlives a removal that did not know of it.
Merged merge(Contents& into, Contents other);

}  // namespace signet::vault
