// The JavaScript that is built into the worker: the bootstrap and the libraries that scripts may require.
#pragma once

#include <optional>
#include <string_view>

namespace signet::worker {

/// The source embedded under `name` ("bootstrap", or "lib/lodash"), NUL-terminated; nullopt when there is none.
std::optional<std::string_view> embedded(std::string_view name);

}  // namespace signet::worker
