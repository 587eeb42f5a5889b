// Header lists: look-up and change by name in any case, as the `caseless` map of postman-request does it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/types.h"
#include "model/request.h"

namespace signet::http {

/// The first header of that name, or null.
[[nodiscard]] const Header* find_header(const std::vector<Header>& headers, std::string_view name);
/// Replaces the value where the header stands (its name stays as written), or appends it; further ones go.
void set_header(std::vector<Header>& headers, std::string_view name, std::string value, bool system = true);
void remove_header(std::vector<Header>& headers, std::string_view name);

/// The last enabled header of that name, or null: the one that Postman takes as the user's.
[[nodiscard]] const model::Param* find_enabled(const std::vector<model::Param>& headers, std::string_view name);

/// The headers that go over the wire: enabled ones with a name, repeated names together, and of names that differ only
/// in case the later one (Node's http.request keeps one spelling).
[[nodiscard]] std::vector<Header> wire_headers(const std::vector<model::Param>& headers);

}  // namespace signet::http
