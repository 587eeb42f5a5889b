// The device grant (RFC 8628): somebody enters a short code on another screen while this side asks for the token again
// and again, as slowly as the provider says.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "http/oauth2/config.h"
#include "http/oauth2/context.h"
#include "http/oauth2/token.h"

namespace signet::http::oauth2 {

/// RFC 8628 §3.2.
struct DeviceAuthorization {
  std::string device_code;
  std::string user_code;         ///< fit for a terminal
  std::string verification_uri;  ///< http or https, fit for a terminal
  std::string complete_uri;      ///< with the code in it; may be empty
  std::int64_t lifetime_ms = 0;
  std::int64_t interval_ms = 0;
};

[[nodiscard]] Result<DeviceAuthorization> read_device_authorization(const json::object& members);

/// The whole grant; context.person must be there.
[[nodiscard]] Result<Token> device_token(const Config& config, const Context& context);

}  // namespace signet::http::oauth2
