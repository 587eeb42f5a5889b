#include "server/accounts/api_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/token.h"
#include "server/accounts/sessions.h"
#include "server/workspaces/workspaces.h"

namespace signet::server {

namespace {

constexpr std::size_t kShownPrefix = 8;  // "sgnt_" and three letters
constexpr std::size_t kShownEnd = 4;

using Workspaces = std::optional<std::vector<std::string>>;

/// What a key may do, as it is stored: {"access": "read", "workspaces": ["id", ...]}, the latter of bound keys alone.
std::string scopes_text(Scope scope, const Workspaces& workspaces) {
  json::object scopes{{"access", scope == Scope::kWrite ? "write" : "read"}};
  if (workspaces) scopes["workspaces"] = json::array(workspaces->begin(), workspaces->end());
  return boost::json::serialize(scopes);
}

/// A strange row gives no right.
void read_scopes(std::string_view text, Scope& scope, Workspaces& workspaces) {
  scope = Scope::kNone;
  const auto scopes = json::parse(text, "scopes of an API key");
  const json::object* object = scopes ? scopes->if_object() : nullptr;
  if (object == nullptr) return;
  if (const json::value* bound = json::find(*object, "workspaces")) {
    workspaces.emplace();
    if (!bound->is_array()) return;
    for (const json::value& id : bound->get_array()) {
      if (const auto* one = id.if_string()) workspaces->emplace_back(*one);
    }
  }
  const std::string_view access = json::string_or(*object, "access");
  scope = access == "write" ? Scope::kWrite : access == "read" ? Scope::kRead : Scope::kNone;
}

Error no_key() {
  return fail(ErrorCode::kNotFound, "there is no such API key", "the list of keys shows them");
}

Result<NewApiKey> insert(store::Transaction& transaction, std::string_view user_id, const KeyRequest& request,
                         const std::optional<std::string>& rotated_from, std::int64_t now_ms) {
  NewApiKey made{make_uuid(), crypto::make_api_key()};
  const std::string_view key = made.key.expose();
  const auto added = transaction.execute(
      "INSERT INTO api_keys (id, user_id, hash, prefix, last_four, name, scopes, created_ms, expires_ms, rotated_from) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {made.id, user_id, store::Blob{crypto::token_hash(key)}, key.substr(0, kShownPrefix),
       key.substr(key.size() - kShownEnd), request.name, scopes_text(request.scope, request.workspaces), now_ms,
       request.expires_ms, rotated_from});
  if (!added) return added.error();
  return made;
}

Status check(const KeyRequest& request, std::int64_t now_ms) {
  if (trim(request.name).empty()) return fail(ErrorCode::kInvalidInput, "the key has no name", "say what it is for");
  if (request.name.size() > kMaxKeyNameBytes) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the name is longer than {} bytes", kMaxKeyNameBytes));
  }
  if (request.scope == Scope::kNone) return fail(ErrorCode::kInvalidInput, "the key may do nothing");
  if (request.workspaces && (request.workspaces->empty() || std::ssize(*request.workspaces) > kMaxWorkspacesOfKey)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a key is bound to 1 to {} workspaces", kMaxWorkspacesOfKey),
                "leave them out for a key that reaches all of yours");
  }
  if (request.expires_ms && *request.expires_ms <= now_ms) {
    return fail(ErrorCode::kInvalidInput, "the key would have ended already", "give a later time");
  }
  return {};
}

}  // namespace

Result<NewApiKey> make_api_key(store::Transaction& transaction, std::string_view user_id, const KeyRequest& request,
                               std::int64_t now_ms) {
  SIGNET_CHECK(check(request, now_ms));
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT COUNT(*) FROM api_keys WHERE user_id = $1 AND revoked_ms IS NULL "
                                   "AND (expires_ms IS NULL OR expires_ms > $2)",
                                   {user_id, now_ms}));
  SIGNET_TRY(const auto count, row->get<std::int64_t>(0));
  if (count >= kMaxKeysOfUser) {
    return fail(ErrorCode::kLimit, fmt::format("an account has at most {} API keys", kMaxKeysOfUser),
                "revoke those that nobody uses");
  }
  for (const std::string& id : request.workspaces.value_or(std::vector<std::string>())) {
    SIGNET_TRY(const auto own, find_workspace(transaction, id, user_id));
    if (!own) return fail(ErrorCode::kNotFound, fmt::format("there is no workspace {}", id));
  }
  return insert(transaction, user_id, request, std::nullopt, now_ms);
}

