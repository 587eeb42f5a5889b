#include "vault/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "vault/edits.h"

namespace signet::vault {

namespace {

Error refused(std::string_view name, Use use) {
  const std::string_view what = use == Use::kRequest      ? "use"
                                : use == Use::kScriptRead ? "let its scripts read"
                                                          : "let its scripts change";
  const std::string_view flag = use == Use::kRequest      ? ""
                                : use == Use::kScriptRead ? " --scripts-read"
                                                          : " --scripts-write";
  return fail(ErrorCode::kInvalidInput, fmt::format("this collection may not {} the vault secret \"{}\"", what, name),
              fmt::format("allow it with: signet vault consent grant COLLECTION \"{}\"{} (or, for one run, with "
                          "--vault-allow and --vault-scripts)",
                          name, flag));
}

}  // namespace

bool Grant::covers(std::string_view name, Use use) const {
  if (!secrets.contains(name) && !secrets.contains("*")) return false;
  if (use == Use::kScriptRead) return scripts_read;
  if (use == Use::kScriptWrite) return scripts_write;
  return true;
}

Access::Access(Contents contents, Grant grant, Sources sources)
    : contents_(std::move(contents)), grant_(std::move(grant)), sources_(std::move(sources)) {}

Error Access::not_found(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const Entry& entry : contents_.entries) names.push_back(entry.name);
  const std::string_view near = nearest(name, names);
  return fail(ErrorCode::kNotFound, fmt::format("the vault has no secret \"{}\"", name),
              near.empty() ? fmt::format("add it with: signet vault add \"{}\" --domain HOST", name)
                           : fmt::format("did you mean \"{}\"?", near));
}

Result<Secret> Access::read_provider(std::string_view name) const {
  const ProviderConfig* provider = contents_.find_provider(name.substr(0, name.find(':')));
  if (provider == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("the vault has no provider \"{}\" for \"{}\"", name.substr(0, name.find(':')), name),
                "signet vault provider list shows them; signet vault provider add sets one up");
  }
  if (!sources_.provider) return fail(ErrorCode::kUnsupported, "providers cannot be read here");
  SIGNET_TRY(SecretString value, sources_.provider(name));
  return Secret{std::string(name), std::move(value), provider->domains};
}

Result<Secret> Access::read_entry(const Entry& entry) const {
  if (!entry.link.empty()) {
    auto linked = read_provider(entry.link);
    if (!linked) {
      return with_context(std::move(linked).error(), fmt::format("the vault secret \"{}\" is a link", entry.name));
    }
    return Secret{entry.name, std::move(linked->value), entry.domains};
  }
  const SecretString* value = entry.value();
  return Secret{entry.name, value == nullptr ? SecretString() : value->clone(), entry.domains};
}

Result<Secret> Access::read(std::string_view name) const {
  if (const Entry* entry = contents_.find(name)) return read_entry(*entry);
  if (name.find(':') != std::string_view::npos) return read_provider(name);
  return not_found(name);
}

Result<const Secret*> Access::get(std::string_view name, Use use) {
  const std::lock_guard lock(mutex_);
  // Consent comes first: without it a collection may not even learn which names there are.
  if (!grant_.covers(name, use)) return refused(name, use);
  const auto known = known_.find(name);
  if (known != known_.end() && !is_elsewhere(name)) return known->second.get();
  SIGNET_TRY(Secret secret, read(name));
  if (known != known_.end() && known->second->value == secret.value) return known->second.get();
  return know(name, std::move(secret));
}

const Secret* Access::know(std::string_view name, Secret secret) {
  auto& place = known_[std::string(name)];
  if (place != nullptr) replaced_.push_back(std::move(place));
  place = std::make_unique<const Secret>(std::move(secret));
  return place.get();
}

bool Access::is_elsewhere(std::string_view name) const {
  const Entry* entry = contents_.find(name);
  return entry == nullptr ? name.find(':') != std::string_view::npos : !entry->link.empty();
}

Status Access::set(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  if (!grant_.covers(name, Use::kScriptWrite)) return refused(name, Use::kScriptWrite);
  SIGNET_CHECK(check_entry_name(name));
  if (!sources_.update) return fail(ErrorCode::kUnsupported, "the vault cannot be written here");
  std::vector<DomainRule> domains;
  const auto put = [&](Store::Writer& writer) -> Status {
    SIGNET_CHECK(put_value(writer, name, SecretString(value)));
    domains = writer.contents.find(name)->domains;
    return {};
  };
  SIGNET_CHECK(sources_.update(put));
  if (Entry* entry = contents_.find(name)) entry->link.clear();
  (void)know(name, Secret{std::string(name), SecretString(value), std::move(domains)});
  return {};
}

Status Access::unset(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (!grant_.covers(name, Use::kScriptWrite)) return refused(name, Use::kScriptWrite);
  if (!sources_.update) return fail(ErrorCode::kUnsupported, "the vault cannot be written here");
  SIGNET_CHECK(sources_.update([&](Store::Writer& writer) { return remove_entry(writer, name); }));
  if (const auto known = known_.find(name); known != known_.end()) {
    replaced_.push_back(std::move(known->second));
    known_.erase(known);
  }
  std::erase_if(contents_.entries, [name](const Entry& entry) { return entry.name == name; });
  return {};
}

bool Access::scripts_may_read(std::string_view name) const {
  return grant_.covers(name, Use::kScriptRead);
}

std::vector<std::string> Access::used() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, secret] : known_) names.push_back(name);
  return names;
}

}  // namespace signet::vault
