// Passwords as they are stored: Argon2id (RFC 9106) in the encoding of its reference implementation,
// "$argon2id$v=19$m=65536,t=3,p=1$SALT$HASH", by libsodium, of the
// password's normal form (normal_form.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/kdf.h"

namespace signet::crypto {

/// Takes a tenth of a second or so, and cost.memory_kib of memory. Fails with kLimit when that is not to be had.
[[nodiscard]] Result<std::string> hash_password(const SecretString& password, Argon2Cost cost = {});

/// Whether the password is the one that was hashed; costs what the hash says. False, too, when `hash` is none, or asks
/// for more than kMaxArgon2Cost: rows of a database are not trusted to be cheap.
[[nodiscard]] bool check_password(std::string_view hash, const SecretString& password);

/// Whether a hash was made with another cost than this, and should be made anew at the next sign-in.
[[nodiscard]] bool is_outdated_hash(std::string_view hash, Argon2Cost cost = {});

}  // namespace signet::crypto
