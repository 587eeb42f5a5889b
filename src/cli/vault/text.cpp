#include "cli/vault/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "mask/mask.h"

namespace signet::cli {

namespace {

constexpr std::int64_t kMillisecondsPerSecond = 1000;
constexpr std::int64_t kDayMs = 24LL * 3600 * kMillisecondsPerSecond;
constexpr std::int64_t kWarnDays = 14;

std::string day(std::int64_t unix_ms) {
  return unix_ms == 0 ? "never" : iso_day(unix_ms / kMillisecondsPerSecond);
}

std::string shown_value(const SecretString& value, bool reveal) {
  return reveal ? std::string(value.expose()) : std::string(kMasked);
}

}  // namespace

std::string expiry_warning(const vault::Entry& entry, std::int64_t now_ms) {
  if (!entry.expires_ms) return {};
  const std::int64_t left = *entry.expires_ms - now_ms;
  if (left <= 0) return fmt::format("expired {}", day(*entry.expires_ms));
  if (left > kWarnDays * kDayMs) return {};
  return fmt::format("expires {} (in {} days)", day(*entry.expires_ms), left / kDayMs);
}

std::string entries_table(const std::vector<const vault::Entry*>& entries, std::int64_t now_ms) {
  std::size_t widest = 0;
  for (const vault::Entry* entry : entries) widest = std::max(widest, entry->name.size());
  std::string out;
  for (const vault::Entry* entry : entries) {
    std::string line = fmt::format("{:<{}}  {}", entry->name, widest, domains_text(entry->domains));
    if (!entry->link.empty()) line += fmt::format("  from {}", entry->link);
    for (const std::string& tag : entry->tags) line += fmt::format("  #{}", tag);
    if (const std::string warning = expiry_warning(*entry, now_ms); !warning.empty()) line += "  ! " + warning;
    out += line + "\n";
  }
  return out;
}

std::string entry_text(const vault::Entry& entry, bool reveal, bool history, std::int64_t now_ms) {
  std::string out = fmt::format("{}\n", entry.name);
  const auto add = [&out](std::string_view label, std::string_view text) {
    if (!text.empty()) out += fmt::format("  {:<9} {}\n", label, text);
  };
  if (const SecretString* value = entry.value()) add("value", shown_value(*value, reveal));
  add("link", entry.link);
  add("domains", domains_text(entry.domains));
  add("note", entry.note);
  add("tags", join(entry.tags, ", "));
  add("created", day(entry.created_ms));
  add("changed", day(entry.changed_ms));
  add("used", day(entry.used_ms));
  if (entry.expires_ms) {
    const std::string warning = expiry_warning(entry, now_ms);
    add("expires", warning.empty() ? day(*entry.expires_ms) : warning);
  }
  if (!history) return out;
  for (const vault::Version& version : entry.versions) {
    constexpr std::size_t kShownId = 8;
    out += fmt::format("  version   {}  {}  {}\n", version.id.substr(0, kShownId), iso_time(version.created_ms),
                       shown_value(version.value, reveal));
  }
  return out;
}

json::object entry_json(const vault::Entry& entry, bool reveal, bool history) {
  json::object out;
  out["name"] = entry.name;
  if (const SecretString* value = entry.value()) out["value"] = shown_value(*value, reveal);
  if (!entry.link.empty()) out["link"] = entry.link;
  json::array& domains = out["domains"].emplace_array();
  for (const vault::DomainRule& rule : entry.domains) domains.emplace_back(rule.to_string());
  out["note"] = entry.note;
  json::array& tags = out["tags"].emplace_array();
  for (const std::string& tag : entry.tags) tags.emplace_back(tag);
  out["created"] = iso_time(entry.created_ms);
  out["changed"] = iso_time(entry.changed_ms);
  out["used"] = entry.used_ms == 0 ? json::value() : json::value(iso_time(entry.used_ms));
  out["expires"] = entry.expires_ms ? json::value(iso_time(*entry.expires_ms)) : json::value();
  if (!history) return out;
  json::array& versions = out["versions"].emplace_array();
  for (const vault::Version& version : entry.versions) {
    versions.push_back(json::object{
        {"id", version.id}, {"created", iso_time(version.created_ms)}, {"value", shown_value(version.value, reveal)}});
  }
  return out;
}

}  // namespace signet::cli
