// The date and time endpoints: /time/now, /time/valid, /time/format, /time/unit, /time/add, /time/subtract,
// /time/start, /time/object, /time/before, /time/after, /time/between, /time/leap. All in UTC.
#pragma once

#include <string_view>

#include "demo/message.h"

namespace signet::demo {

/// `question` is what follows /time/. The query names `timestamp` (ISO 8601; default: now) and what else is needed.
[[nodiscard]] Reply tell_time(const Request& request, std::string_view question);

}  // namespace signet::demo
