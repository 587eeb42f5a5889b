// The JSON header of a vault's file, which needs no key (docs/formats/vault.md). It may come from anybody: nothing in
// it is taken that could end a terminal's line, name another folder, or cost more than kMaxArgon2Cost.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/format.h"

namespace signet::vault {

[[nodiscard]] std::string header_to_json(const FileHeader& header);
/// Fails with kInvalidInput ("damaged"), kUnsupported when a newer Signet has written it, and kLimit when its
/// passphrases cost too much.
[[nodiscard]] Result<FileHeader> header_from_json(std::string_view text, std::string_view file);

}  // namespace signet::vault
