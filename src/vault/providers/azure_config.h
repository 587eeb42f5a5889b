// The settings of an Azure Key Vault provider, read once and checked.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/provider.h"

namespace signet::vault {

enum class AzureMethod { kClientSecret, kCertificate, kManagedIdentity, kWorkloadIdentity, kCli };

struct AzureConfig {
  std::string vault_url;     ///< "https://NAME.vault.azure.net", checked; empty: references name the vault
  std::string vault_suffix;  ///< of the cloud: where vaults are that references name; empty for an emulator
  bool clear_text = false;

  AzureMethod method = AzureMethod::kCli;
  std::string authority;       ///< "https://login.microsoftonline.com", checked
  std::string authority_host;  ///< its "host:port"
  std::string tenant_id;       ///< empty: the one that the vault names
  std::vector<std::string> additional_tenants;
  std::string client_id;
  SecretString client_secret;
  SecretString certificate;  ///< PEM of certificate and key, in place of the file
  std::filesystem::path certificate_file;
  SecretString certificate_passphrase;
  std::filesystem::path federated_token_file;
  std::string program = "az";
  std::string subscription;

  bool verify_challenge = true;
  bool allow_expired = false;
};

[[nodiscard]] std::span<const ProviderField> azure_fields();

/// Reads settings, credentials and the environment; adds authorities to the context.
[[nodiscard]] Result<AzureConfig> read_azure_config(const ProviderConfig& config, ProviderContext& context);

}  // namespace signet::vault
