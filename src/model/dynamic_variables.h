// Postman's dynamic variables: {{$guid}}, {{$timestamp}}, {{$randomEmail}} and the rest of its documented list.
// The word lists are those of the npm package @faker-js/faker that Postman itself uses, embedded at build time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet::model {

/// A fresh value for `name` ("$guid", "$randomEmail", with the dollar sign), or nullopt when there is no such name.
[[nodiscard]] std::optional<std::string> dynamic_value(std::string_view name);

/// All names, sorted, with the dollar sign: for completion and docs.
[[nodiscard]] std::vector<std::string_view> dynamic_names();

}  // namespace signet::model
