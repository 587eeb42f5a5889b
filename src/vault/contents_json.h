// The body of a vault: lines of JSON, one record each (docs/formats/vault.md), so that never more than one record is
// there as a tree. All of it lives in secret memory.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "vault/contents.h"

namespace signet::vault {

/// Of the body, not of the file.
inline constexpr std::int64_t kBodyVersion = 1;

[[nodiscard]] SecretString contents_to_json(const Contents& contents);
/// Fails with kInvalidInput when something has not its type, naming it without its value; kUnsupported when a newer
/// Signet has written it.
[[nodiscard]] Result<Contents> contents_from_json(std::string_view text);

}  // namespace signet::vault
