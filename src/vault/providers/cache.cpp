#include "vault/providers/cache.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/text.h"

namespace signet::vault {

namespace {

struct Kept {
  Result<SecretString> value;
  std::int64_t until_ms = 0;
};

Result<SecretString> copy_of(const Result<SecretString>& value) {
  if (!value) return value.error();
  return value->clone();
}

std::pair<std::string_view, std::string_view> split_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Runs `work(i)` for each i below `count`, on several threads when there is more than one.
void for_each_at_once(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (count == 1) return work(0);
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(count, kMaxProviderThreads); ++i) {
    threads.emplace_back([&] {
      for (std::size_t mine = next++; mine < count; mine = next++) work(mine);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

/// One provider. Who waits for its service holds `in_use`; `values_mutex` is held for look-ups only, so that what is
/// kept is had at once.
struct Providers::Slot {
  explicit Slot(ProviderConfig c) : config(std::move(c)) {}

  const ProviderConfig config;
  std::mutex in_use;
  std::unique_ptr<Provider> provider;
  bool closed = false;
  std::mutex values_mutex;
  std::map<std::string, Kept, std::less<>> values;

  [[nodiscard]] std::optional<Result<SecretString>> kept(std::string_view reference, std::int64_t now_ms) {
    const std::lock_guard lock(values_mutex);
    const auto found = values.find(reference);
    if (found == values.end() || now_ms >= found->second.until_ms) return std::nullopt;
    return copy_of(found->second.value);
  }

  void keep(const std::string& reference, Result<SecretString> value, std::int64_t now_ms) {
    std::int64_t until_ms = now_ms + kFailureKeptMs;
    if (value) {
      until_ms = now_ms + std::max<std::int64_t>(config.ttl_seconds, 0) * 1000;
      if (const auto usable = provider->usable_until_ms(reference)) until_ms = std::min(until_ms, *usable);
    }
    const std::lock_guard lock(values_mutex);
    values.insert_or_assign(reference, Kept{std::move(value), until_ms});
  }

  /// With `in_use` held.
  [[nodiscard]] Status open(const MakeContext& make_context) {
    if (closed) return fail(ErrorCode::kCancelled, fmt::format("the provider {} is closed", config.name));
    if (provider != nullptr) return {};
    SIGNET_TRY(provider, make_provider(config, make_context()));
    return {};
  }

  void fetch_all(const std::vector<std::string>& references, const MakeContext& make_context, const Clock& now_ms) {
    const std::lock_guard lock(in_use);
    std::vector<std::string> missing;
    std::copy_if(references.begin(), references.end(), std::back_inserter(missing),
                 [&](const std::string& reference) { return !kept(reference, now_ms()); });
    if (missing.empty() || !open(make_context)) return;
    std::vector<Result<SecretString>> values_now = provider->fetch_all(missing);
    for (std::size_t i = 0; i < missing.size() && i < values_now.size(); ++i) {
      keep(missing[i], std::move(values_now[i]), now_ms());
    }
  }

  void close() {
    const std::lock_guard lock(in_use);
    closed = true;
    if (provider != nullptr) provider->close();
    provider.reset();
    const std::lock_guard values_lock(values_mutex);
    values.clear();
  }
};

Providers::Providers(std::vector<ProviderConfig> configs, MakeContext make_context, Clock now_ms)
    : make_context_(std::move(make_context)), now_ms_(std::move(now_ms)) {
  for (ProviderConfig& config : configs) slots_.push_back(std::make_unique<Slot>(std::move(config)));
}

Providers::~Providers() {
  close();
}

Providers::Slot* Providers::slot_of(std::string_view name) const {
  for (const auto& slot : slots_) {
    if (slot->config.name == name) return slot.get();
  }
  return nullptr;
}

Error Providers::no_provider(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& slot : slots_) names.emplace_back(slot->config.name);
  const std::string_view near = nearest(name, names);
  return fail(ErrorCode::kNotFound, fmt::format("the vault has no provider named \"{}\"", name),
              near.empty() ? "signet vault provider list shows them, signet vault provider add makes one"
                           : fmt::format("did you mean {}?", near));
}

const ProviderConfig* Providers::find(std::string_view name_and_reference) const {
  const Slot* slot = slot_of(split_name(name_and_reference).first);
  return slot == nullptr ? nullptr : &slot->config;
}

Result<SecretString> Providers::get(std::string_view name_and_reference) {
  const auto [name, reference] = split_name(name_and_reference);
  Slot* slot = slot_of(name);
  if (slot == nullptr) return no_provider(name);
  if (auto kept = slot->kept(reference, now_ms_())) return *std::move(kept);
  const std::lock_guard lock(slot->in_use);
  // Another thread may have fetched it meanwhile.
  if (auto kept = slot->kept(reference, now_ms_())) return *std::move(kept);
  SIGNET_CHECK(slot->open(make_context_));
  Result<SecretString> value = slot->provider->fetch(reference);
  slot->keep(std::string(reference), copy_of(value), now_ms_());
  return value;
}

void Providers::prefetch(std::span<const std::string> names_and_references) {
  std::map<Slot*, std::set<std::string>> wanted;
  for (const std::string& text : names_and_references) {
    const auto [name, reference] = split_name(text);
    if (Slot* slot = slot_of(name)) wanted[slot].emplace(reference);
  }
  const std::vector<std::pair<Slot*, std::set<std::string>>> jobs(wanted.begin(), wanted.end());
  if (jobs.empty()) return;
  for_each_at_once(jobs.size(), [&](std::size_t i) {
    const auto& [slot, references] = jobs[i];
    slot->fetch_all({references.begin(), references.end()}, make_context_, now_ms_);
  });
}

void Providers::close() {
  if (slots_.empty()) return;
  for_each_at_once(slots_.size(), [&](std::size_t i) { slots_[i]->close(); });
}

}  // namespace signet::vault
