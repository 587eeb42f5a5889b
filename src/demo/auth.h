// The endpoints that ask for a user: postman with the password "password", as postman-echo documents.
#pragma once

#include "demo/message.h"

namespace signet::demo {

/// 200 for the right credentials, else 401 with a Basic challenge (RFC 7617).
[[nodiscard]] Reply basic_auth(const Request& request);

/// 200 for the right answer to a Digest challenge (RFC 7616), else 401 with a challenge. The query may choose the
/// challenge's `algorithm` (MD5, SHA-256, each with or without -sess) and `qop` (auth, auth-int, none).
[[nodiscard]] Reply digest_auth(const Request& request);

}  // namespace signet::demo
