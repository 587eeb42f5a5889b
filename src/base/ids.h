// Random identifiers and bytes from the system's generator.
#pragma once

#include <cstddef>
#include <string>

namespace signet {

/// A version 4 UUID (RFC 9562), lower case.
[[nodiscard]] std::string make_uuid();

/// Bytes that nobody can guess: nonces, keys, PKCE verifiers.
[[nodiscard]] std::string random_bytes(std::size_t count);

}  // namespace signet
