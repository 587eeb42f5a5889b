// Why a handshake failed, in words that tell what to change.
#pragma once

#include <string>
#include <string_view>

#include "tls/profile.h"

namespace signet::tls {

/// One or two sentences: what the server did, and which setting here would change it. Empty when nothing is known
/// beyond OpenSSL's `reason` ("unsupported protocol", "sslv3 alert handshake failure").
[[nodiscard]] std::string explain(const Profile& profile, const Attempt& attempt, std::string_view reason);

/// "handshake_failure" for 40 (RFC 8446 §6, RFC 5246 §7.2).
[[nodiscard]] std::string alert_name(int alert);

}  // namespace signet::tls
