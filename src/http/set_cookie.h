// Reads one Set-Cookie header (RFC 6265 §5.2) and cookie dates (§5.1.1). Bytes from servers: nothing here fails loudly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/cookie_jar.h"

namespace signet::http {

/// The cookie as written: `domain` is the attribute or empty, `path` the attribute or empty. A pair without "=" is a
/// nameless value, as newman's loose mode takes it. nullopt when it holds control characters or is empty.
[[nodiscard]] std::optional<Cookie> parse_set_cookie(std::string_view text, std::int64_t now_ms);

/// Unix time in milliseconds of "Wed, 21 Oct 2015 07:28:00 GMT" and the many ways servers write it.
[[nodiscard]] std::optional<std::int64_t> parse_cookie_date(std::string_view text);

}  // namespace signet::http
