// New keys in the place of old ones, while servers run on the same database, and what they seal sealed anew. Each step
// is a transaction of its own: whoever was killed begins again and goes on where that was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.h"
#include "server/keys.h"
#include "server/sealing/data_keys.h"
#include "store/database.h"

namespace signet::server {

/// How far one is, to be called after each step; an error ends it there, with that error.
using SeeProgress = std::function<Status(std::int64_t done, std::int64_t of)>;

struct Resealed {
  bool went_on = false;        ///< with what an earlier call had begun
  std::int64_t keys = 0;       ///< of workspaces, made by this call
  std::int64_t values = 0;     ///< sealed anew by this call
  std::int64_t broken = 0;     ///< do not open: left as they are, with their key
  std::int64_t keys_gone = 0;  ///< retired ones without a value left
};

/// Gives each workspace a new data key, at once, and then seals what retired keys have sealed by those in use, in
/// batches, oldest keys first. Retired keys without a value left are deleted. Audited at both ends.
[[nodiscard]] Result<Resealed> rotate_data_keys(store::Database& database, const MasterKeys& master,
                                                const std::function<std::int64_t()>& now_ms, const SeeProgress& see);

/// What the master key seals: data keys, secrets of authenticator apps, what waiting mails say.
struct Wrapped {
  std::int64_t by_current = 0;
  std::int64_t by_others = 0;
};
[[nodiscard]] Result<Wrapped> count_wrapped(store::Transaction& transaction, const crypto::KeyId& current);

struct Rewrapped {
  std::int64_t done = 0;
  std::int64_t broken = 0;  ///< do not open: left as they are
};

/// Makes the key of that id, which must be in its file in each server's data folder, the master key of the database:
/// from the commit on all servers seal by it. Audited. What others have sealed opens as before, until rewrap() is
/// through. kConflict when it is that already; kIo when it is not in the folder of `master`.
[[nodiscard]] Status replace_master_key(store::Database& database, const MasterKeys& master, const crypto::KeyId& next,
                                        std::int64_t now_ms);
/// Seals all that another master key than the current one has sealed by the current one.
[[nodiscard]] Result<Rewrapped> rewrap(store::Database& database, const MasterKeys& master, const SeeProgress& see);

}  // namespace signet::server
