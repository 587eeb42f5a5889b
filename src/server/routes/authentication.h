// Who sends a request: the session of a browser's cookie or of a bearer token, or an API key; and whether a browser was
// tricked into sending it (CSRF).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/access/access.h"
#include "server/accounts/sessions.h"
#include "server/api/dispatcher.h"
#include "store/database.h"

namespace signet::server {

inline constexpr std::string_view kDeviceCookie = "__Host-signet-device";
/// The header that carries a session's second token, which a page of another site cannot know.
inline constexpr std::string_view kCsrfHeader = "X-CSRF-Token";

/// What handlers find in Caller::identity.
struct Authenticated {
  Identity identity;
  std::optional<Session> session;  ///< of sessions
  std::string key_id;              ///< of API keys
};

/// The value of a cookie; empty when the request has none of that name, or several.
[[nodiscard]] std::string_view cookie(const Request& request, std::string_view name);

/// "NAME=VALUE; Path=/; Secure; HttpOnly; SameSite=Strict", with Max-Age when `seconds` is given (0: gone at once).
[[nodiscard]] std::string make_cookie(std::string_view name, std::string_view value,
                                      std::optional<std::int64_t> seconds = std::nullopt);

/// Where a request came from, for the audit log.
[[nodiscard]] Origin origin_of(const Request& request);

/// The authorizer of the API. Looks each credential up in the database, so that what is revoked anywhere counts at
/// once. A request with an API key and a session, or two sessions, is refused: nobody means that.
[[nodiscard]] Authorizer make_authorizer(store::Database& database, std::function<std::int64_t()> now_ms);

/// kPermission, as a problem document with a type that programs know, unless the call may do the action.
[[nodiscard]] std::optional<Response> refuse(const Call& call, Action action, const TeamContext& team = {});
[[nodiscard]] std::optional<Response> refuse(const Call& call, Action action, const WorkspaceContext& workspace);
/// 403 for a WebSocket that a page of another site asks for: browsers let every page do that, and show no answer's
/// headers to anybody first, so that Origin alone tells (RFC 6455 §10.2). With a cookie, it must be there.
[[nodiscard]] std::optional<Response> refuse_foreign_socket(const Call& call);
/// Who calls; only in handlers of routes that are not Access::kNone.
[[nodiscard]] const Authenticated& authenticated(const Call& call);

}  // namespace signet::server
