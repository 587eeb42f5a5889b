// The one form of what people type as a password: keyboards and systems write the same letters in different bytes.
#pragma once

#include "base/secret.h"

namespace signet::crypto {

/// Unicode's NFKC (UAX #15), as NIST SP 800-63B-4 §3.1.1.2 advises before hashing: "ö" of one code point and of two are
/// the same password then. Bytes that are no UTF-8 stay as they are.
[[nodiscard]] SecretString normal_form(const SecretString& password);

}  // namespace signet::crypto
