#include "vault/providers/azure_cloud.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "http/url.h"

namespace signet::vault {

namespace {

// https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
constexpr std::array<AzureCloud, 3> kClouds = {{
    {"public", "vault.azure.net", "https://login.microsoftonline.com"},
    {"china", "vault.azure.cn", "https://login.chinacloudapi.cn"},
    {"usgov", "vault.usgovcloudapi.net", "https://login.microsoftonline.us"},
}};

/// Further hosts of the same authorities.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kAliases = {{
    {"login.windows.net", "public"},
    {"sts.windows.net", "public"},
    {"login.partner.microsoftonline.cn", "china"},
}};

constexpr std::string_view kBearer = "bearer";
constexpr std::string_view kScopeEnd = "/.default";
constexpr std::string_view kBlanks = " \t";

using Parameters = std::map<std::string, std::string, std::less<>>;

/// One value: quoted, with '\' before a quote in it, or up to the next comma or blank (RFC 9110 §11.2).
std::string take_value(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    const std::size_t end = std::min(text.find_first_of(", \t"), text.size());
    value = text.substr(0, end);
    text.remove_prefix(end);
    return value;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    value += text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

/// The parameters of the first Bearer challenge in a header.
Parameters bearer_parameters(std::string_view text) {
  Parameters parameters;
  bool is_bearer = false;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(", \t"), text.size()));
    const std::size_t end = std::min(text.find_first_of("=, \t"), text.size());
    const std::string word = to_lower(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
      std::string value = take_value(text);
      if (is_bearer) parameters.emplace(word, std::move(value));
    } else {
      if (is_bearer && !parameters.empty()) break;
      is_bearer = word == kBearer;
    }
  }
  return parameters;
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<AzureChallenge> to_challenge(const Parameters& parameters) {
  std::string_view authorization = value_of(parameters, "authorization");
  if (authorization.empty()) authorization = value_of(parameters, "authorization_uri");
  std::string_view resource = value_of(parameters, "resource");
  if (resource.empty()) resource = value_of(parameters, "scope");
  if (resource.ends_with(kScopeEnd)) resource.remove_suffix(kScopeEnd.size());
  if (authorization.empty() || resource.empty()) return std::nullopt;
  const http::NodeUrl authority = http::to_node_url(authorization);
  const std::vector<std::string> steps = split(authority.pathname, '/');
  AzureChallenge challenge;
  challenge.authority = authority.protocol + "//" + authority.host;
  if (steps.size() > 1) challenge.tenant = steps[1];
  challenge.resource = resource;
  if (authority.auth || !is_azure_tenant(challenge.tenant)) return std::nullopt;
  return challenge;
}

/// Whether `host` is `domain` or below it.
bool is_below(std::string_view host, std::string_view domain) {
  if (domain.empty() || host.size() < domain.size()) return false;
  if (!equals_ignore_case(host.substr(host.size() - domain.size()), domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::span<const AzureCloud> azure_clouds() {
  return kClouds;
}

const AzureCloud* find_azure_cloud(std::string_view name) {
  const auto* found = std::find_if(kClouds.begin(), kClouds.end(), [&](const AzureCloud& c) { return c.name == name; });
  return found == kClouds.end() ? nullptr : found;
}

const AzureCloud* azure_cloud_of_vault(std::string_view host) {
  const auto* found = std::find_if(kClouds.begin(), kClouds.end(), [&](const AzureCloud& c) {
    return host.size() > c.vault_suffix.size() && is_below(host, c.vault_suffix);
  });
  return found == kClouds.end() ? nullptr : found;
}

const AzureCloud* azure_cloud_of_authority(std::string_view url) {
  const http::NodeUrl parts = http::to_node_url(url);
  if (parts.protocol != "https:" || parts.port) return nullptr;
  for (const AzureCloud& cloud : kClouds) {
    if (http::to_node_url(cloud.authority).hostname == parts.hostname) return &cloud;
  }
  for (const auto& [host, cloud] : kAliases) {
    if (host == parts.hostname) return find_azure_cloud(cloud);
  }
  return nullptr;
}

std::optional<AzureChallenge> read_azure_challenge(const std::vector<http::Header>& headers) {
  for (const http::Header& header : headers) {
    if (!equals_ignore_case(header.name, "WWW-Authenticate") || header.value.size() > kMaxAzureChallenge) continue;
    if (auto challenge = to_challenge(bearer_parameters(header.value))) return challenge;
  }
  return std::nullopt;
}

bool is_azure_tenant(std::string_view text) {
  const auto is_known = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 255 && text.front() != '-' && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), is_known);
}

bool is_resource_of(std::string_view resource, std::string_view vault_host) {
  const http::NodeUrl parts = http::to_node_url(resource);
  return parts.protocol == "https:" && !parts.auth && !parts.port &&
         (parts.pathname.empty() || parts.pathname == "/") && vault_host.size() > parts.hostname.size() &&
         is_below(vault_host, parts.hostname) &&
         // One label is no domain of a service: "net" would fit every vault.
         parts.hostname.find('.') != std::string::npos;
}

}  // namespace signet::vault
