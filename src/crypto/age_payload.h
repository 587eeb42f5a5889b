// The encrypted part of an age file: chunks of 64 KiB, each sealed by ChaCha20-Poly1305 (https://c2sp.org/age,
// "Payload").
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

/// Appends a random nonce and the plain text, sealed.
[[nodiscard]] Status append_age_payload(std::string& out, const SecretString& file_key, std::string_view plain);
/// The plain text. Fails with kInvalidInput when a chunk was changed, left out, moved, or is missing at the end.
[[nodiscard]] Result<SecretString> open_age_payload(const SecretString& file_key, std::string_view payload);

}  // namespace signet::crypto
