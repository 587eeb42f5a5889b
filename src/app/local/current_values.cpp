#include "app/local/current_values.h"

#include <fmt/format.h>

#include <array>

#include "base/time.h"

namespace signet::app {

namespace {

constexpr std::string_view kKind = "current-values";

bool is_shared(const model::VariableScope& shared, const std::string& key, const std::optional<json::value>& value) {
  const model::Variable* variable = shared.find(key);
  return value ? variable != nullptr && variable->value == *value : variable == nullptr;
}

}  // namespace

Result<std::unique_ptr<CurrentValues>> CurrentValues::open(LocalStore& local,
                                                           std::function<void(std::string_view)> notice) {
  std::unique_ptr<CurrentValues> opened(new CurrentValues(local, std::move(notice)));
  SIGNET_TRY(const auto items, local.list(kKind));
  for (const LocalStore::Item& item : items) {
    SIGNET_TRY(const json::value list, json::parse(item.bytes.expose(), "the current values that were kept"));
    Values& values = opened->scopes_[item.id];
    for (const json::value& one : list.as_array()) {
      const json::value* value = one.as_object().if_contains("value");
      values[std::string(one.at("key").as_string())] = {value == nullptr ? std::nullopt : std::optional(*value),
                                                        json::bool_or(one.as_object(), "secret", false)};
    }
  }
  return opened;
}

Status CurrentValues::write(const std::string& scope, const Values& values) {
  if (values.empty()) {
    const auto removed = local_.remove(std::array{kKind}, std::array{scope});
    return removed ? Status() : removed.error();
  }
  json::array list;
  for (const auto& [key, own] : values) {
    json::object& one = list.emplace_back(json::object{{"key", key}}).get_object();
    if (own.value) one["value"] = *own.value;
    if (own.is_secret) one["secret"] = true;
  }
  std::string text = boost::json::serialize(list);
  Status written = text.size() <= kMostBytes
                       ? local_.put(kKind, scope, unix_now_ms(), text)
                       : fail(ErrorCode::kLimit, "current values of more than 8 MiB are not kept for one scope",
                              "keep large values in a file, or reset those that are not needed");
  wipe(text);
  return written;
}

void CurrentValues::write_or_tell(const std::string& scope, const Values& values) {
  const Status written = write(scope, values);
  if (!written && notice_) {
    notice_("what scripts set is kept until the app ends, and not beyond: " + written.error().to_string());
  }
}

void CurrentValues::apply(const std::string& scope, model::VariableScope& variables) {
  const std::lock_guard lock(mutex_);
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return;
  Values& values = found->second;
  if (std::erase_if(values, [&](const auto& one) { return is_shared(variables, one.first, one.second.value); }) > 0) {
    write_or_tell(scope, values);
  }
  for (const auto& [key, own] : values) {
    // set() keeps the type of a variable that is there.
    const model::Variable* shared = variables.find(key);
    if (!own.value || (own.is_secret && shared != nullptr && !shared->is_secret())) variables.unset(key);
    if (own.value) variables.set(key, *own.value, own.is_secret ? std::optional<std::string>("secret") : std::nullopt);
  }
}

json::array CurrentValues::keep(const std::string& scope, const model::VariableScope& before,
                                const model::VariableScope& after, const Mask& mask) {
  json::array changed;
  if (before.revision() == after.revision()) return changed;
  const std::lock_guard lock(mutex_);
  Values values;
  for (const model::Variable& variable : after.variables()) {
    if (variable.disabled) continue;
    const model::Variable* was = before.find(variable.key);
    if (was != nullptr && was->value == variable.value) continue;
    const bool is_secret = variable.is_secret() || !mask.find(json::to_text(variable.value)).empty();
    values[variable.key] = {variable.value, is_secret};
    changed.push_back({{"key", variable.key}, {"value", variable.value}});
  }
  for (const model::Variable& variable : before.variables()) {
    if (variable.disabled || after.find(variable.key) != nullptr) continue;
    values[variable.key] = {std::nullopt, false};
    changed.push_back({{"key", variable.key}, {"value", nullptr}});
  }
  if (values.empty() || scope.empty()) return changed;
  Values& kept = scopes_[scope];
  for (auto& [key, own] : values) kept.insert_or_assign(key, std::move(own));
  write_or_tell(scope, kept);
  return changed;
}

std::vector<CurrentValues::Value> CurrentValues::list(std::string_view scope) const {
  const std::lock_guard lock(mutex_);
  std::vector<Value> list;
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return list;
  for (const auto& [key, own] : found->second) list.push_back({key, own.value, own.is_secret});
  return list;
}

bool CurrentValues::has(std::string_view scope, std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = scopes_.find(scope);
  return found != scopes_.end() && found->second.contains(key);
}

Status CurrentValues::set(const std::string& scope, std::string_view key, json::value value) {
  const std::lock_guard lock(mutex_);
  Values values = scopes_[scope];
  Own& own = values[std::string(key)];
  own.value = std::move(value);
  SIGNET_CHECK(write(scope, values));
  scopes_[scope] = std::move(values);
  return {};
}

Status CurrentValues::reset(const std::string& scope, std::optional<std::string_view> key) {
  const std::lock_guard lock(mutex_);
  Values values;
  if (key) {
    values = scopes_[scope];
    if (const auto found = values.find(*key); found != values.end()) values.erase(found);
  }
  SIGNET_CHECK(write(scope, values));
  scopes_[scope] = std::move(values);
  return {};
}

}  // namespace signet::app
