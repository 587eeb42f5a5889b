// Which path is answered by what. The paths and the shapes of the answers are postman-echo's.
#pragma once

#include "demo/message.h"

namespace signet::demo {

/// The reply to a request. Never throws for what a client sends; a wrong use is 400 or 404 with a JSON error.
[[nodiscard]] Reply answer(const Request& request);

}  // namespace signet::demo
