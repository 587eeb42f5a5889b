// Compiled once and shared by every room: the standard headers, Boost.JSON and fmt. Nothing of Beast, Asio,
// libcurl, OpenSSL or JavaScriptCore: those stay inside the few files that use them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
