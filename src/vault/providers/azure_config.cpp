#include "vault/providers/azure_config.h"

#include <array>

#include "base/text.h"
#include "http/url.h"
#include "vault/providers/address.h"
#include "vault/providers/azure_cloud.h"
#include "vault/providers/azure_reference.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::array<ProviderField, 18> kFields = {{
    {"vault", "Vault", false, false, "its name, or https://NAME.vault.azure.net; without it references name the vault",
     ""},
    {"cloud", "Cloud", false, false, "where the vault's name does not tell it; without it public",
     "public|china|usgov"},
    {"method", "Sign-in", false, false,
     "without it the first of client_secret, certificate, workload_identity, managed_identity that is set up here, "
     "else "
     "cli, which is az login",
     "client_secret|certificate|managed_identity|workload_identity|cli"},
    {"tenant_id", "Tenant", false, false, "without it AZURE_TENANT_ID, then the one that the vault names", ""},
    {"client_id", "Client id", false, false,
     "of the application or the user-assigned identity; without it AZURE_CLIENT_ID", ""},
    {"client_secret", "Client secret", true, false, "without it AZURE_CLIENT_SECRET", ""},
    {"certificate_file", "Certificate file", false, false,
     "PEM with certificate and key, or .pfx; without it AZURE_CLIENT_CERTIFICATE_PATH", "", true},
    {"certificate", "Certificate", true, false, "PEM of certificate and key, kept in the vault in place of a file", ""},
    {"certificate_passphrase", "Passphrase", true, false,
     "of the certificate's key; without it AZURE_CLIENT_CERTIFICATE_PASSWORD", ""},
    {"federated_token_file", "Token file", false, false,
     "of the workload identity; without it AZURE_FEDERATED_TOKEN_FILE", "", true},
    {"additional_tenants", "Further tenants", false, false,
     "comma list of those that a vault may send the login to, * for all; without it the tenant alone", ""},
    {"authority_host", "Authority", false, false,
     "another login service than the cloud's; without it AZURE_AUTHORITY_HOST", ""},
    {"verify_challenge", "Check the challenge", false, false,
     "false asks tokens for whatever resource the vault names, for emulators", "true|false"},
    {"allow_expired", "Expired secrets", false, false,
     "true reads secrets outside of their dates, which is an error else", "true|false"},
    {"subscription", "Subscription", false, false, "for az, where its default is another", ""},
    {"program", "Program", false, false, "path of az; without it the one in PATH", ""},
    {"ca_file", "Authorities", false, false, "PEM file with further certificate authorities", "", true},
    kAllowClearText,
}};

Error wrong(std::string message, std::string hint) {
  return fail(ErrorCode::kInvalidInput, std::move(message), std::move(hint));
}

/// The cloud that the settings name: by themselves, by the vault's host, or by the authority's.
Result<const AzureCloud*> choose_cloud(const ProviderSettings& settings, std::string_view vault_host,
                                       std::string_view authority) {
  const AzureCloud* named = find_azure_cloud(settings.text("cloud"));
  const AzureCloud* of_vault = azure_cloud_of_vault(vault_host);
  if (named != nullptr && of_vault != nullptr && named != of_vault) {
    return wrong(fmt::format("the vault {} is in the cloud {}, not {}", vault_host, of_vault->name, named->name),
                 "leave out cloud, or correct the vault's address");
  }
  if (of_vault != nullptr) return of_vault;
  if (named != nullptr) return named;
  const AzureCloud* of_authority = azure_cloud_of_authority(authority);
  return of_authority != nullptr ? of_authority : find_azure_cloud("public");
}

/// Vault, cloud and authority.
Status read_place(AzureConfig& out, const ProviderSettings& settings) {
  std::string authority = settings.text("authority_host", {"AZURE_AUTHORITY_HOST"});
  if (!authority.empty() && authority.find("://") == std::string::npos) authority.insert(0, "https://");
  const std::string vault = settings.text("vault");
  const bool is_url = vault.find("://") != std::string::npos;
  std::string host;
  if (is_url) {
    SIGNET_TRY(out.vault_url, check_address(vault, out.clear_text, "vault"));
    const http::NodeUrl url = http::to_node_url(out.vault_url);
    host = url.hostname;
    out.vault_url = url.protocol + "//" + url.host;
  } else if (!vault.empty() && !is_azure_vault_name(vault)) {
    return wrong("vault is neither a vault's name nor its address",
                 "write NAME (3 to 24 letters, digits and '-'), or https://NAME.vault.azure.net");
  }
  SIGNET_TRY(const AzureCloud* cloud, choose_cloud(settings, host, authority));
  if (!vault.empty() && !is_url) out.vault_url = fmt::format("https://{}.{}", vault, cloud->vault_suffix);
  if (!is_url || azure_cloud_of_vault(host) != nullptr) out.vault_suffix = cloud->vault_suffix;
  if (authority.empty()) authority = cloud->authority;
  SIGNET_TRY(out.authority, check_address(authority, out.clear_text, "authority_host"));
  out.authority_host = authority_of(out.authority);
  return {};
}

