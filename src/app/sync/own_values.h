// What an environment's file may say that never leaves the machine: values of secret variables, and members that the
// server has no field for, such as Postman's current values.
#pragma once

#include <string_view>

#include "base/json.h"

namespace signet::app {

/// Takes it out of the content; by the variables' ids, which variables get that have none: that of the variable of the
/// same key in `known` (null: there is none), else a new one.
[[nodiscard]] json::object take_own_values(std::string_view kind, json::value& content, const json::value* known);

/// Puts it back, and null in the place of secret values that are not known, as exports have it.
void put_own_values(std::string_view kind, json::value& content, const json::object& own_values);

}  // namespace signet::app
