// signet vault add, get, list, edit, rm, rename: the secrets themselves.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "base/text.h"
#include "base/time.h"
#include "cli/terminal.h"
#include "cli/vault/command.h"
#include "cli/vault/text.h"
#include "cli/vault/value.h"
#include "vault/edits.h"

namespace signet::cli {

namespace {

/// Shorter values hide badly: their encodings look like other text.
constexpr std::size_t kShortValue = 8;

Result<std::vector<vault::DomainRule>> parse_domains(const std::vector<std::string>& texts, bool any) {
  std::vector<vault::DomainRule> rules;
  for (const std::string& text : texts) {
    SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule(text));
    rules.push_back(std::move(rule));
  }
  if (any) {
    SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule("*"));
    rules.push_back(std::move(rule));
  }
  return rules;
}

/// "2027-03-31", the end of that day in UTC; "90d" from now; "never".
Result<std::optional<std::int64_t>> parse_expiry(const std::string& text, std::int64_t now_ms) {
  constexpr std::int64_t kDayMs = 86'400'000;
  if (text == "never") return std::optional<std::int64_t>();
  if (text.ends_with('d') && text.size() > 1 && text.size() < 6 &&
      text.find_first_not_of("0123456789") == text.size() - 1) {
    return std::optional<std::int64_t>(now_ms + std::stoll(text) * kDayMs);
  }
  std::tm day{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%d", &day);
  if (end == nullptr || *end != '\0') {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no date", text), "write 2027-03-31, 90d or never");
  }
  constexpr std::int64_t kMillisecondsPerSecond = 1000;
  return std::optional<std::int64_t>(::timegm(&day) * kMillisecondsPerSecond + kDayMs - 1);
}

/// Adds and takes away words, each kept once.
void change_words(std::vector<std::string>& words, const std::vector<std::string>& added,
                  const std::vector<std::string>& removed) {
  for (const std::string& word : added) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  for (const std::string& word : removed) std::erase(words, word);
}

Status change_domains(std::vector<vault::DomainRule>& domains, const VaultArguments& arguments) {
  SIGNET_TRY(const auto added, parse_domains(arguments.domains, arguments.any_domain));
  SIGNET_TRY(const auto removed, parse_domains(arguments.removed_domains, false));
  const auto is = [](const vault::DomainRule& rule) {
    return [text = rule.to_string()](const vault::DomainRule& other) { return other.to_string() == text; };
  };
  for (const vault::DomainRule& rule : added) {
    if (std::none_of(domains.begin(), domains.end(), is(rule))) domains.push_back(rule);
  }
  for (const vault::DomainRule& rule : removed) std::erase_if(domains, is(rule));
  return {};
}

/// What `add` and `edit` share: everything but the value.
Status change_facts(vault::Entry& entry, const VaultArguments& arguments, std::int64_t now_ms) {
  SIGNET_CHECK(change_domains(entry.domains, arguments));
  change_words(entry.tags, arguments.tags, arguments.removed_tags);
  if (arguments.note) entry.note = *arguments.note;
  if (arguments.expires) {
    SIGNET_TRY(entry.expires_ms, parse_expiry(*arguments.expires, now_ms));
  }
  if (arguments.link && !arguments.link->empty()) {
    entry.link = *arguments.link;
    entry.versions.clear();
  }
  return {};
}

Status check_link(const vault::Contents& contents, const VaultArguments& arguments) {
  if (!arguments.link || arguments.link->empty()) return {};
  const std::string provider = arguments.link->substr(0, arguments.link->find(':'));
  if (arguments.link->find(':') != std::string::npos && contents.find_provider(provider) != nullptr) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" names no provider of this vault", *arguments.link),
              "write PROVIDER:REFERENCE; signet vault provider list shows the providers");
}

void warn_when_short(const SecretString& value) {
  if (value.size() >= kShortValue) return;
  fmt::print(stderr, "warning: a value of fewer than {} characters cannot be hidden reliably in outputs\n",
             kShortValue);
}

