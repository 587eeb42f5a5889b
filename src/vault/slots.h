// What opens a vault: each slot of its header seals the vault's random key by a key from one credential.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "vault/format.h"

namespace signet::vault {

/// A new slot for `credential`, holding `key`. The label loses control characters and what is past kMaxLabelBytes.
[[nodiscard]] Result<KeySlot> make_slot(const FileHeader& header, const SecretString& key, const Credential& credential,
                                        std::string_view label, std::int64_t now_ms);

struct OpenedSlot {
  const KeySlot* slot = nullptr;  ///< in the header
  SecretString key;               ///< the vault's
};

/// The vault's key, by the first slot of the credential's kind that it opens. Fails with kInvalidInput: wrong
/// passphrase, a key file of another vault, or no slot of that kind.
[[nodiscard]] Result<OpenedSlot> open_slots(const FileHeader& header, const Credential& credential);

}  // namespace signet::vault
