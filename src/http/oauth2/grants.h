// The grants of OAuth 2.0, each a function from a configuration to a token: RFC 6749 §4 and §6, RFC 8628.
#pragma once

#include "base/result.h"
#include "http/oauth2/config.h"
#include "http/oauth2/context.h"
#include "http/oauth2/token.h"

namespace signet::http::oauth2 {

/// A token by the grant of `config`. Interactive grants need context.person.
[[nodiscard]] Result<Token> get_token(const Config& config, const Context& context);

/// A new token for a refresh token (RFC 6749 §6).
[[nodiscard]] Result<Token> refresh_token(const Config& config, const Context& context,
                                          const SecretString& refresh_token);

}  // namespace signet::http::oauth2
