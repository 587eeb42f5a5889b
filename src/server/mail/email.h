// E-mail addresses as names of accounts.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::server {

struct EmailAddress {
  std::string shown;      ///< as its owner writes it
  std::string canonical;  ///< as it is compared: in lower case
};

/// One address, bare: local part, "@", host name (RFC 5321 §4.1.2 without quoted local parts and address literals,
/// which no sign-up form needs; at most 254 bytes). Fails with kInvalidInput.
[[nodiscard]] Result<EmailAddress> parse_email(std::string_view text);

}  // namespace signet::server
