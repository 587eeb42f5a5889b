#include "vault/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/file.h"
#include "base/ids.h"
#include "base/time.h"
#include "vault/contents_json.h"
#include "vault/copies.h"
#include "vault/format.h"
#include "vault/lock.h"
#include "vault/replace.h"
#include "vault/slots.h"

namespace signet::vault {

namespace {

namespace fs = std::filesystem;

/// What is read and written: the file itself, or what a link to it points at, by its one true path.
fs::path real_file(const fs::path& file) {
  constexpr int kMaxLinks = 40;  // as Linux
  std::error_code error;
  fs::path real = fs::absolute(file, error);
  for (int i = 0; i < kMaxLinks && fs::is_symlink(real, error); ++i) {
    real = real.parent_path() / fs::read_symlink(real, error);
  }
  const fs::path folder = fs::weakly_canonical(real.parent_path(), error);
  return error ? real : folder / real.filename();
}

fs::path lock_of(const fs::path& real) {
  return fs::path(real).concat(".lock");
}

/// The vault's bytes; kNotFound with a hint when there are none.
Result<std::string> read_vault(const fs::path& file) {
  auto bytes = read_file(file, kMaxVaultBytes);
  if (bytes || bytes.error().code != ErrorCode::kNotFound) return bytes;
  return fail(ErrorCode::kNotFound, fmt::format("there is no vault at {}", file.string()),
              "make one with: signet vault init");
}

struct ReadVault {
  FileHeader header;
  Contents contents;
};

Result<ReadVault> open_bytes(std::string_view bytes, const VaultKey& key, const fs::path& file) {
  SIGNET_TRY(const FileParts parts, take_apart(bytes, file.string()));
  if (parts.header.vault_id != key.vault_id) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is another vault than the key's", file.string()),
                "unlock it by its own passphrase");
  }
  SIGNET_TRY(const SecretString body, open_body(parts, key.key, file.string()));
  ReadVault vault{parts.header, {}};
  SIGNET_TRY(vault.contents, contents_from_json(body.expose()));
  return vault;
}

struct Recovered {
  bool merged = false;
  bool sealed_by_another_key = false;
};

/// Merges what this machine wrote last when the file does not know of it.
Recovered recover(ReadVault& vault, const std::optional<Copy>& last, const VaultKey& key) {
  Recovered recovered;
  if (!last || !has_more(last->header, vault.header, vault.contents.edits)) return recovered;
  if (last->header.key_id != vault.header.key_id) {
    recovered.sealed_by_another_key = true;
    return recovered;
  }
  auto mine = open_bytes(last->bytes, key, last->file);
  if (!mine) return recovered;  // damaged: the vault itself is what counts
  (void)merge(vault.contents, std::move(mine->contents));
  recovered.merged = true;
  return recovered;
}

/// A fresh key for a vault, its id put into the header.
Result<SecretString> make_key(FileHeader& header) {
  std::string bytes = random_bytes(crypto::kKeyBytes);
  SecretString key(bytes);
  wipe(bytes);
  SIGNET_TRY(header.key_id, key_id_of(header.vault_id, key));
  return key;
}

}  // namespace

Store::Store(fs::path file, fs::path state_folder) : file_(std::move(file)), state_folder_(std::move(state_folder)) {}

bool Store::exists() const {
  std::error_code error;
  return fs::exists(file_, error);
}

Status Store::write(FileHeader header, const VaultKey& key, const Contents& contents) const {
  const SecretString body = contents_to_json(contents);
  header.edits = contents.edits;
  SIGNET_TRY(const std::string bytes, put_together(std::move(header), key.key, body.expose()));
  const fs::path real = real_file(file_);
  SIGNET_CHECK(replace_file(real, bytes));
  // After the file, never before: the copy must not know of changes that failed. It only helps against programs that
  // sync folders; without it the vault is whole all the same.
  (void)LastCopy(state_folder_, real, key.vault_id).write(bytes);
  return {};
}

