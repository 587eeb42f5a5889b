// The settings of a HashiCorp Vault or OpenBao provider, read once and checked.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/aws_credentials.h"
#include "vault/providers/hashicorp_client.h"
#include "vault/providers/provider.h"

namespace signet::vault {

enum class HashicorpMethod { kToken, kAppRole, kUserpass, kLdap, kKubernetes, kJwt, kOidc, kCertificate, kAws };

/// What a credential of the configuration really is.
enum class Wrapped { kNothing, kToken, kSecretId };

struct HashicorpConfig {
  HashicorpPlace place;
  HashicorpMethod method = HashicorpMethod::kToken;
  std::string mount;  ///< of the auth method, below auth/
  std::string role;
  std::string role_id;
  std::string username;
  SecretString token;
  SecretString secret_id;
  SecretString password;
  SecretString jwt;
  std::filesystem::path secret_id_file;
  std::filesystem::path token_file;
  std::filesystem::path jwt_file;
  Wrapped wrapped = Wrapped::kNothing;
  std::string kv_version;     ///< "1", "2", or empty: found out
  std::string oidc_redirect;  ///< where the browser comes back to
  std::string aws_server_id;  ///< X-Vault-AWS-IAM-Server-ID
  AwsCredentialSettings aws;
};

[[nodiscard]] std::span<const ProviderField> hashicorp_fields();

/// Reads settings, credentials and the environment; adds authorities and the client certificate to the context.
[[nodiscard]] Result<HashicorpConfig> read_hashicorp_config(const ProviderConfig& config, ProviderContext& context);

}  // namespace signet::vault
