#include "vault/contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::vault {

namespace {

/// Whether `a` has an edit that `b` does not know.
bool is_ahead(const Edits& a, const Edits& b) {
  return std::any_of(a.begin(), a.end(), [&b](const auto& edit) {
    const auto known = b.find(edit.first);
    return known == b.end() ? edit.second > 0 : edit.second > known->second;
  });
}

}  // namespace

Order compare(const Edits& a, const Edits& b) {
  const bool a_ahead = is_ahead(a, b);
  const bool b_ahead = is_ahead(b, a);
  if (a_ahead && b_ahead) return Order::kDiverged;
  if (a_ahead) return Order::kNewer;
  return b_ahead ? Order::kOlder : Order::kEqual;
}

Status check_entry_name(std::string_view name) {
  const auto refuse = [name](std::string_view why) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no name for a secret: {}", name, why),
                "choose something like github-token");
  };
  if (name.empty() || name.size() > kMaxNameBytes) {
    return refuse(fmt::format("names have 1 to {} bytes", kMaxNameBytes));
  };
  if (!is_utf8(name)) return fail(ErrorCode::kInvalidInput, "the name of the secret is not UTF-8");
  if (trim(name) != name) return refuse("there are blanks at an end");
  // U+0080 to U+009F are control characters as well, and terminals obey them.
  const auto is_c1 = [](char a, char b) { return a == '\xC2' && static_cast<unsigned char>(b) < 0xA0; };
  if (std::any_of(name.begin(), name.end(), is_control) ||
      std::adjacent_find(name.begin(), name.end(), is_c1) != name.end()) {
    return refuse("it has control characters");
  }
  if (name.find_first_of("{}:") != std::string_view::npos)
    return refuse("'{', '}' and ':' have a meaning of their own");
  if (name == "*") return refuse("'*' means all secrets");
  return {};
}

ProviderConfig copy(const ProviderConfig& config) {
  ProviderConfig out;
  out.name = config.name;
  out.type = config.type;
  out.settings = config.settings;
  for (const auto& [name, value] : config.credentials) out.credentials.emplace(name, value.clone());
  out.domains = config.domains;
  out.ttl_seconds = config.ttl_seconds;
  out.edits = config.edits;
  return out;
}

std::string provider_tombstone(std::string_view name) {
  return fmt::format("provider/{}", name);
}

const Entry* Contents::find(std::string_view name) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [name](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

Entry* Contents::find(std::string_view name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [name](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

const ProviderConfig* Contents::find_provider(std::string_view name) const {
  const auto found = std::find_if(providers.begin(), providers.end(),
                                  [name](const ProviderConfig& provider) { return provider.name == name; });
  return found == providers.end() ? nullptr : &*found;
}

}  // namespace signet::vault
