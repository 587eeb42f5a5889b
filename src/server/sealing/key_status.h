// What `signet serve keys status` tells: which keys a database is sealed with, and what is still under old ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/transaction.h"

namespace signet::server {

struct DataKeyStatus {
  std::string id;
  std::string workspace;
  std::string workspace_name;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> retired_ms;  ///< nullopt: it seals new values
  std::int64_t sealed_values = 0;          ///< at most, since it was made (kMaxSealedValues retires it)
  std::int64_t values = 0;                 ///< that it opens now
};

struct KeyStatus {
  std::optional<std::string> master_key_id;  ///< nullopt: no server has used the database yet
  std::int64_t wrapped_by_it = 0;            ///< data keys, secrets of authenticator apps, parts of mails
  std::int64_t wrapped_by_others = 0;
  bool rotates = false;  ///< a rotation of data keys was begun and has not ended
};

[[nodiscard]] Result<KeyStatus> key_status(store::Transaction& transaction);
/// Each data key, by workspace, oldest first.
[[nodiscard]] Status each_data_key(store::Transaction& transaction,
                                   const std::function<Status(const DataKeyStatus&)>& see);

}  // namespace signet::server
