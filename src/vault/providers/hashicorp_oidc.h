// Signing in to HashiCorp Vault and OpenBao by a person's browser: the auth method oidc, as `vault login -method=oidc`
// does it. Source: https://developer.hashicorp.com/vault/api-docs/auth/jwt#oidc-authorization-url-request
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "vault/providers/hashicorp_client.h"
#include "vault/providers/hashicorp_config.h"

namespace signet::vault {

/// Where the browser comes back when nothing else is set: what roles made for Vault's own program allow.
inline constexpr std::string_view kUsualOidcRedirect = "http://localhost:8250/oidc/callback";

/// Asks the server where to sign in, opens the browser there, waits for it to come back to this machine (five minutes
/// at most), and gives the object in the server's answer, with "auth" in it. kUnsupported when nobody can be asked.
[[nodiscard]] Result<json::value> sign_in_by_browser(const HashicorpConfig& config, HashicorpClient& client,
                                                     ProviderContext& context);

}  // namespace signet::vault
