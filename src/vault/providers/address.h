// Addresses of services that get a token: https, or this machine.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::vault {

/// "https://host[:port][/path]" without a slash at the end. Refuses plain http except on this machine or with
/// `clear_text`, and user names, queries and fragments. `setting` names it in errors.
[[nodiscard]] Result<std::string> check_address(std::string_view address, bool clear_text, std::string_view setting);

/// localhost, 127.0.0.0/8 and ::1, written as in a URL.
[[nodiscard]] bool is_loopback(std::string_view host);

/// "host:port" of a URL in lower case, with the scheme's port where none is written.
[[nodiscard]] std::string authority_of(std::string_view url);

}  // namespace signet::vault
