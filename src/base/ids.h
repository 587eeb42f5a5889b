// Random identifiers and bytes from the system's generator.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace signet {

/// A version 4 UUID (RFC 9562), lower case.
[[nodiscard]] std::string make_uuid();

/// The same one for the same `name` within the UUID `space`, and no other's: version 8 (RFC 9562, appendix B.2) of
/// SHA-256 over both.
[[nodiscard]] std::string name_uuid(std::string_view space, std::string_view name);

/// Whether it is written as make_uuid() writes one, of any version.
[[nodiscard]] bool is_uuid(std::string_view text);

/// Bytes that nobody can guess: nonces, keys, PKCE verifiers.
[[nodiscard]] std::string random_bytes(std::size_t count);

}  // namespace signet
