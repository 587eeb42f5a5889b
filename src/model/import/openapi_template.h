// "{name}" in paths and addresses of a description of an API.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace signet::model::openapi {

/// Puts in the place of each "{name}" what `value_of` gives for the name.
[[nodiscard]] std::string fill_template(std::string_view text,
                                        const std::function<std::string(std::string_view)>& value_of);

}  // namespace signet::model::openapi
