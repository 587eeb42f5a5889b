// Settings and credentials of a provider as it reads them: what the vault says, then what the environment says.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/provider.h"

namespace signet::vault {

/// Reads a ProviderConfig that make_provider has checked. Lives no longer than the config and the context.
class ProviderSettings {
 public:
  ProviderSettings(const ProviderConfig& config, const ProviderContext& context) : config_(config), context_(context) {}

  /// The setting, else the first of these environment variables that is set, else empty. White space at the ends goes.
  [[nodiscard]] std::string text(std::string_view name, std::initializer_list<std::string_view> variables = {}) const;
  /// The same for a credential.
  [[nodiscard]] SecretString secret(std::string_view name,
                                    std::initializer_list<std::string_view> variables = {}) const;
  /// "true", "yes", "on", "1" against "false", "no", "off", "0"; kInvalidInput for another word.
  [[nodiscard]] Result<bool> flag(std::string_view name, bool fallback) const;
  /// Parts of a comma list, trimmed, none empty.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;

 private:
  const ProviderConfig& config_;
  const ProviderContext& context_;
};

/// What every provider with an address takes.
inline constexpr ProviderField kAllowClearText = {
    "allow_clear_text",
    "Allow plain http",
    false,
    false,
    "true lets tokens and secrets travel over http to another machine, readable to everybody on the way",
    "true|false"};

/// Longest file that holds one credential: a token, a key, a secret id.
inline constexpr std::uint64_t kMaxCredentialFile = 64 << 10;

/// "~/x" in the user's folder, every other path as it is.
[[nodiscard]] std::filesystem::path expand_home(std::string_view path, const ProviderContext& context);
/// A file with one credential, without white space at its ends. `what` names it in errors.
[[nodiscard]] Result<SecretString> read_credential_file(const std::filesystem::path& path, std::string_view what);

/// Trusts further authorities (a PEM file; empty: none) and expects another name in the server's certificate (empty:
/// the host's), for what this provider sends.
void trust(ProviderContext& context, const std::filesystem::path& authorities, const std::string& server_name);

/// Whether a token may stand in a header: visible ASCII and nothing else.
[[nodiscard]] bool is_header_text(std::string_view text);

/// "AWS Secrets Manager (NAME)", for the front of errors.
[[nodiscard]] std::string service_name(std::string_view title, const ProviderConfig& config);

/// Refuses settings and credentials that the kind does not have, with the nearest name; values that are no choice; and
/// missing ones that are required. Credentials among the settings, which may be shown, are refused as well.
[[nodiscard]] Status check_settings(const ProviderKind& kind, const ProviderConfig& config);

}  // namespace signet::vault
