// Signet's own API keys (crypto/token.h): named, with a scope and an end, stored as a hash, shown once. A key that is
// rotated works on for an overlap, so that nothing breaks while its users change over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/access/access.h"
#include "server/origin.h"
#include "store/transaction.h"

namespace signet::server {

inline constexpr std::size_t kMaxKeyNameBytes = 128;
inline constexpr std::int64_t kMaxKeysOfUser = 100;
inline constexpr std::int64_t kMaxWorkspacesOfKey = 100;
inline constexpr std::int64_t kMaxKeyOverlapMs = 30LL * 24 * 3600 * 1000;

/// What a new key is to be.
struct KeyRequest {
  std::string name;
  Scope scope = Scope::kRead;              ///< kRead or kWrite, which includes reading
  std::optional<std::int64_t> expires_ms;  ///< none: it works until it is revoked
  /// Ids of the only workspaces that it reaches, and nothing but these; none: all that its owner reaches.
  std::optional<std::vector<std::string>> workspaces = std::nullopt;
};

/// A key as its owner sees it in the list: never the key itself.
struct ApiKey {
  std::string id;
  std::string name;
  std::string prefix;  ///< its first letters, "sgnt_Ab3"
  std::string last_four;
  Scope scope = Scope::kNone;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> expires_ms;
  std::optional<std::int64_t> last_used_ms;
  std::optional<std::int64_t> revoked_ms;
  std::optional<std::vector<std::string>> workspaces;  ///< as in KeyRequest
  std::optional<std::string> rotated_from;             ///< the id of the key that this one replaces
};

struct NewApiKey {
  std::string id;
  SecretString key;  ///< shown once
};

/// kInvalidInput: no name, a name that is too long, an end in the past, too many workspaces; kNotFound: a workspace
/// that the user is not in; kLimit past kMaxKeysOfUser.
[[nodiscard]] Result<NewApiKey> make_api_key(store::Transaction& transaction, std::string_view user_id,
                                             const KeyRequest& request, std::int64_t now_ms);

/// Newest first; revoked and ended ones among them.
[[nodiscard]] Result<std::vector<ApiKey>> list_api_keys(store::Transaction& transaction, std::string_view user_id);

/// A new key of the same name, scope and workspaces in the place of one of the user's, which works on for `overlap_ms`
/// at most.
[[nodiscard]] Result<NewApiKey> rotate_api_key(store::Transaction& transaction, std::string_view user_id,
                                               std::string_view id, std::int64_t overlap_ms, std::int64_t now_ms);

/// From now on, on all replicas. kNotFound for a key that is not the user's.
[[nodiscard]] Status revoke_api_key(store::Transaction& transaction, std::string_view user_id, std::string_view id,
                                    std::int64_t now_ms);

struct KeyUse {
  std::string key_id;
  Identity identity;
  bool is_use_due = false;  ///< note_key_use() should be called
};

/// Whose key this is; nullopt for what is no key, an unknown, ended or revoked one, and those of disabled accounts.
/// What has a wrong checksum is refused without asking the database.
[[nodiscard]] Result<std::optional<KeyUse>> find_api_key(store::Transaction& transaction, std::string_view key,
                                                         std::int64_t now_ms);
/// The same of the key with that id, for who has shown it before.
[[nodiscard]] Result<std::optional<KeyUse>> find_api_key_by_id(store::Transaction& transaction, std::string_view id,
                                                               std::int64_t now_ms);
[[nodiscard]] Status note_key_use(store::Transaction& transaction, std::string_view id, const Origin& origin,
                                  std::int64_t now_ms);

}  // namespace signet::server
