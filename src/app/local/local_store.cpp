#include "app/local/local_store.h"

#include <fmt/format.h>

#include <array>

#include "store/migrations.h"

namespace signet::app {

namespace {

using store::Transaction;

constexpr std::array<store::Migration, 1> kMigrations = {{{1, "local", R"(
CREATE TABLE local_items (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  sealed BLOB NOT NULL,                -- for its kind, id and time: elsewhere it does not open
  PRIMARY KEY (kind, id)
);
CREATE INDEX local_items_time ON local_items (kind, at_ms);
)"}}};

/// A row that tells whether the key is the database's own.
constexpr std::string_view kCheckKind = "check";
constexpr std::string_view kCheckId = "key";

std::string place_of(std::string_view kind, std::string_view id, std::int64_t at_ms) {
  return fmt::format("signet/v1/local/{}/{}/{}", kind, id, at_ms);
}

Error not_opened(const std::filesystem::path& file, const Error& why) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{} cannot be opened: {}", file.string(), why.message),
              "put the local.key back that was beside it, or move local.db away to begin anew without its history");
}

}  // namespace

Result<std::unique_ptr<LocalStore>> LocalStore::open(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "local.db";
  std::error_code error;
  const bool is_new = !std::filesystem::exists(file, error);
  auto key = server::MasterKey::load(data / "local.key", is_new);
  if (!key) return not_opened(file, key.error());
  store::DatabaseOptions options;
  options.address = SecretString(file.string());
  options.connections = 2;
  SIGNET_TRY(store::Database database, store::Database::open(std::move(options)));
  SIGNET_CHECK(store::migrate(database, {}, kMigrations));
  std::unique_ptr<LocalStore> opened(new LocalStore(std::move(database), *std::move(key)));
  if (const Status fits = opened->check_key(); !fits) return not_opened(file, fits.error());
  return opened;
}

Status LocalStore::check_key() {
  SIGNET_TRY(const auto known, get(kCheckKind, kCheckId));
  return known ? Status() : put(kCheckKind, kCheckId, 0, "");
}

Status LocalStore::put(std::string_view kind, std::string_view id, std::int64_t at_ms, std::string_view bytes) {
  return put(std::array{Entry{kind, id, at_ms, bytes}});
}

Status LocalStore::put(std::span<const Entry> entries) {
  std::vector<std::string> sealed;
  for (const Entry& entry : entries) {
    SIGNET_TRY(std::string bytes, key_.seal(SecretString(entry.bytes), place_of(entry.kind, entry.id, entry.at_ms)));
    sealed.push_back(std::move(bytes));
  }
  return database_.write([&](Transaction& tx) -> Status {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      SIGNET_CHECK(
          tx.execute("INSERT INTO local_items (kind, id, at_ms, sealed) VALUES ($1, $2, $3, $4) "
                     "ON CONFLICT (kind, id) DO UPDATE SET at_ms = excluded.at_ms, sealed = excluded.sealed",
                     {entries[i].kind, entries[i].id, entries[i].at_ms, store::Blob{sealed[i]}}));
    }
    return {};
  });
}

Result<LocalStore::Item> LocalStore::unseal(std::string_view kind, const store::Row& row) const {
  Item item;
  store::Blob sealed;
  SIGNET_CHECK(row.read(item.id, item.at_ms, sealed));
  auto bytes = key_.open(sealed.bytes, place_of(kind, item.id, item.at_ms));
  if (!bytes) {
    return fail(ErrorCode::kInternal,
                fmt::format("the app's own {} {} does not open: {}", kind, item.id, bytes.error().message));
  }
  item.bytes = *std::move(bytes);
  return item;
}

Result<std::optional<LocalStore::Item>> LocalStore::get(std::string_view kind, std::string_view id) {
  SIGNET_TRY(const auto row, database_.read([&](Transaction& tx) {
    return tx.query_one("SELECT id, at_ms, sealed FROM local_items WHERE kind = $1 AND id = $2", {kind, id});
  }));
  if (!row) return std::optional<Item>();
  SIGNET_TRY(Item item, unseal(kind, *row));
  return std::optional<Item>(std::move(item));
}

Result<std::vector<LocalStore::Item>> LocalStore::list(std::string_view kind) {
  SIGNET_TRY(const auto rows, database_.read([&](Transaction& tx) {
    return tx.query("SELECT id, at_ms, sealed FROM local_items WHERE kind = $1 ORDER BY at_ms DESC, id DESC", {kind});
  }));
  std::vector<Item> items;
  items.reserve(rows.size());
  for (const store::Row& row : rows) {
    SIGNET_TRY(Item item, unseal(kind, row));
    items.push_back(std::move(item));
  }
  return items;
}

Result<std::int64_t> LocalStore::remove(std::span<const std::string_view> kinds, std::span<const std::string> ids) {
  return database_.write([&](Transaction& tx) -> Result<std::int64_t> {
    std::int64_t removed = 0;
    for (const std::string_view kind : kinds) {
      for (const std::string& id : ids) {
        SIGNET_TRY(const std::int64_t count,
                   tx.execute("DELETE FROM local_items WHERE kind = $1 AND id = $2", {kind, id}));
        removed += count;
      }
    }
    return removed;
  });
}

}  // namespace signet::app
