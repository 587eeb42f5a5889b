// Sessions of people: of a browser, the command line, the agent. Only a hash of the token is stored; a session ends
// when nobody uses it for a while, after an absolute time however often it is used, or when it is revoked, on all
// replicas at once, because each request looks it up (NIST SP 800-63B §7, OWASP ASVS 5 §7).
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

inline constexpr std::int64_t kSessionIdleMs = 7LL * 24 * 3600 * 1000;
inline constexpr std::int64_t kSessionAbsoluteMs = 30LL * 24 * 3600 * 1000;
/// How long after the password was given an action that wants it anew is allowed.
inline constexpr std::int64_t kFreshMs = 10LL * 60 * 1000;
/// A session's last use is written this seldom, so that reading does not become writing.
inline constexpr std::int64_t kUseWrittenMs = 60LL * 1000;

/// A session as its owner sees it in the list.
struct Session {
  std::string id;
  std::string user_id;
  std::string kind;  ///< "browser", "cli", "agent"
  std::string user_agent;
  std::string address;
  std::int64_t created_ms = 0;
  std::int64_t last_used_ms = 0;
  std::int64_t authenticated_ms = 0;
  std::optional<std::int64_t> second_factor_ms;
};

/// What is handed out once: the token for the cookie or the Authorization header, and the one against CSRF.
struct NewSession {
  std::string id;
  SecretString token;
  SecretString csrf_token;
};

/// Makes one for a person who has just given the password, and the second factor where `second_factor` says so.
[[nodiscard]] Result<NewSession> make_session(store::Transaction& transaction, std::string_view user_id,
                                              std::string_view kind, bool second_factor, const Origin& origin,
                                              std::int64_t now_ms);

/// A session that is valid now, and whose it is.
struct SignedIn {
  Session session;
  Identity identity;
  std::string csrf_hash;  ///< compare with token_hash() of what was sent
};

/// Finds a valid session; nullopt for an unknown, idle or ended one, and for those of disabled accounts.
[[nodiscard]] Result<std::optional<SignedIn>> find_session(store::Transaction& transaction, std::string_view token,
                                                           std::int64_t now_ms);
/// The same of the session with that id, for who has shown its token before.
[[nodiscard]] Result<std::optional<SignedIn>> find_session_by_id(store::Transaction& transaction, std::string_view id,
                                                                 std::int64_t now_ms);
/// Whether the use should be written now (kUseWrittenMs), by note_session_use().
[[nodiscard]] bool is_use_due(const Session& session, std::int64_t now_ms);
[[nodiscard]] Status note_session_use(store::Transaction& transaction, std::string_view id, const Origin& origin,
                                      std::int64_t now_ms);

/// Gives a session other tokens, and a fresh time of authentication: after a password was given again, or rights
/// changed. The old token is worth nothing from then on. kNotFound when the session has ended meanwhile.
[[nodiscard]] Result<NewSession> rotate_session(store::Transaction& transaction, std::string_view id,
                                                bool second_factor, std::int64_t now_ms);

/// Those that are valid now, last used first.
[[nodiscard]] Result<std::vector<Session>> list_sessions(store::Transaction& transaction, std::string_view user_id,
                                                         std::int64_t now_ms);
/// Ends one of the user's sessions; kNotFound for any other.
[[nodiscard]] Status revoke_session(store::Transaction& transaction, std::string_view user_id, std::string_view id);
/// Ends all of the user's but `except` (may be empty); how many.
[[nodiscard]] Result<std::int64_t> revoke_sessions(store::Transaction& transaction, std::string_view user_id,
                                                   std::string_view except);

}  // namespace signet::server
