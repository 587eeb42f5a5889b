#include "run/vault_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/hash.h"

namespace signet::run {

namespace {

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
  names.emplace_back(name);
}

/// Names between "{{vault:" and "}}".
void find_in_text(std::string_view text, std::vector<std::string>& names) {
  constexpr std::string_view kOpen = "{{vault:";
  for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at + 1)) {
    const std::string_view rest = text.substr(at + kOpen.size());
    const std::size_t end = rest.find("}}");
    if (end != std::string_view::npos && rest.substr(0, end).find('{') == std::string_view::npos) {
      add_once(names, rest.substr(0, end));
    }
  }
}

void find_in_value(const json::value& value, std::vector<std::string>& names) {
  if (const auto* text = value.if_string()) find_in_text(*text, names);
  if (const auto* list = value.if_array()) {
    for (const json::value& element : *list) find_in_value(element, names);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      find_in_text(member.key(), names);
      find_in_value(member.value(), names);
    }
  }
}

/// The names in pm.vault.get("NAME"), in quotes of any kind.
void find_in_script(std::string_view source, VaultReferences& references) {
  constexpr std::string_view kGet = "pm.vault.get";
  references.scripts_write = references.scripts_write || source.find("pm.vault.set") != std::string_view::npos ||
                             source.find("pm.vault.unset") != std::string_view::npos;
  for (std::size_t at = source.find(kGet); at != std::string_view::npos; at = source.find(kGet, at + 1)) {
    references.scripts_read = true;
    std::string_view rest = trim(source.substr(at + kGet.size()));
    if (!rest.starts_with('(')) continue;
    rest = trim(rest.substr(1));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'' && rest[0] != '`')) continue;
    const std::size_t end = rest.find(rest[0], 1);
    if (end != std::string_view::npos) add_once(references.in_scripts, rest.substr(1, end - 1));
  }
}

using Visit = std::function<void(const std::string& place, const std::vector<model::Event>& events)>;

void visit_items(const std::vector<std::unique_ptr<model::Item>>& items, const std::string& place, const Visit& visit) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string here = fmt::format("{}/{}", place, i);
    visit(here, items[i]->events);
    visit_items(items[i]->children, here, visit);
  }
}

void visit_events(const model::Collection& collection, const Visit& visit) {
  visit("", collection.events);
  visit_items(collection.items, "", visit);
}

}  // namespace

VaultReferences find_vault_references(const model::Collection& collection,
                                      const std::vector<const model::VariableScope*>& variables) {
  VaultReferences references;
  find_in_value(*collection.document, references.in_requests);
  for (const model::VariableScope* scope : variables) {
    for (const model::Variable& variable : scope->variables()) find_in_value(variable.value, references.in_requests);
  }
  visit_events(collection, [&references](const std::string& /*place*/, const std::vector<model::Event>& events) {
    for (const model::Event& event : events) find_in_script(event.script.source, references);
  });
  return references;
}

std::vector<std::string> find_vault_names(const model::Request& request) {
  std::vector<std::string> names;
  const json::object shown = request.to_json();
  find_in_value(shown, names);
  // In an address the braces may be encoded.
  const std::string text = boost::json::serialize(shown.at("url"));
  find_in_text(replace_all(replace_all(text, "%7B", "{"), "%7D", "}"), names);
  return names;
}

Result<std::string> scripts_digest(const model::Collection& collection) {
  http::Hasher hasher("SHA256");
  visit_events(collection, [&hasher](const std::string& place, const std::vector<model::Event>& events) {
    for (const model::Event& event : events) {
      // Lengths part the fields, so that no text can be moved from one into the next.
      hasher.update(fmt::format("{} {} {} {} {}\n", place, event.listen, event.disabled, event.script.source.size(),
                                event.script.src.size()));
      hasher.update(event.script.source);
      hasher.update(event.script.src);
    }
  });
  SIGNET_TRY(const std::string digest, hasher.digest());
  return hex_encode(digest);
}

}  // namespace signet::run
