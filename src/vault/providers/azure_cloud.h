// Azure's clouds, which have hosts of their own, and the challenge by which a vault says who signs in to it.
// Source: https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/types.h"

namespace signet::vault {

struct AzureCloud {
  std::string_view name;          ///< "public", "china", "usgov"
  std::string_view vault_suffix;  ///< "vault.azure.net"
  std::string_view authority;     ///< "https://login.microsoftonline.com"
};

[[nodiscard]] std::span<const AzureCloud> azure_clouds();
/// By name; null when there is none.
[[nodiscard]] const AzureCloud* find_azure_cloud(std::string_view name);
/// The one that a vault's host, or an authority's, belongs to; null for hosts outside of Azure.
[[nodiscard]] const AzureCloud* azure_cloud_of_vault(std::string_view host);
[[nodiscard]] const AzureCloud* azure_cloud_of_authority(std::string_view url);

/// What a 401 of a vault says: whose tokens it takes.
struct AzureChallenge {
  std::string authority;  ///< "https://login.microsoftonline.com"
  std::string tenant;
  std::string resource;  ///< "https://vault.azure.net", without "/.default"

  bool operator==(const AzureChallenge&) const = default;
};

/// Longest challenge read.
inline constexpr std::size_t kMaxAzureChallenge = 4096;

/// Reads the WWW-Authenticate headers: the first Bearer challenge with an authority and a resource or a scope. Nothing
/// where there is none.
[[nodiscard]] std::optional<AzureChallenge> read_azure_challenge(const std::vector<http::Header>& headers);

/// A tenant's id or domain: it becomes part of a URL and of a command.
[[nodiscard]] bool is_azure_tenant(std::string_view text);

/// Whether `resource` is one that a vault at `vault_host` may ask tokens for: the vault's host ends with the
/// resource's, as Microsoft's SDKs verify it. A token for another resource would give that host what is not its own.
[[nodiscard]] bool is_resource_of(std::string_view resource, std::string_view vault_host);

}  // namespace signet::vault
