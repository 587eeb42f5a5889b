// Values of console.log shown as Node's util.inspect shows them, which newman prints: quotes around strings, objects on
// one line where they fit, arrays cut after 100 elements.
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"

namespace signet::report {

/// The value as text of lines; a value breaks into lines when it is wider than `width` columns.
[[nodiscard]] std::string inspect(const json::value& v, std::size_t width);

}  // namespace signet::report
