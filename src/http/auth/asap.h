// ASAP, Atlassian's service authentication by JWT (https://s2sauth.bitbucket.io/spec), as postman-runtime's asap.js
// does it.
#pragma once

#include "http/auth/auth.h"
#include "http/auth/signing.h"

namespace signet::http {

[[nodiscard]] std::unique_ptr<Authorizer> make_asap(const model::Auth& auth, const Sources& sources);

}  // namespace signet::http