Result<int> add(const VaultArguments& arguments) {
  if (arguments.domains.empty() && !arguments.any_domain) {
    return fail(ErrorCode::kInvalidInput, "say where this secret may go",
                "--domain api.example.com (may be given several times), or --any-domain");
  }
  SIGNET_CHECK(vault::check_entry_name(arguments.name));
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  if (open.contents.find(arguments.name) != nullptr) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the vault has a secret \"{}\" already", arguments.name),
                fmt::format("signet vault edit \"{}\" --value gives it a new value", arguments.name));
  }
  SIGNET_CHECK(check_link(open.contents, arguments));
  SecretString value;
  if (!arguments.link) {
    SIGNET_TRY(value, read_value(arguments, nullptr));
    if (value.empty()) return fail(ErrorCode::kInvalidInput, "the value is empty", "nothing is added");
    warn_when_short(value);
  }
  const auto change = [&](vault::Store::Writer& writer) -> Status {
    SIGNET_TRY(vault::Entry* const entry, vault::add_entry(writer, arguments.name));
    if (!arguments.link) SIGNET_CHECK(vault::put_value(writer, arguments.name, std::move(value)));
    return change_facts(*entry, arguments, writer.now_ms);
  };
  SIGNET_CHECK(open.store.update(open.key, change));
  print_done(arguments, fmt::format("added; use it as {{{{vault:{}}}}}", arguments.name), {{"added", arguments.name}});
  return 0;
}

Result<int> get(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  const vault::Entry* entry = open.contents.find(arguments.name);
  if (entry == nullptr) {
    std::vector<std::string_view> names;
    for (const vault::Entry& other : open.contents.entries) names.push_back(other.name);
    const std::string_view near = nearest(arguments.name, names);
    return fail(ErrorCode::kNotFound, fmt::format("the vault has no secret \"{}\"", arguments.name),
                near.empty() ? "signet vault list shows them" : fmt::format("did you mean \"{}\"?", near));
  }
  if (arguments.raw) {
    if (entry->value() == nullptr) {
      return fail(ErrorCode::kUnsupported, fmt::format("\"{}\" is a link to {}", entry->name, entry->link),
                  fmt::format("signet vault provider read {} --raw", entry->link));
    }
    fmt::print("{}", entry->value()->expose());
    return 0;
  }
  if (arguments.json) {
    fmt::print("{}", json::pretty(entry_json(*entry, arguments.reveal, arguments.history)));
  } else {
    fmt::print("{}", entry_text(*entry, arguments.reveal, arguments.history, unix_now_ms()));
  }
  return 0;
}

Result<int> list(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  std::vector<const vault::Entry*> entries;
  for (const vault::Entry& entry : open.contents.entries) {
    const auto has = [&entry](const std::string& tag) {
      return std::find(entry.tags.begin(), entry.tags.end(), tag) != entry.tags.end();
    };
    if (std::all_of(arguments.tags.begin(), arguments.tags.end(), has)) entries.push_back(&entry);
  }
  std::sort(entries.begin(), entries.end(),
            [](const vault::Entry* a, const vault::Entry* b) { return a->name < b->name; });
  if (arguments.json) {
    json::array out;
    for (const vault::Entry* entry : entries) out.push_back(entry_json(*entry, false, false));
    fmt::print("{}", json::pretty(out));
  } else if (entries.empty()) {
    fmt::print("no secrets; add one with: signet vault add NAME --domain HOST\n");
  } else {
    fmt::print("{}", entries_table(entries, unix_now_ms()));
  }
  return 0;
}

bool changes_facts(const VaultArguments& a) {
  return !a.domains.empty() || !a.removed_domains.empty() || a.any_domain || a.note || !a.tags.empty() ||
         !a.removed_tags.empty() || a.expires || a.link;
}

Result<int> edit(const VaultArguments& arguments) {
  const bool new_value = arguments.new_value || arguments.editor || !arguments.value_file.empty();
  if (!new_value && arguments.second.empty() && !changes_facts(arguments)) {
    return fail(ErrorCode::kInvalidInput, "nothing to change",
                "--value, --editor, --domain, --note, --tag, --expires, --roll-back ...; see --help");
  }
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_CHECK(check_link(open.contents, arguments));
  const vault::Entry* present = open.contents.find(arguments.name);
  SecretString value;
  if (new_value && present != nullptr) {
    SIGNET_TRY(value, read_value(arguments, present->value()));
    if (value.empty()) return fail(ErrorCode::kInvalidInput, "the value is empty", "nothing is changed");
    warn_when_short(value);
  }
  const auto change = [&](vault::Store::Writer& writer) -> Status {
    SIGNET_TRY(vault::Entry* const entry, vault::edit_entry(writer, arguments.name));
    if (!value.empty()) SIGNET_CHECK(vault::put_value(writer, arguments.name, std::move(value)));
    if (!arguments.second.empty()) SIGNET_CHECK(vault::roll_back(writer, arguments.name, arguments.second));
    return change_facts(*entry, arguments, writer.now_ms);
  };
  SIGNET_CHECK(open.store.update(open.key, change));
  print_done(arguments, "changed", {{"changed", arguments.name}});
  return 0;
}

