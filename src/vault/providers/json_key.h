// A part of a secret whose value is JSON: the "#KEY" of references.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// The member that a key names: one of the very name "a.b", else b in a; numbers count elements of arrays. Null when
/// there is none.
[[nodiscard]] const json::value* find_json_key(const json::value& document, std::string_view key);

/// The part of `value` that `key` names, texts as they are and everything else as JSON; the whole when it is empty.
/// kNotFound when the value is no JSON or has no such key; the error says which keys it has. `subject` names the
/// secret.
[[nodiscard]] Result<SecretString> pick_json_key(const SecretString& value, std::string_view key,
                                                 std::string_view subject, const Transport& transport);

}  // namespace signet::vault
