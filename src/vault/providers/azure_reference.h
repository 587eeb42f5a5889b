// References to secrets of Azure Key Vault: "[VAULT/]NAME[#JSON.KEY][@VERSION]".
// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::vault {

inline constexpr std::size_t kMaxAzureReference = 1024;

struct AzureReference {
  std::string vault;    ///< a vault's name in the same cloud; empty: the provider's own
  std::string host;     ///< of a whole identifier, in lower case; else empty
  std::string name;     ///< the secret's
  std::string key;      ///< in the secret's JSON; empty: the whole secret
  std::string version;  ///< empty: the current one

  /// What the service is asked for: the same for references to other keys of a secret.
  [[nodiscard]] std::string secret_key() const;
  bool operator==(const AzureReference&) const = default;
};

/// Takes identifiers as the portal shows them, too: "https://VAULT.vault.azure.net/secrets/NAME/VERSION", with #KEY
/// behind. The version may stand behind the name or behind the key. Fails with kInvalidInput and says what is wrong.
[[nodiscard]] Result<AzureReference> parse_azure_reference(std::string_view text);

/// 3 to 24 letters, digits and '-', as vaults are named. It becomes part of a host name.
[[nodiscard]] bool is_azure_vault_name(std::string_view text);

}  // namespace signet::vault
