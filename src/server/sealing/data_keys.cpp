#include "server/sealing/data_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "base/encoding.h"
#include "base/ids.h"
#include "crypto/primitives.h"

namespace signet::server {

namespace {

/// Keys in memory; past it all are forgotten, and come again as they are used.
constexpr std::size_t kMostCached = 10'000;

/// What is at rest and does not open is no fault of whoever asks for it now.
Error does_not_open(Error cause, std::string_view what) {
  Error error = with_context(std::move(cause), fmt::format("{} does not open", what));
  if (error.code == ErrorCode::kInvalidInput) error.code = ErrorCode::kInternal;
  return error;
}

}  // namespace

std::string to_text(const ValuePlace& place) {
  return fmt::format("signet/v1/{}/{}/{}/{}", place.workspace, place.element, place.slot, place.revision);
}

std::string place_of_data_key(std::string_view workspace, std::string_view id) {
  return fmt::format("signet/v1/{}/data-key/{}", workspace, id);
}

Result<SealedValue> Sealer::seal(std::string_view plain, const ValuePlace& place) {
  if (left_ <= 0 || place.workspace != workspace_) {
    return fail(ErrorCode::kInternal, "a value is sealed beyond what the sealer was made for");
  }
  --left_;
  SIGNET_TRY(std::string sealed, crypto::seal(*key_, id_, plain, to_text(place)));
  return SealedValue{to_text(id_), std::move(sealed)};
}

struct DataKeys::Cache {
  struct Entry {
    std::string workspace;
    Key key;
  };
  std::mutex mutex;
  std::map<crypto::KeyId, Entry> entries;

  /// Null when it is not there, or another workspace's.
  Key find(std::string_view workspace, const crypto::KeyId& id) {
    const std::lock_guard lock(mutex);
    const auto found = entries.find(id);
    return found != entries.end() && found->second.workspace == workspace ? found->second.key : nullptr;
  }

  Key keep(std::string_view workspace, const crypto::KeyId& id, SecretString key) {
    Key shared = std::make_shared<const SecretString>(std::move(key));
    const std::lock_guard lock(mutex);
    if (entries.size() >= kMostCached) entries.clear();
    entries.insert_or_assign(id, Entry{std::string(workspace), shared});
    return shared;
  }
};

DataKeys::DataKeys(const MasterKeys& master, std::int64_t max_values)
    : master_(master), max_values_(max_values), cache_(std::make_unique<Cache>()) {}
DataKeys::~DataKeys() = default;

Result<Sealer> DataKeys::sealer(store::Transaction& transaction, std::string_view workspace, std::int64_t count,
                                std::int64_t now_ms) const {
  if (count < 0 || count > max_values_) {
    return fail(ErrorCode::kInternal, fmt::format("{} values are none that one key may seal", count));
  }
  SIGNET_TRY(const auto row,
             transaction.query_one("UPDATE data_keys SET sealed_values = sealed_values + $2 WHERE workspace_id = $1 "
                                   "AND retired_ms IS NULL AND sealed_values <= $3 RETURNING id, wrapped",
                                   {workspace, count, max_values_ - count}));
  if (!row) {
    SIGNET_TRY([[maybe_unused]] const std::int64_t retired,
               transaction.execute("UPDATE data_keys SET retired_ms = $2 WHERE workspace_id = $1 "
                                   "AND retired_ms IS NULL",
                                   {workspace, now_ms}));
    return make(transaction, workspace, count, now_ms);
  }
  std::string text;
  store::Blob wrapped;
  SIGNET_CHECK(row->read(text, wrapped));
  SIGNET_TRY(const crypto::KeyId id, parse_key_id(text));
  SIGNET_TRY(Key key, unwrap(workspace, id, wrapped.bytes));
  return Sealer(std::string(workspace), std::move(key), id, count);
}

Result<bool> DataKeys::rotate(store::Transaction& transaction, std::string_view workspace, std::int64_t made_before_ms,
                              std::int64_t now_ms) const {
  SIGNET_TRY(const std::int64_t retired,
             transaction.execute("UPDATE data_keys SET retired_ms = $3 WHERE workspace_id = $1 AND retired_ms IS NULL "
                                 "AND created_ms < $2",
                                 {workspace, made_before_ms, now_ms}));
  if (retired == 0) return false;
  SIGNET_TRY([[maybe_unused]] const Sealer next, make(transaction, workspace, 0, now_ms));
  return true;
}

Result<Sealer> DataKeys::make(store::Transaction& transaction, std::string_view workspace, std::int64_t count,
                              std::int64_t now_ms) const {
  crypto::KeyId id{};
  const std::string random = random_bytes(id.size());
  std::copy(random.begin(), random.end(), id.begin());
  SecretString key = crypto::random_secret(crypto::kKeyBytes);
  SIGNET_TRY(std::string wrapped, master_.seal(transaction, key, place_of_data_key(workspace, to_text(id))));
  const auto added = transaction.execute(
      "INSERT INTO data_keys (id, workspace_id, wrapped, created_ms, sealed_values) VALUES ($1, $2, $3, $4, $5)",
      {to_text(id), workspace, store::Blob{std::move(wrapped)}, now_ms, count});
  if (!added) return added.error();
  // Not kept: the transaction may yet be undone.
  return Sealer(std::string(workspace), std::make_shared<const SecretString>(std::move(key)), id, count);
}

Result<DataKeys::Key> DataKeys::unwrap(std::string_view workspace, const crypto::KeyId& id,
                                       std::string_view wrapped) const {
  if (Key known = cache_->find(workspace, id)) return known;
  const std::string name = to_text(id);
  auto key = master_.open(wrapped, place_of_data_key(workspace, name));
  if (!key) return does_not_open(std::move(key).error(), fmt::format("data key {} of workspace {}", name, workspace));
  return cache_->keep(workspace, id, *std::move(key));
}

Result<DataKeys::Key> DataKeys::find(store::Transaction& transaction, std::string_view workspace,
                                     const crypto::KeyId& id) const {
  if (Key known = cache_->find(workspace, id)) return known;
  SIGNET_TRY(const auto row, transaction.query_one("SELECT wrapped FROM data_keys WHERE id = $1 AND workspace_id = $2",
                                                   {to_text(id), workspace}));
  if (!row) {
    return fail(ErrorCode::kInternal, fmt::format("its key {} is none of this workspace's", to_text(id)),
                "the value was moved here, or put back from before a rotation of keys");
  }
  SIGNET_TRY(const auto wrapped, row->get<store::Blob>(0));
  return unwrap(workspace, id, wrapped.bytes);
}

Result<SecretString> DataKeys::open(store::Transaction& transaction, std::string_view sealed,
                                    const ValuePlace& place) const {
  const std::string where = to_text(place);
  const auto failed = [&](Error cause) { return does_not_open(std::move(cause), "the value at " + where); };
  auto id = crypto::key_id_of(sealed);
  if (!id) return failed(std::move(id).error());
  auto key = find(transaction, place.workspace, *id);
  if (!key) return failed(std::move(key).error());
  auto plain = crypto::open(**key, *id, sealed, where);
  if (!plain) return failed(std::move(plain).error());
  return plain;
}

}  // namespace signet::server
