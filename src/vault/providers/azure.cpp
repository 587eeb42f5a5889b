// The provider for Azure Key Vault.
#include <map>

#include "base/time.h"
#include "vault/providers/azure_client.h"
#include "vault/providers/json_key.h"
#include "vault/providers/registry.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kTitle = "Azure Key Vault";

std::string note_of(const AzureListed& listed, std::int64_t now_ms) {
  std::string note = listed.changed_s > 0 ? "changed " + iso_day(listed.changed_s) : std::string();
  const std::string_view comma = note.empty() ? "" : ", ";
  if (!listed.enabled) return note + std::string(comma) + "switched off";
  if (listed.expires_s == 0) return note;
  return fmt::format("{}{}{} {}", note, comma, listed.expires_s * 1000 <= now_ms ? "expired" : "expires",
                     iso_day(listed.expires_s));
}

class Azure : public Provider {
 public:
  Azure(AzureConfig config, ProviderContext context, const std::string& service)
      : config_(std::move(config)), context_(std::move(context)), client_(context_, config_, service) {}

  Result<SecretString> fetch(std::string_view text) override {
    SIGNET_TRY(const AzureReference reference, parse_azure_reference(text));
    SIGNET_TRY(const SecretString value, client_.get(reference));
    return pick_json_key(value, reference.key, reference.name, client_.transport());
  }

  /// Each secret is read once for all its keys.
  std::vector<Result<SecretString>> fetch_all(std::span<const std::string> texts) override {
    std::map<std::string, Result<SecretString>> read_already;
    std::vector<Result<SecretString>> values;
    values.reserve(texts.size());
    for (const std::string& text : texts) {
      const auto reference = parse_azure_reference(text);
      if (!reference) {
        values.emplace_back(reference.error());
        continue;
      }
      const std::string key = reference->secret_key();
      auto found = read_already.find(key);
      if (found == read_already.end()) found = read_already.emplace(key, client_.get(*reference)).first;
      if (found->second) {
        values.push_back(pick_json_key(*found->second, reference->key, reference->name, client_.transport()));
      } else {
        values.emplace_back(found->second.error());
      }
    }
    return values;
  }

  /// Names; behind "NAME@" its versions, and behind "VAULT/" those of another vault.
  Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) override {
    AzureReference place;
    std::string front;
    if (const std::size_t slash = prefix.find('/'); slash != std::string_view::npos) {
      place.vault = prefix.substr(0, slash);
      if (!is_azure_vault_name(place.vault)) return std::vector<Listed>();
      front = prefix.substr(0, slash + 1);
      prefix.remove_prefix(slash + 1);
    }
    SIGNET_TRY(const std::string vault_url, client_.vault_url_of(place));
    const std::size_t at = prefix.find('@');
    if (at == std::string_view::npos) {
      SIGNET_TRY(const std::vector<AzureListed> secrets, client_.list(vault_url, prefix, limit));
      return to_listed(secrets, front);
    }
    SIGNET_TRY(const std::vector<AzureListed> versions,
               client_.list_versions(vault_url, prefix.substr(0, at), prefix.substr(at + 1), limit));
    return to_listed(versions, front + std::string(prefix.substr(0, at + 1)));
  }

  Result<std::string> test() override { return client_.test(); }

 private:
  std::vector<Listed> to_listed(const std::vector<AzureListed>& all, const std::string& front) const {
    std::vector<Listed> listed;
    for (const AzureListed& one : all) {
      listed.push_back({client_.transport().quote(front + one.last_step), note_of(one, context_.now_ms())});
    }
    return listed;
  }

  AzureConfig config_;
  ProviderContext context_;
  AzureClient client_;
};

Result<std::unique_ptr<Provider>> make(const ProviderConfig& config, ProviderContext context) {
  SIGNET_TRY(AzureConfig read, read_azure_config(config, context));
  return std::unique_ptr<Provider>(
      std::make_unique<Azure>(std::move(read), std::move(context), service_name(kTitle, config)));
}

}  // namespace

ProviderKind azure_kind() {
  ProviderKind kind;
  kind.type = "azure";
  kind.title = kTitle;
  kind.reference_help =
      "NAME, or VAULT/NAME for another vault of the cloud, or an identifier as the portal shows it; #KEY behind it for "
      "a "
      "member of a secret that is JSON, @VERSION for an older version";
  kind.fields = azure_fields();
  kind.make = make;
  return kind;
}

}  // namespace signet::vault