Result<std::vector<ApiKey>> list_api_keys(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, name, prefix, last_four, scopes, created_ms, expires_ms, last_used_ms, "
                               "revoked_ms, rotated_from FROM api_keys WHERE user_id = $1 "
                               "ORDER BY created_ms DESC, id",
                               {user_id}));
  std::vector<ApiKey> keys;
  for (const store::Row& row : rows) {
    ApiKey& key = keys.emplace_back();
    std::string scopes;
    SIGNET_CHECK(row.read(key.id, key.name, key.prefix, key.last_four, scopes, key.created_ms, key.expires_ms,
                          key.last_used_ms, key.revoked_ms, key.rotated_from));
    read_scopes(scopes, key.scope, key.workspaces);
  }
  return keys;
}

Result<NewApiKey> rotate_api_key(store::Transaction& transaction, std::string_view user_id, std::string_view id,
                                 std::int64_t overlap_ms, std::int64_t now_ms) {
  if (overlap_ms < 0 || overlap_ms > kMaxKeyOverlapMs) {
    return fail(ErrorCode::kInvalidInput, "the old key may work on for 30 days at most");
  }
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT name, scopes, created_ms, expires_ms FROM api_keys WHERE user_id = $1 "
                                   "AND id = $2 AND revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > $3)",
                                   {user_id, id, now_ms}));
  if (!row) return no_key();
  KeyRequest request;
  std::string scopes;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> expires_ms;
  SIGNET_CHECK(row->read(request.name, scopes, created_ms, expires_ms));
  read_scopes(scopes, request.scope, request.workspaces);
  // As long a life as the old one was given.
  if (expires_ms) request.expires_ms = now_ms + (*expires_ms - created_ms);
  const std::int64_t end_ms = std::min(now_ms + overlap_ms, expires_ms.value_or(INT64_MAX));
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE api_keys SET expires_ms = $2 WHERE id = $1", {id, end_ms}));
  if (changed == 0) return no_key();
  return insert(transaction, user_id, request, std::string(id), now_ms);
}

Status revoke_api_key(store::Transaction& transaction, std::string_view user_id, std::string_view id,
                      std::int64_t now_ms) {
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE api_keys SET revoked_ms = COALESCE(revoked_ms, $3) WHERE user_id = $1 "
                                 "AND id = $2",
                                 {user_id, id, now_ms}));
  if (changed == 0) return no_key();
  return {};
}

namespace {

Result<std::optional<KeyUse>> find_by_hash(store::Transaction& transaction, const store::Blob& hash,
                                           std::int64_t now_ms) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT k.id, k.user_id, k.scopes, k.last_used_ms, u.is_admin, (SELECT COUNT(*) "
                            "FROM two_factor f WHERE f.user_id = u.id AND f.confirmed_ms IS NOT NULL) FROM api_keys k "
                            "JOIN users u ON u.id = k.user_id WHERE k.hash = $1 AND k.revoked_ms IS NULL "
                            "AND (k.expires_ms IS NULL OR k.expires_ms > $2) AND u.disabled_ms IS NULL",
                            {hash, now_ms}));
  if (!row) return std::optional<KeyUse>();
  KeyUse use;
  std::string scopes;
  std::optional<std::int64_t> last_used_ms;
  SIGNET_CHECK(row->read(use.key_id, use.identity.user_id, scopes, last_used_ms, use.identity.is_admin,
                         use.identity.has_two_factor));
  use.identity.credential = Credential::kApiKey;
  read_scopes(scopes, use.identity.scope, use.identity.workspaces);
  use.is_use_due = !last_used_ms || now_ms - *last_used_ms >= kUseWrittenMs;
  return std::optional(std::move(use));
}

}  // namespace

Result<std::optional<KeyUse>> find_api_key(store::Transaction& transaction, std::string_view key, std::int64_t now_ms) {
  if (!crypto::is_api_key(key)) return std::optional<KeyUse>();
  return find_by_hash(transaction, {crypto::token_hash(key)}, now_ms);
}

Result<std::optional<KeyUse>> find_api_key_by_id(store::Transaction& transaction, std::string_view id,
                                                 std::int64_t now_ms) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT hash FROM api_keys WHERE id = $1", {id}));
  if (!row) return std::optional<KeyUse>();
  SIGNET_TRY(const auto hash, row->get<store::Blob>(0));
  return find_by_hash(transaction, hash, now_ms);
}

Status note_key_use(store::Transaction& transaction, std::string_view id, const Origin& origin, std::int64_t now_ms) {
  const auto changed = transaction.execute("UPDATE api_keys SET last_used_ms = $2, last_address = $3 WHERE id = $1",
                                           {id, now_ms, origin.address});
  if (!changed) return changed.error();
  return {};
}

}  // namespace signet::server
