#include "server/accounts/sessions.h"

#include <algorithm>

#include "base/ids.h"
#include "crypto/token.h"

namespace signet::server {

namespace {

store::Blob hash(std::string_view token) {
  return {crypto::token_hash(token)};
}

std::string cut(std::string_view text, std::size_t most) {
  return std::string(text.substr(0, most));
}

Error no_session() {
  return fail(ErrorCode::kNotFound, "there is no such session", "the list of sessions shows them");
}

}  // namespace

Result<NewSession> make_session(store::Transaction& transaction, std::string_view user_id, std::string_view kind,
                                bool second_factor, const Origin& origin, std::int64_t now_ms) {
  NewSession made{make_uuid(), crypto::make_token(), crypto::make_token()};
  const std::optional<std::int64_t> factor = second_factor ? std::optional(now_ms) : std::nullopt;
  const auto added = transaction.execute(
      "INSERT INTO sessions (token_hash, id, user_id, kind, csrf_hash, user_agent, address, created_ms, last_used_ms, "
      "expires_ms, authenticated_ms, second_factor_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $8, $10)",
      {hash(made.token.expose()), made.id, user_id, kind, hash(made.csrf_token.expose()),
       cut(origin.user_agent, kMaxUserAgentBytes), origin.address, now_ms, now_ms + kSessionAbsoluteMs, factor});
  if (!added) return added.error();
  return made;
}

namespace {

Result<std::optional<SignedIn>> find_by_hash(store::Transaction& transaction, const store::Blob& token_hash,
                                             std::int64_t now_ms) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT s.id, s.user_id, s.kind, s.user_agent, s.address, s.created_ms, s.last_used_ms, "
                            "s.authenticated_ms, s.second_factor_ms, s.csrf_hash, u.is_admin FROM sessions s "
                            "JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1 AND s.expires_ms > $2 "
                            "AND s.last_used_ms > $3 AND u.disabled_ms IS NULL",
                            {token_hash, now_ms, now_ms - kSessionIdleMs}));
  if (!row) return std::optional<SignedIn>();
  SignedIn found;
  Session& s = found.session;
  store::Blob csrf;
  SIGNET_CHECK(row->read(s.id, s.user_id, s.kind, s.user_agent, s.address, s.created_ms, s.last_used_ms,
                         s.authenticated_ms, s.second_factor_ms, csrf, found.identity.is_admin));
  found.csrf_hash = std::move(csrf.bytes);
  found.identity.user_id = s.user_id;
  found.identity.credential = Credential::kSession;
  found.identity.is_fresh = now_ms - s.authenticated_ms < kFreshMs;
  found.identity.has_two_factor = s.second_factor_ms.has_value();
  return std::optional(std::move(found));
}

}  // namespace

Result<std::optional<SignedIn>> find_session(store::Transaction& transaction, std::string_view token,
                                             std::int64_t now_ms) {
  return find_by_hash(transaction, hash(token), now_ms);
}

Result<std::optional<SignedIn>> find_session_by_id(store::Transaction& transaction, std::string_view id,
                                                   std::int64_t now_ms) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT token_hash FROM sessions WHERE id = $1", {id}));
  if (!row) return std::optional<SignedIn>();
  SIGNET_TRY(const auto token_hash, row->get<store::Blob>(0));
  return find_by_hash(transaction, token_hash, now_ms);
}

bool is_use_due(const Session& session, std::int64_t now_ms) {
  return now_ms - session.last_used_ms >= kUseWrittenMs;
}

Status note_session_use(store::Transaction& transaction, std::string_view id, const Origin& origin,
                        std::int64_t now_ms) {
  const auto changed = transaction.execute("UPDATE sessions SET last_used_ms = $2, address = $3 WHERE id = $1",
                                           {id, now_ms, origin.address});
  if (!changed) return changed.error();
  return {};
}

Result<NewSession> rotate_session(store::Transaction& transaction, std::string_view id, bool second_factor,
                                  std::int64_t now_ms) {
  NewSession made{std::string(id), crypto::make_token(), crypto::make_token()};
  const std::optional<std::int64_t> factor = second_factor ? std::optional(now_ms) : std::nullopt;
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE sessions SET token_hash = $2, csrf_hash = $3, authenticated_ms = $4, "
                                 "last_used_ms = $4, second_factor_ms = COALESCE($5, second_factor_ms) WHERE id = $1",
                                 {id, hash(made.token.expose()), hash(made.csrf_token.expose()), now_ms, factor}));
  if (changed == 0) return no_session();
  return made;
}

Result<std::vector<Session>> list_sessions(store::Transaction& transaction, std::string_view user_id,
                                           std::int64_t now_ms) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, user_id, kind, user_agent, address, created_ms, last_used_ms, "
                               "authenticated_ms, second_factor_ms FROM sessions WHERE user_id = $1 "
                               "AND expires_ms > $2 AND last_used_ms > $3 ORDER BY last_used_ms DESC, id",
                               {user_id, now_ms, now_ms - kSessionIdleMs}));
  std::vector<Session> sessions;
  for (const store::Row& row : rows) {
    Session& s = sessions.emplace_back();
    SIGNET_CHECK(row.read(s.id, s.user_id, s.kind, s.user_agent, s.address, s.created_ms, s.last_used_ms,
                          s.authenticated_ms, s.second_factor_ms));
  }
  return sessions;
}

Status revoke_session(store::Transaction& transaction, std::string_view user_id, std::string_view id) {
  SIGNET_TRY(const std::int64_t ended,
             transaction.execute("DELETE FROM sessions WHERE user_id = $1 AND id = $2", {user_id, id}));
  if (ended == 0) return no_session();
  return {};
}

Result<std::int64_t> revoke_sessions(store::Transaction& transaction, std::string_view user_id,
                                     std::string_view except) {
  return transaction.execute("DELETE FROM sessions WHERE user_id = $1 AND id <> $2", {user_id, except});
}

}  // namespace signet::server
