// The cookie endpoints: show, set and delete the client's cookies.
#pragma once

#include <string_view>

#include "demo/message.h"

namespace signet::demo {

/// `action` is what follows /cookies/: "set" and "delete" take names (and values) from the query, set them and redirect
/// to /cookies; anything else shows the cookies that came.
[[nodiscard]] Reply cookies(const Request& request, std::string_view action);

}  // namespace signet::demo
