// The version of this build, from CMake's project().
#pragma once

#include <string_view>

namespace signet {

inline constexpr std::string_view kVersion = SIGNET_VERSION;

}  // namespace signet
