// OAuth 2.0's access token put into a request, as postman-runtime's oauth2.js does it: in the Authorization header
// behind a prefix, or as the query parameter access_token. How to get a token is oauth2/source.h's affair.
#pragma once

#include <memory>

#include "http/auth/auth.h"

namespace signet::http {

/// Reads accessToken, addTokenTo ("header", "queryParams"), tokenType and headerPrefix. Without a token, or with one of
/// the type "mac", requests go as they are.
[[nodiscard]] std::unique_ptr<Authorizer> make_oauth2(const model::Auth& auth);

}  // namespace signet::http