Result<int> remove(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  if (!arguments.yes) {
    if (!can_prompt()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not removed without a yes", arguments.name),
                  "give --yes");
    }
    if (!confirm(fmt::format("Remove \"{}\" and all its versions?", arguments.name))) {
      return fail(ErrorCode::kCancelled, "nothing is removed");
    }
  }
  SIGNET_CHECK(open.store.update(
      open.key, [&arguments](vault::Store::Writer& writer) { return vault::remove_entry(writer, arguments.name); }));
  print_done(arguments, "removed", {{"removed", arguments.name}});
  return 0;
}

Result<int> rename(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_CHECK(open.store.update(open.key, [&arguments](vault::Store::Writer& writer) {
    return vault::rename_entry(writer, arguments.name, arguments.second);
  }));
  print_done(arguments, fmt::format("renamed; it is {{{{vault:{}}}}} now", arguments.second),
             {{"renamed", arguments.name}, {"name", arguments.second}});
  return 0;
}

void declare_facts(CLI::App& command, VaultArguments& a) {
  command.add_option("--domain", a.domains, "Where it may go: HOST, *.HOST, HOST:PORT, http://HOST; several times")
      ->allow_extra_args(false)
      ->type_name("RULE");
  command.add_flag("--any-domain", a.any_domain, "It may go everywhere");
  command.add_option("--note", a.note, "A note, encrypted like everything else")->type_name("TEXT");
  command.add_option("--tag", a.tags, "A tag; several times")->allow_extra_args(false)->type_name("TAG");
  command.add_option("--expires", a.expires, "When to warn: 2027-03-31, 90d or never")->type_name("DATE");
  command.add_option("--link", a.link, "Read the value from a provider: PROVIDER:REFERENCE")->type_name("REFERENCE");
  command.add_option("--file", a.value_file, "Read the value from a file")->type_name("FILE");
  command.add_flag("--editor", a.editor, "Write the value in your editor");
}

}  // namespace

void declare_vault_entries(CLI::App& vault, VaultArguments& a) {
  CLI::App* command = add_vault_command(vault, a, "add", "Add a secret; its value comes by prompt or stdin", add);
  command->add_option("name", a.name, "Its name, used as {{vault:NAME}}")->required();
  declare_facts(*command, a);
  command->footer(
      "\nExamples:\n  signet vault add github-token --domain api.github.com --expires 90d\n"
      "  pass show db | signet vault add db-password --domain db.internal:8443 --tag prod\n"
      "  signet vault add db --link prod:secret/db#password --domain db.internal:8443");
  command = add_vault_command(vault, a, "get", "Show a secret, its value masked", get);
  command->add_option("name", a.name, "Its name")->required();
  command->add_flag("--reveal", a.reveal, "Show the value");
  command->add_flag("--raw", a.raw, "Print the value alone, without a line end, for other programs");
  command->add_flag("--history", a.history, "Show earlier versions");
  command = add_vault_command(vault, a, "list", "List the secrets, without values", list);
  command->add_option("--tag", a.tags, "Only those with this tag; several times")->allow_extra_args(false);
  command = add_vault_command(vault, a, "edit", "Change a secret", edit);
  command->add_option("name", a.name, "Its name")->required();
  command->add_flag("--value", a.new_value, "Give it a new value, by prompt or stdin");
  declare_facts(*command, a);
  command->add_option("--remove-domain", a.removed_domains, "Where it may not go any more")->allow_extra_args(false);
  command->add_option("--remove-tag", a.removed_tags, "Take a tag away")->allow_extra_args(false);
  command->add_option("--roll-back", a.second, "Make an earlier version the value again")->type_name("VERSION");
  command = add_vault_command(vault, a, "rm", "Remove a secret", remove);
  command->add_option("name", a.name, "Its name")->required();
  command->add_flag("--yes", a.yes, "Do not ask");
  command = add_vault_command(vault, a, "rename", "Rename a secret", rename);
  command->add_option("name", a.name, "Its name")->required();
  command->add_option("new-name", a.second, "Its new name")->required();
}

}  // namespace signet::cli