Result<VaultKey> Store::create(const Credential& first, std::string_view label) {
  const fs::path real = real_file(file_);
  SIGNET_TRY(const FileLock lock, FileLock::take(lock_of(real)));
  if (exists()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("there is a vault already: {}", file_.string()),
                "signet vault reset removes it");
  }
  FileHeader header;
  header.vault_id = make_uuid();
  VaultKey key{header.vault_id, {}};
  SIGNET_TRY(key.key, make_key(header));
  SIGNET_TRY(KeySlot slot, make_slot(header, key.key, first, label, unix_now_ms()));
  header.slots.push_back(std::move(slot));
  SIGNET_TRY(const std::string machine, machine_name(state_folder_, real));
  Contents contents;
  contents.edits[machine] = 1;
  SIGNET_CHECK(write(std::move(header), key, contents));
  return key;
}

Result<VaultKey> Store::unlock(const Credential& credential) const {
  return unlock_file(file_, credential);
}

Result<VaultKey> Store::unlock_file(const fs::path& file, const Credential& credential) {
  SIGNET_TRY(const std::string bytes, read_vault(file));
  SIGNET_TRY(const FileParts parts, take_apart(bytes, file.string()));
  SIGNET_TRY(OpenedSlot opened, open_slots(parts.header, credential));
  return VaultKey{parts.header.vault_id, std::move(opened.key)};
}

Result<Header> Store::header() const {
  SIGNET_TRY(const std::string bytes, read_vault(file_));
  SIGNET_TRY(const FileParts parts, take_apart(bytes, file_.string()));
  Header header{parts.header.vault_id, {}, parts.header.key_id};
  for (const KeySlot& slot : parts.header.slots) header.slots.push_back(slot.shown);
  return header;
}

Result<bool> Header::fits(const VaultKey& key) const {
  SIGNET_TRY(const crypto::KeyId id, key_id_of(vault_id, key.key));
  return key.vault_id == vault_id && id == key_id;
}

Result<Opened> Store::open(const VaultKey& key) const {
  const fs::path real = real_file(file_);
  const LastCopy last_copy(state_folder_, real, key.vault_id);
  // The copy first: a writer replaces the file before the copy, so that the file read later knows of all in the copy.
  const std::optional<Copy> last = last_copy.read();
  SIGNET_TRY(const std::string bytes, read_vault(file_));
  SIGNET_TRY(ReadVault vault, open_bytes(bytes, key, file_));
  const Recovered recovered = recover(vault, last, key);
  Opened opened;
  opened.recovered = recovered.merged;
  opened.copies = find_copies(real, last_copy, vault.header, vault.contents.edits);
  if (recovered.sealed_by_another_key) opened.copies.push_back({last->file});
  opened.contents = std::move(vault.contents);
  return opened;
}

Status Store::rewrite(const VaultKey& key, const Rewrite& change) {
  const fs::path real = real_file(file_);
  SIGNET_TRY(const FileLock lock, FileLock::take(lock_of(real)));
  remove_half_written(real);
  SIGNET_TRY(const std::string bytes, read_vault(file_));
  SIGNET_TRY(ReadVault vault, open_bytes(bytes, key, file_));
  const LastCopy last_copy(state_folder_, real, key.vault_id);
  const std::optional<Copy> last = last_copy.read();
  const Recovered recovered = recover(vault, last, key);
  SIGNET_TRY(std::string machine, machine_name(state_folder_, real));
  // Without the last copy nobody knows which edits were counted under this name, and which of them the file lacks.
  if (recovered.sealed_by_another_key || (!last && vault.contents.edits.contains(machine))) {
    forget_machine_name(state_folder_);
    SIGNET_TRY(machine, machine_name(state_folder_, real));
  }
  VaultKey writing_key = key.clone();
  Writer writer{vault.contents, machine, unix_now_ms()};
  SIGNET_CHECK(change(writer, vault.header, writing_key));
  writer.touch(vault.contents.edits);
  if (recovered.sealed_by_another_key) SIGNET_CHECK(last_copy.keep_aside());
  return write(std::move(vault.header), writing_key, vault.contents);
}

