// What the agent keeps for its user alone from one start to the next: DATA/local.db, of which every row is sealed by
// a key in DATA/local.key. Nothing in it goes to any server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/keys.h"
#include "store/database.h"

namespace signet::app {

/// Thread-safe. A change is on the disk when it returns.
class LocalStore {
 public:
  /// Makes key and database at the first start. A database without its key, or with another one's, is an error and
  /// stays as it is.
  [[nodiscard]] static Result<std::unique_ptr<LocalStore>> open(const std::filesystem::path& data);

  struct Item {
    std::string id;
    std::int64_t at_ms = 0;
    SecretString bytes;
  };

  struct Entry {
    std::string_view kind;
    std::string_view id;
    std::int64_t at_ms = 0;
    std::string_view bytes;
  };

  /// Takes the place of what is there under that id.
  [[nodiscard]] Status put(std::string_view kind, std::string_view id, std::int64_t at_ms, std::string_view bytes);
  /// The same for several: all of them or none, with one write to the disk.
  [[nodiscard]] Status put(std::span<const Entry> entries);
  /// kInternal for a row that was changed or moved by somebody else.
  [[nodiscard]] Result<std::optional<Item>> get(std::string_view kind, std::string_view id);
  /// All of a kind, the newest first.
  [[nodiscard]] Result<std::vector<Item>> list(std::string_view kind);
  /// These ids of each of the kinds, with one write to the disk; how many were there.
  [[nodiscard]] Result<std::int64_t> remove(std::span<const std::string_view> kinds, std::span<const std::string> ids);

 private:
  LocalStore(store::Database database, server::MasterKey key) : database_(std::move(database)), key_(std::move(key)) {}

  [[nodiscard]] Result<Item> unseal(std::string_view kind, const store::Row& row) const;
  [[nodiscard]] Status check_key();

  store::Database database_;
  server::MasterKey key_;
};

}  // namespace signet::app
