// What the tests of the vault share: a vault in a folder of its own that opens without Argon2, files as bytes, and
// changes in one line.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "tests/support/temporary_folder.h"
#include "vault/edits.h"
#include "vault/store.h"

namespace signet::vault::test {

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void put_bytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// The 32 bytes of a key file, which cost no Argon2.
inline Credential key_file(char c = 'k') {
  return {SlotKind::kKeyFile, SecretString(std::string(32, c))};
}

inline Credential passphrase(std::string_view text) {
  return {SlotKind::kPassphrase, SecretString(text)};
}

/// A store in `folder`/data, with a state folder of its own for each machine.
inline Store store_in(const std::filesystem::path& folder, const std::string& machine = "one") {
  return {folder / "data" / "vault.signet", folder / ("state-" + machine)};
}

inline Status put(Store& store, const VaultKey& key, std::string_view name, std::string_view value) {
  return store.update(key, [&](Store::Writer& writer) { return put_value(writer, name, SecretString(value)); });
}

/// The entry's value, or what is wrong.
inline std::string get(const Store& store, const VaultKey& key, std::string_view name) {
  const auto opened = store.open(key);
  if (!opened) return "error: " + opened.error().to_string();
  const Entry* entry = opened->contents.find(name);
  if (entry == nullptr) return "no entry";
  return entry->value() == nullptr ? "no value" : std::string(entry->value()->expose());
}

/// A new vault with one entry "name" of value "value".
struct TestVault {
  signet::test::TemporaryFolder folder;
  Store store = store_in(folder.path());
  VaultKey key = *store.create(key_file(), "test");
  explicit TestVault(const std::filesystem::path& below = std::filesystem::temp_directory_path()) : folder(below) {
    if (!put(store, key, "name", "value")) std::abort();
  }
  [[nodiscard]] std::string bytes() const { return bytes_of(store.file()); }
};

}  // namespace signet::vault::test
