// Random identifiers from the system's generator.
#pragma once

#include <string>

namespace signet {

/// A version 4 UUID (RFC 9562), lower case.
[[nodiscard]] std::string make_uuid();

}  // namespace signet
