// NTLM v2 over HTTP ([MS-NTHT]) with the handshake of postman-runtime's ntlm.js: the first request goes without it, a
// 401 or 403 that offers NTLM is answered with the negotiate message, the challenge with the authenticate message.
// NTLM authenticates a connection, not a request: all of it goes over connections that nobody else uses.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/auth/auth.h"
#include "http/auth/ntlm_message.h"

namespace signet::http {

/// The user name without the domain that it may hold ("DOMAIN\\user", "user@domain"), and that domain; one that has
/// both forms, or an empty side, is left whole, as Postman does.
[[nodiscard]] NtlmUser split_ntlm_user(std::string_view username);

[[nodiscard]] std::unique_ptr<Authorizer> make_ntlm(const model::Auth& auth);

}  // namespace signet::http
