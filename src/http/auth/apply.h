// How authorizers change a prepared request: in what goes over the wire and in what reports show, alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/types.h"
#include "model/request.h"

namespace signet::http {

/// A parameter or header that authentication adds, marked as the client's own.
[[nodiscard]] model::Param system_param(std::string_view key, std::optional<std::string> value);

/// Replaces headers of that name in any case. The new one stands behind the user's headers and before the system's,
/// where Postman has it, because Postman signs before it adds those.
void put_header(Request& wire, model::Request& shown, std::string_view name, std::string_view value);

/// Takes headers of that name away, in any case.
void take_header(Request& wire, model::Request& shown, std::string_view name);

/// Replaces query parameters of that name and encodes the URL again.
void put_query(Request& wire, model::Request& shown, std::string_view name, std::string_view value);

/// Takes query parameters of that name away.
void take_query(Request& wire, model::Request& shown, std::string_view name);

/// Encodes the URL again after a change of `shown.url`, which holds it encoded: what is encoded already stays as it is.
void refresh_url(Request& wire, model::Request& shown);

}  // namespace signet::http
