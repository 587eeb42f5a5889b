// How authorizers change a prepared request: in what goes over the wire and in what reports show, alike.
#pragma once

#include <string>
#include <string_view>

#include "http/types.h"
#include "model/request.h"

namespace signet::http {

/// Replaces headers of that name in any case. The new one stands behind the user's headers and before the system's,
/// where Postman has it, because Postman signs before it adds those.
void put_header(Request& wire, model::Request& shown, std::string_view name, std::string_view value);

/// Replaces query parameters of that name and encodes the URL again.
void put_query(Request& wire, model::Request& shown, std::string_view name, std::string_view value);

}  // namespace signet::http
