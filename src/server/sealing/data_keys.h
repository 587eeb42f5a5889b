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

struct SealedValue {
  std::string key_id;  ///< hex, as in data_keys
  std::string bytes;   ///< crypto/aead.h
};

class DataKeys;

/// Seals for one workspace, with the key that is its own now. Lives as long as the transaction that it was made in.
class Sealer {
 public:
  [[nodiscard]] Result<SealedValue> seal(std::string_view plain, const ValuePlace& place) const;

 private:
  friend class DataKeys;
  Sealer(std::shared_ptr<const SecretString> key, crypto::KeyId id) : key_(std::move(key)), id_(id) {}
  std::shared_ptr<const SecretString> key_;
  crypto::KeyId id_;
};

/// Thread-safe. Keeps keys that it unwrapped, in wiped memory.
class DataKeys {
 public:
  explicit DataKeys(const MasterKey& master);
  ~DataKeys();
  DataKeys(const DataKeys&) = delete;
  DataKeys& operator=(const DataKeys&) = delete;

  /// For sealing `count` values, which it notes: a key retires long before its 2^32nd value (SP 800-38D §8.3), and
  /// another is made. The first of a workspace is made here, too. In writes only.
  [[nodiscard]] Result<Sealer> sealer(store::Transaction& transaction, std::string_view workspace, std::int64_t count,
                                      std::int64_t now_ms) const;
  /// kInvalidInput when it was not sealed for that place, or is damaged; says which place, never what.
  [[nodiscard]] Result<SecretString> open(store::Transaction& transaction, std::string_view sealed,
                                          const ValuePlace& place) const;

 private:
  struct Cache;
  const MasterKey& master_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace signet::server
