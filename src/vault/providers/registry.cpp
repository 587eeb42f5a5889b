#include "vault/providers/registry.h"

#include <algorithm>

#include "base/text.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

/// Alphabetically by type, as lists show them.
const std::vector<ProviderKind>& all_kinds() {
  static const std::vector<ProviderKind> kKinds = {onepassword_kind(), aws_kind(), azure_kind(), hashicorp_kind()};
  return kKinds;
}

}  // namespace

std::vector<Result<SecretString>> Provider::fetch_all(std::span<const std::string> references) {
  std::vector<Result<SecretString>> results;
  results.reserve(references.size());
  for (const std::string& reference : references) results.push_back(fetch(reference));
  return results;
}

std::span<const ProviderKind> provider_kinds() {
  return all_kinds();
}

const ProviderKind* find_provider_kind(std::string_view type) {
  const std::span<const ProviderKind> kinds = provider_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const ProviderKind& k) { return k.type == type; });
  return found == kinds.end() ? nullptr : &*found;
}

Result<std::unique_ptr<Provider>> make_provider(const ProviderConfig& config, ProviderContext context) {
  const ProviderKind* kind = find_provider_kind(config.type);
  if (kind == nullptr) {
    std::vector<std::string_view> types;
    for (const ProviderKind& known : provider_kinds()) types.push_back(known.type);
    const std::vector<std::string> words(types.begin(), types.end());
    const std::string_view near = nearest(config.type, types);
    return fail(ErrorCode::kInvalidInput, fmt::format("there is no provider type \"{}\"", config.type),
                near.empty() ? "the types are " + join(words, ", ") : fmt::format("did you mean {}?", near));
  }
  if (Status checked = check_settings(*kind, config); !checked) {
    return with_context(std::move(checked).error(), fmt::format("provider {}", config.name));
  }
  return kind->make(config, std::move(context));
}

}  // namespace signet::vault
