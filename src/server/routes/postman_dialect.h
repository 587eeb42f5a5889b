// How Postman's API answers, around what its routes do: errors as {"error": {name, message}}, and headers that tell how
// many calls a key has left. Source: Postman API reference, learning.postman.com "Track Postman API call limits".
#pragma once

#include <memory>

#include "server/api/route.h"
#include "server/routes/account_routes.h"

namespace signet::server {

/// Those who share it share the allowance of a key. `services` null: for the description alone.
[[nodiscard]] std::shared_ptr<const Dialect> make_postman_dialect(const Services* services);

}  // namespace signet::server
