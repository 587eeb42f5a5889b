// Tokens of Microsoft Entra ID for a vault, by any of the ways to sign in; kept until they run out.
// Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "vault/providers/azure_cloud.h"
#include "vault/providers/azure_config.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Tokens this near to their end are renewed.
inline constexpr std::int64_t kAzureLeewayMs = 300'000;
/// A failed sign-in is not tried again for so long: ten secrets need no ten refusals, which lock accounts.
inline constexpr std::int64_t kAzureFailureMs = 10'000;

struct AzureToken {
  SecretString text;
  std::int64_t expires_ms = 0;
};

class AzureLogin {
 public:
  /// Both outlive this.
  AzureLogin(ProviderContext& context, const AzureConfig& config, const std::string& service);

  /// A token for what the vault asks for. Valid until the next call.
  [[nodiscard]] Result<const SecretString*> token(const AzureChallenge& challenge);
  /// Makes the next token() ask anew: the vault refused this one.
  void forget(const AzureChallenge& challenge);
  /// "client secret as APP of tenant T", for people.
  [[nodiscard]] std::string describe(const AzureChallenge& challenge) const;

 private:
  [[nodiscard]] Result<std::string> tenant_for(const AzureChallenge& challenge) const;
  [[nodiscard]] Status check_authority(const AzureChallenge& challenge) const;
  [[nodiscard]] Result<AzureToken> sign_in(const std::string& tenant, const std::string& resource);
  [[nodiscard]] Result<AzureToken> by_client(const std::string& tenant, const std::string& resource);
  [[nodiscard]] Result<AzureToken> by_cli(const std::string& tenant, const std::string& resource);
  [[nodiscard]] Result<SecretString> assertion(const std::string& endpoint) const;
  [[nodiscard]] Error refusal(const Answer& answer) const;
  [[nodiscard]] Error complaint(std::string_view errors, const std::string& tenant) const;

  ProviderContext& context_;
  const AzureConfig& config_;
  Transport transport_;
  std::map<std::string, AzureToken> tokens_;  ///< by tenant and resource
  std::optional<Error> failure_;              ///< of the last sign-in
  std::int64_t failed_ms_ = 0;
};

/// The token in an answer of any of the services that give them: access_token, with expires_in or expires_on as numbers
/// or as text.
[[nodiscard]] Result<AzureToken> read_azure_token(const json::object& answer, std::int64_t now_ms,
                                                  const Transport& transport);

/// A token for `resource` by the identity that Azure gave to this machine, app, function or Arc server.
[[nodiscard]] Result<AzureToken> azure_managed_identity(const ProviderContext& context, Transport& transport,
                                                        const std::string& client_id, const std::string& resource);

}  // namespace signet::vault