void read_login(AzureConfig& out, const ProviderSettings& settings, const ProviderContext& context) {
  out.tenant_id = settings.text("tenant_id", {"AZURE_TENANT_ID"});
  out.additional_tenants = settings.list("additional_tenants");
  out.client_id = settings.text("client_id", {"AZURE_CLIENT_ID"});
  out.client_secret = settings.secret("client_secret", {"AZURE_CLIENT_SECRET"});
  out.certificate = settings.secret("certificate");
  out.certificate_file = expand_home(settings.text("certificate_file", {"AZURE_CLIENT_CERTIFICATE_PATH"}), context);
  out.certificate_passphrase = settings.secret("certificate_passphrase", {"AZURE_CLIENT_CERTIFICATE_PASSWORD"});
  out.federated_token_file =
      expand_home(settings.text("federated_token_file", {"AZURE_FEDERATED_TOKEN_FILE"}), context);
  out.subscription = settings.text("subscription");
  if (const std::string program = settings.text("program"); !program.empty()) {
    out.program = expand_home(program, context).string();
  }
}

AzureMethod choose_method(const AzureConfig& config, std::string_view name, const ProviderContext& context) {
  if (name == "client_secret") return AzureMethod::kClientSecret;
  if (name == "certificate") return AzureMethod::kCertificate;
  if (name == "workload_identity") return AzureMethod::kWorkloadIdentity;
  if (name == "managed_identity") return AzureMethod::kManagedIdentity;
  if (name == "cli") return AzureMethod::kCli;
  const bool has_client = !config.client_id.empty();
  if (has_client && !config.client_secret.empty()) return AzureMethod::kClientSecret;
  const bool has_certificate = !config.certificate.empty() || !config.certificate_file.empty();
  if (has_client && has_certificate) return AzureMethod::kCertificate;
  if (has_client && !config.federated_token_file.empty()) return AzureMethod::kWorkloadIdentity;
  // Virtual machines do not say that they have one, and asking all others takes seconds: there it must be named.
  if (context.environment("IDENTITY_ENDPOINT")) return AzureMethod::kManagedIdentity;
  return AzureMethod::kCli;
}

Error missing(std::string_view method, std::string_view what, std::string_view variable) {
  return wrong(fmt::format("the sign-in by {} needs {}", method, what),
               fmt::format("set {}, or the environment variable {}", what, variable));
}

Status check_login(const AzureConfig& config) {
  if (!config.tenant_id.empty() && !is_azure_tenant(config.tenant_id)) {
    return wrong("tenant_id is no tenant", "write the tenant's id, or its domain: example.onmicrosoft.com");
  }
  if (config.method == AzureMethod::kClientSecret) {
    if (config.client_id.empty()) return missing("client secret", "client_id", "AZURE_CLIENT_ID");
    if (config.client_secret.empty()) return missing("client secret", "client_secret", "AZURE_CLIENT_SECRET");
  }
  if (config.method == AzureMethod::kCertificate) {
    if (config.client_id.empty()) return missing("certificate", "client_id", "AZURE_CLIENT_ID");
    if (config.certificate.empty() && config.certificate_file.empty()) {
      return missing("certificate", "certificate_file", "AZURE_CLIENT_CERTIFICATE_PATH");
    }
  }
  if (config.method == AzureMethod::kWorkloadIdentity) {
    if (config.client_id.empty()) return missing("workload identity", "client_id", "AZURE_CLIENT_ID");
    if (config.federated_token_file.empty()) {
      return missing("workload identity", "federated_token_file", "AZURE_FEDERATED_TOKEN_FILE");
    }
  }
  return {};
}

}  // namespace

std::span<const ProviderField> azure_fields() {
  return kFields;
}

Result<AzureConfig> read_azure_config(const ProviderConfig& config, ProviderContext& context) {
  const ProviderSettings settings(config, context);
  AzureConfig out;
  SIGNET_TRY(out.clear_text, settings.flag("allow_clear_text", false));
  SIGNET_TRY(out.verify_challenge, settings.flag("verify_challenge", true));
  SIGNET_TRY(out.allow_expired, settings.flag("allow_expired", false));
  SIGNET_CHECK(read_place(out, settings));
  read_login(out, settings, context);
  out.method = choose_method(out, settings.text("method"), context);
  SIGNET_CHECK(check_login(out));
  trust(context, expand_home(settings.text("ca_file"), context), {});
  return out;
}

}  // namespace signet::vault
