// What the declarations and handlers of routes share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/accounts/sessions.h"
#include "server/api/route.h"

namespace signet::server {

/// A route below /api/v1, without its inputs, answers and handler.
[[nodiscard]] Route declare_route(Method method, std::string_view pattern, std::string operation, std::string summary,
                                  std::string tag, Access access);

/// Members that are always there. A time is RFC 3339.
[[nodiscard]] Field text_field(std::string name, std::string description = {});
[[nodiscard]] Field number_field(std::string name);
[[nodiscard]] Field flag_field(std::string name);
[[nodiscard]] Field time_field(std::string name, bool nullable = false);
/// An e-mail address that comes in (RFC 5321 §4.5.3.1.3 allows 254 bytes).
[[nodiscard]] Field email_field();

/// The longest token, ticket or invitation that comes in.
inline constexpr std::int64_t kMaxToken = 128;

/// A password, token or code that comes in.
[[nodiscard]] Field secret_field(std::string name, std::int64_t max, std::string description = {},
                                 bool required = true);

/// The tokens of a session in an answer, as session_response() gives them.
[[nodiscard]] Field session_token_field();
[[nodiscard]] Field csrf_token_field();
/// A new session as the kind of client wants it: a cookie that scripts cannot read, or a token.
[[nodiscard]] Response session_response(const NewSession& session, std::string_view kind, json::object body);

/// Takes a secret member out of the call; empty when it was not given.
[[nodiscard]] SecretString take_secret(Call& call, std::string_view name);

/// A text member of the body; empty when it was not given.
[[nodiscard]] std::string body_text(const Call& call, std::string_view name);

/// A text, or null.
[[nodiscard]] json::value text_value(const std::optional<std::string>& text);
/// RFC 3339, or null.
[[nodiscard]] json::value time_value(const std::optional<std::int64_t>& unix_ms);

}  // namespace signet::server
