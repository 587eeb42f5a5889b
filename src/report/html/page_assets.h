// The parts of the page, from html/page/, put into the program by CMake.
#pragma once

#include <string_view>

namespace signet::report::page {

extern const std::string_view kStart;  ///< up to the data; holds {{policy}}, {{title}}, {{style}} and {{name}}
extern const std::string_view kStyle;
extern const std::string_view kScript;
extern const std::string_view kVersion;

}  // namespace signet::report::page
