// The OS keyring by libsecret: `signet-vault-agent keyring store|read|remove VAULT-ID`. A secret comes by standard
// input and goes by standard output, never by an argument.
#pragma once

#include <string>

namespace signet::vault {

/// Exit codes that the client understands.
inline constexpr int kKeyringDone = 0;
inline constexpr int kKeyringFailed = 1;   ///< the reason is on standard error
inline constexpr int kKeyringNothing = 3;  ///< read: there is no such item

[[nodiscard]] int run_keyring(const std::string& action, const std::string& vault_id);

}  // namespace signet::vault
