// The keys that seal what workspaces hold: each workspace has its own, wrapped by the master key in the database, so
// that a change of the master key touches no value. docs/formats/sealed-value.md describes both.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "server/keys.h"
#include "store/transaction.h"

namespace signet::server {

/// Where a value lives: anywhere else it does not open.
struct ValuePlace {
  std::string_view workspace;
  std::string_view element;
  std::string_view slot;      ///< of variables their id
  std::int64_t revision = 0;  ///< of the element when it was sealed
};

/// "signet/v1/WORKSPACE/ELEMENT/SLOT/REVISION", the associated data.
[[nodiscard]] std::string to_text(const ValuePlace& place);

/// "signet/v1/WORKSPACE/data-key/ID": the place that a wrapped data key is sealed for.
[[nodiscard]] std::string place_of_data_key(std::string_view workspace, std::string_view id);

struct SealedValue {
  std::string key_id;  ///< hex, as in data_keys
  std::string bytes;   ///< crypto/aead.h
};

/// A key seals so many values at most: half of what SP 800-38D §8.3 allows with random nonces.
inline constexpr std::int64_t kMaxSealedValues = std::int64_t{1} << 31;

class DataKeys;

/// Seals for one workspace, with the key that is its own now, as many values as were asked for. Lives as long as the
/// transaction that it was made in.
class Sealer {
 public:
  /// Fails with kInternal beyond that count.
  [[nodiscard]] Result<SealedValue> seal(std::string_view plain, const ValuePlace& place);

 private:
  friend class DataKeys;
  Sealer(std::string workspace, std::shared_ptr<const SecretString> key, crypto::KeyId id, std::int64_t count)
      : workspace_(std::move(workspace)), key_(std::move(key)), id_(id), left_(count) {}

  std::string workspace_;
  std::shared_ptr<const SecretString> key_;
  crypto::KeyId id_;
  std::int64_t left_;
};

/// Thread-safe. Keeps keys that it unwrapped, in wiped memory: their bytes stay the same when they are wrapped anew.
class DataKeys {
 public:
  /// `master` must outlive it. `max_values` is less than kMaxSealedValues in tests alone.
  explicit DataKeys(const MasterKeys& master, std::int64_t max_values = kMaxSealedValues);
  ~DataKeys();
  DataKeys(const DataKeys&) = delete;
  DataKeys& operator=(const DataKeys&) = delete;

  /// For sealing `count` values, which it notes: a key retires long before its 2^32nd value (SP 800-38D §8.3), and
  /// another is made. The first of a workspace is made here, too. In writes only.
  [[nodiscard]] Result<Sealer> sealer(store::Transaction& transaction, std::string_view workspace, std::int64_t count,
                                      std::int64_t now_ms) const;
  /// Opens a value in the transaction that read it: a key is gone once its last value was sealed anew.
  /// kInternal when it was not sealed for that place, or is damaged: no input of today can mend it. Says which place
  /// and, where it can be told, what is wrong; never the value. kIo without the master key.
  [[nodiscard]] Result<SecretString> open(store::Transaction& transaction, std::string_view sealed,
                                          const ValuePlace& place) const;

  /// Retires the key of a workspace when it was made before `made_before_ms`, and makes the next one. False when there
  /// was none to retire. In writes only.
  [[nodiscard]] Result<bool> rotate(store::Transaction& transaction, std::string_view workspace,
                                    std::int64_t made_before_ms, std::int64_t now_ms) const;

 private:
  struct Cache;
  using Key = std::shared_ptr<const SecretString>;

  [[nodiscard]] Result<Sealer> make(store::Transaction& transaction, std::string_view workspace, std::int64_t count,
                                    std::int64_t now_ms) const;
  [[nodiscard]] Result<Key> unwrap(std::string_view workspace, const crypto::KeyId& id, std::string_view wrapped) const;
  [[nodiscard]] Result<Key> find(store::Transaction& transaction, std::string_view workspace,
                                 const crypto::KeyId& id) const;

  const MasterKeys& master_;
  const std::int64_t max_values_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace signet::server
