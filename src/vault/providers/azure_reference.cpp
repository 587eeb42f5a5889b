#include "vault/providers/azure_reference.h"

#include <algorithm>

#include "base/text.h"
#include "http/oauth2/token.h"

namespace signet::vault {

namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kMaxName = 127;
constexpr std::size_t kMaxVersion = 64;

Error malformed(std::string_view text, std::string_view why) {
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format("\"{}\" is no reference to a secret of Azure: {}", http::oauth2::printable(text, 100), why),
      "write NAME, VAULT/NAME for another vault, #KEY behind it for a member of its JSON, @VERSION for an older "
      "version");
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text, std::size_t max) {
  return !text.empty() && text.size() <= max &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_version(std::string_view text) {
  return !text.empty() && text.size() <= kMaxVersion && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == ':';
  });
}

/// Behind https://: "HOST/secrets/NAME[/VERSION]". Says what is wrong, or nothing.
std::string_view read_identifier(AzureReference& reference, std::string_view text) {
  const std::vector<std::string> steps = split(text, '/');
  if (steps.size() < 3 || steps.size() > 4 || steps[1] != "secrets" || !is_host(steps[0])) {
    return "an identifier has the form https://VAULT.vault.azure.net/secrets/NAME/VERSION";
  }
  reference.host = to_lower(steps[0]);
  reference.name = steps[2];
  if (steps.size() == 4) reference.version = steps[3];
  return {};
}

std::string_view read_path(AzureReference& reference, std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    reference.name = text;
    return {};
  }
  reference.vault = text.substr(0, slash);
  reference.name = text.substr(slash + 1);
  return is_azure_vault_name(reference.vault) ? std::string_view()
                                              : "a vault's name has 3 to 24 letters, digits and '-'";
}

/// Takes "@VERSION" off the end.
std::string_view take_version(AzureReference& reference, std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return text;
  reference.version = text.substr(at + 1);
  return text.substr(0, at);
}

}  // namespace

std::string AzureReference::secret_key() const {
  return fmt::format("{}\n{}\n{}\n{}", vault, host, name, version);
}

bool is_azure_vault_name(std::string_view text) {
  return text.size() >= 3 && is_name(text, 24);
}

Result<AzureReference> parse_azure_reference(std::string_view text) {
  if (text.size() > kMaxAzureReference) return malformed(text, "it is too long");
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return malformed(text, "it holds control characters");
  }
  AzureReference out;
  const std::size_t hash = text.find('#');
  const std::size_t first_at = text.find('@');
  std::string_view path = take_version(out, text.substr(0, hash));
  if (hash != std::string_view::npos) {
    std::string_view key = text.substr(hash + 1);
    if (out.version.empty()) key = take_version(out, key);
    if (key.empty()) return malformed(text, "behind # stands no key");
    out.key = key;
  }
  const std::string version = out.version;
  std::string_view wrong;
  if (path.starts_with(kScheme)) {
    wrong = read_identifier(out, path.substr(kScheme.size()));
    if (wrong.empty() && !version.empty() && out.version != version) wrong = "it names two versions";
  } else {
    wrong = read_path(out, path);
  }
  if (!wrong.empty()) return malformed(text, wrong);
  if (!is_name(out.name, kMaxName)) return malformed(text, "a secret's name has 1 to 127 letters, digits and '-'");
  const bool has_version = first_at != std::string_view::npos || !out.version.empty();
  if (has_version && !is_version(out.version)) return malformed(text, "a version has letters and digits only");
  return out;
}

}  // namespace signet::vault
