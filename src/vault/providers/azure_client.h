// The REST API of Azure Key Vault, as far as secrets go.
// Source: https://learn.microsoft.com/rest/api/keyvault/secrets
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/azure_cloud.h"
#include "vault/providers/azure_config.h"
#include "vault/providers/azure_login.h"
#include "vault/providers/azure_reference.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Pages of one list that are read; a page has at most 25 secrets.
inline constexpr int kMaxAzurePages = 400;

/// A secret, or a version of one, as a list tells of it.
struct AzureListed {
  std::string last_step;  ///< of its identifier: name or version
  bool enabled = true;
  std::int64_t expires_s = 0;  ///< Unix time; 0: never
  std::int64_t changed_s = 0;  ///< 0: not said
};

class AzureClient {
 public:
  /// Both outlive this.
  AzureClient(ProviderContext& context, const AzureConfig& config, const std::string& service);

  [[nodiscard]] Result<SecretString> get(const AzureReference& reference);
  /// Secrets of a vault by their names, at most `limit` that start with `prefix`.
  [[nodiscard]] Result<std::vector<AzureListed>> list(const std::string& vault_url, std::string_view prefix,
                                                      std::size_t limit);
  /// Versions of a secret, the same.
  [[nodiscard]] Result<std::vector<AzureListed>> list_versions(const std::string& vault_url, std::string_view name,
                                                               std::string_view prefix, std::size_t limit);
  /// Signs in and asks for one secret's name; says as whom.
  [[nodiscard]] Result<std::string> test();

  /// Where the vault of a reference is.
  [[nodiscard]] Result<std::string> vault_url_of(const AzureReference& reference) const;
  [[nodiscard]] const Transport& transport() const { return transport_; }

 private:
  [[nodiscard]] Result<Answer> ask(const std::string& vault_url, const std::string& url, const std::string& subject);
  [[nodiscard]] Result<Answer> send(const std::string& url, const std::string& subject, const SecretString* token);
  [[nodiscard]] Result<AzureChallenge> challenge_in(const Answer& answer, const std::string& vault_url) const;
  [[nodiscard]] Result<std::vector<AzureListed>> read_pages(const std::string& vault_url, const std::string& path,
                                                            std::string_view prefix, std::size_t limit);
  [[nodiscard]] Result<std::string> next_page(const json::object& page, const std::string& vault_url) const;
  [[nodiscard]] Error refusal(const Answer& answer, const std::string& subject) const;
  [[nodiscard]] Result<std::string> test_login();

  ProviderContext& context_;
  const AzureConfig& config_;
  Transport transport_;
  AzureLogin login_;
  std::map<std::string, AzureChallenge> challenges_;  ///< by vault URL
};

/// The value in an answer of "get secret". Fails when the secret is switched off, or outside of its dates at `now_ms`
/// and `allow_expired` is false.
[[nodiscard]] Result<SecretString> read_azure_secret(const json::object& answer, const std::string& subject,
                                                     std::int64_t now_ms, bool allow_expired,
                                                     const Transport& transport);

}  // namespace signet::vault
