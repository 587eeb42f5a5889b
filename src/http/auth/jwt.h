// JWT bearer tokens made anew for each request, as postman-runtime's jwt.js does it.
#pragma once

#include "http/auth/auth.h"

namespace signet::http {

[[nodiscard]] std::unique_ptr<Authorizer> make_jwt(const model::Auth& auth);

}  // namespace signet::http