Status Store::update(const VaultKey& key, const std::function<Status(Writer&)>& change) {
  return rewrite(key, [&change](Writer& writer, FileHeader& /*header*/, VaultKey& /*key*/) { return change(writer); });
}

Result<Slot> Store::add_slot(const VaultKey& key, const Credential& credential, std::string_view label) {
  Slot shown;
  SIGNET_CHECK(rewrite(key, [&](Writer& writer, FileHeader& header, VaultKey& present) -> Status {
    SIGNET_TRY(KeySlot slot, make_slot(header, present.key, credential, label, writer.now_ms));
    shown = slot.shown;
    header.slots.push_back(std::move(slot));
    return {};
  }));
  return shown;
}

Status Store::remove_slot(const VaultKey& key, std::string_view slot_id) {
  return rewrite(key, [slot_id](Writer& /*writer*/, FileHeader& header, VaultKey& /*key*/) -> Status {
    const auto is_meant = [slot_id](const KeySlot& slot) { return slot.shown.id == slot_id; };
    if (std::none_of(header.slots.begin(), header.slots.end(), is_meant)) {
      return fail(ErrorCode::kNotFound, fmt::format("the vault has no key \"{}\"", slot_id));
    }
    if (header.slots.size() == 1) {
      return fail(ErrorCode::kInvalidInput, "this is the last key of the vault", "add another one first");
    }
    std::erase_if(header.slots, is_meant);
    return {};
  });
}

Result<VaultKey> Store::change_passphrase(const VaultKey& key, const SecretString& passphrase,
                                          std::vector<Credential> keep) {
  VaultKey changed{key.vault_id, {}};
  SIGNET_CHECK(rewrite(key, [&](Writer& writer, FileHeader& header, VaultKey& writing_key) -> Status {
    const FileHeader before = header;
    header.slots.clear();
    SIGNET_TRY(changed.key, make_key(header));
    SIGNET_TRY(KeySlot first,
               make_slot(header, changed.key, {SlotKind::kPassphrase, passphrase.clone()}, "", writer.now_ms));
    header.slots.push_back(std::move(first));
    for (const Credential& credential : keep) {
      const auto opened = open_slots(before, credential);
      if (!opened) continue;  // it never opened this vault
      SIGNET_TRY(KeySlot slot, make_slot(header, changed.key, credential, opened->slot->shown.label, writer.now_ms));
      header.slots.push_back(std::move(slot));
    }
    writing_key = changed.clone();
    return {};
  }));
  return changed;
}

Result<Merged> Store::merge_file(const VaultKey& key, const fs::path& other) {
  return merge_file(key, other, key);
}

Result<Merged> Store::merge_file(const VaultKey& key, const fs::path& other, const VaultKey& other_key) {
  SIGNET_TRY(const std::string bytes, read_vault(other));
  SIGNET_TRY(ReadVault theirs, open_bytes(bytes, other_key, other));
  if (other_key.vault_id != key.vault_id) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is no copy of this vault", other.string()),
                "import takes entries from another vault");
  }
  Merged merged;
  SIGNET_CHECK(update(key, [&](Writer& writer) -> Status {
    merged = merge(writer.contents, std::move(theirs.contents));
    return {};
  }));
  return merged;
}

Status Store::remove() {
  const fs::path real = real_file(file_);
  SIGNET_TRY(const FileLock lock, FileLock::take(lock_of(real)));
  const auto present = header();
  if (!present && present.error().code == ErrorCode::kNotFound) return present.error();
  std::error_code error;
  fs::remove(real, error);
  if (error) return fail(ErrorCode::kIo, fmt::format("cannot remove {}: {}", file_.string(), error.message()));
  // A damaged file does not tell its id; its last copy then stays.
  if (present) LastCopy(state_folder_, real, present->vault_id).remove();
  remove_half_written(real);
  fs::remove(lock_of(real), error);
  return {};
}

}  // namespace signet::vault
