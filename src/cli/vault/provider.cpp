// signet vault provider add, edit, list, test, read, rm: where else secrets are kept.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "cli/vault/command.h"
#include "cli/vault/provider_context.h"
#include "cli/vault/text.h"
#include "mask/mask.h"
#include "report/plain_text.h"
#include "vault/edits.h"
#include "vault/providers/provider.h"

namespace signet::cli {

namespace {

Result<const vault::ProviderKind*> kind_of(const std::string& type) {
  if (const vault::ProviderKind* kind = vault::find_provider_kind(type)) return kind;
  std::vector<std::string> types;
  for (const vault::ProviderKind& kind : vault::provider_kinds()) types.emplace_back(kind.type);
  return fail(ErrorCode::kInvalidInput, fmt::format("there is no provider type \"{}\"", type),
              "choose " + join(types, ", "));
}

/// NAME=VALUE, or NAME=FILE.
Result<std::pair<std::string, std::string>> parse_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not NAME=VALUE", text));
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<SecretString> read_credential(const std::string& file) {
  constexpr std::uint64_t kMaxBytes = 1UL << 20;
  SIGNET_TRY(std::string text, read_file(file, kMaxBytes));
  std::string_view value = text;
  if (value.ends_with('\n')) value.remove_suffix(1);
  SecretString secret(value);
  wipe(text);
  return secret;
}

/// What the user is asked for on a terminal when it was not given.
Status ask_field(const vault::ProviderField& field, vault::ProviderConfig& config) {
  if (config.settings.contains(field.name) || config.credentials.contains(field.name)) return {};
  const std::string note = field.required ? "" : ", empty for none";
  const std::string help = field.choices.empty() ? std::string(field.help) : std::string(field.choices);
  const std::string question = fmt::format("{} ({}{}): ", field.label, help, note);
  if (field.secret) {
    SIGNET_TRY(SecretString value, prompt_secret(question));
    if (!value.empty()) config.credentials.emplace(field.name, std::move(value));
    return {};
  }
  SIGNET_TRY(std::string value, prompt_line(question));
  if (!value.empty()) config.settings.emplace(field.name, std::move(value));
  return {};
}

/// Files by their absolute path, as the next run may start in another folder. "~" is the provider's to expand.
void make_paths_absolute(const vault::ProviderKind& kind, vault::ProviderConfig& config) {
  for (const vault::ProviderField& field : kind.fields) {
    const auto found = config.settings.find(field.name);
    if (!field.is_path || found == config.settings.end() || found->second.empty() || found->second[0] == '~') continue;
    found->second = std::filesystem::absolute(found->second).lexically_normal().string();
  }
}

Status take_settings(const VaultArguments& arguments, const vault::ProviderKind& kind, vault::ProviderConfig& config) {
  for (const std::string& text : arguments.settings) {
    SIGNET_TRY(auto pair, parse_pair(text));
    const auto is_secret = [&pair](const vault::ProviderField& field) {
      return field.secret && field.name == pair.first;
    };
    if (std::any_of(kind.fields.begin(), kind.fields.end(), is_secret)) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("{} is a secret and does not belong on a command line", pair.first),
                  fmt::format("--credential {}=FILE reads it from a file, or from standard input (-)", pair.first));
    }
    config.settings.insert_or_assign(pair.first, pair.second);
  }
  for (const std::string& text : arguments.credential_files) {
    SIGNET_TRY(auto pair, parse_pair(text));
    SIGNET_TRY(SecretString value, read_credential(pair.second));
    config.credentials.insert_or_assign(pair.first, std::move(value));
  }
  for (const std::string& text : arguments.domains) {
    SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule(text));
    config.domains.push_back(std::move(rule));
  }
  if (arguments.any_domain) {
    SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule("*"));
    config.domains.push_back(std::move(rule));
  }
  config.ttl_seconds = arguments.ttl_seconds.value_or(config.ttl_seconds);
  make_paths_absolute(kind, config);
  return {};
}

Result<std::string> try_provider(const vault::ProviderConfig& config) {
  const ProviderWorld world;
  SIGNET_TRY(const auto provider, vault::make_provider(config, world.context()));
  auto told = provider->test();
  provider->close();
  return told;
}

Status save(OpenVault& open, const vault::ProviderConfig& config) {
  return open.store.update(open.key, [&config](vault::Store::Writer& writer) -> Status {
    vault::put_provider(writer, config);
    return {};
  });
}

Status check_connection(const VaultArguments& arguments, const vault::ProviderConfig& config) {
  if (arguments.no_test) return {};
  const auto told = try_provider(config);
  if (!told) {
    return with_context(told.error(),
                        "the provider is not saved, because its test failed (--no-test saves it all the same)");
  }
  if (!arguments.json) fmt::print("{}\n", *told);
  return {};
}

Result<int> add(const VaultArguments& arguments) {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (arguments.name.find_first_not_of(kNameCharacters) != std::string::npos) {
    return fail(ErrorCode::kInvalidInput, "a provider's name has letters, digits, '-', '_' and '.' only");
  }
  SIGNET_TRY(const vault::ProviderKind* const kind, kind_of(arguments.type));
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  if (open.contents.find_provider(arguments.name) != nullptr) {
    return fail(ErrorCode::kInvalidInput, fmt::format("there is a provider \"{}\" already", arguments.name),
                "signet vault provider edit changes it");
  }
  vault::ProviderConfig config;
  config.name = arguments.name;
  config.type = arguments.type;
  SIGNET_CHECK(take_settings(arguments, *kind, config));
  if (can_prompt()) {
    for (const vault::ProviderField& field : kind->fields) SIGNET_CHECK(ask_field(field, config));
    make_paths_absolute(*kind, config);
    if (config.domains.empty()) {
      SIGNET_TRY(const std::string rule_text,
                 prompt_line("Hosts that its secrets may go to (such as *.example.com): "));
      for (const std::string& text : split(rule_text, ' ')) {
        SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule(text));
        config.domains.push_back(std::move(rule));
      }
    }
  }
  if (config.domains.empty()) {
    return fail(ErrorCode::kInvalidInput, "say where this provider's secrets may go",
                "--domain HOST (may be given several times), or --any-domain");
  }
  SIGNET_CHECK(check_connection(arguments, config));
  SIGNET_CHECK(save(open, config));
  print_done(
      arguments,
      fmt::format("added; use it as {{{{vault:{}:REFERENCE}}}}\nREFERENCE: {}", config.name, kind->reference_help),
      {{"added", config.name}, {"type", config.type}});
  return 0;
}

Result<const vault::ProviderConfig*> find(const vault::Contents& contents, const std::string& name) {
  if (const vault::ProviderConfig* config = contents.find_provider(name)) return config;
  return fail(ErrorCode::kNotFound, fmt::format("there is no provider \"{}\"", name),
              "signet vault provider list shows them");
}

Result<int> edit(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_TRY(const vault::ProviderConfig* const present, find(open.contents, arguments.name));
  SIGNET_TRY(const vault::ProviderKind* const kind, kind_of(present->type));
  vault::ProviderConfig config = vault::copy(*present);
  SIGNET_CHECK(take_settings(arguments, *kind, config));
  for (const std::string& text : arguments.removed_domains) {
    std::erase_if(config.domains, [&text](const vault::DomainRule& rule) { return rule.to_string() == text; });
  }
  SIGNET_CHECK(check_connection(arguments, config));
  SIGNET_CHECK(save(open, config));
  print_done(arguments, "changed", {{"changed", config.name}});
  return 0;
}

Result<int> list(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  json::array out;
  for (const vault::ProviderConfig& config : open.contents.providers) {
    json::object settings;
    std::vector<std::string> words;
    for (const auto& [name, value] : config.settings) {
      settings[name] = value;
      words.push_back(fmt::format("{}={}", name, value));
    }
    for (const auto& [name, value] : config.credentials) {
      settings[name] = kMasked;
      words.push_back(fmt::format("{}={}", name, kMasked));
    }
    out.push_back(json::object{{"name", config.name}, {"type", config.type}, {"settings", std::move(settings)}});
    if (!arguments.json) {
      fmt::print("{}  {}  {}\n  {}\n", config.name, config.type, domains_text(config.domains), join(words, "  "));
    }
  }
  if (arguments.json) {
    fmt::print("{}", json::pretty(out));
  } else if (out.empty()) {
    fmt::print("no providers; add one with: signet vault provider add NAME --type TYPE\n");
  }
  return 0;
}

Result<int> test(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  SIGNET_TRY(const vault::ProviderConfig* const config, find(open.contents, arguments.name));
  const auto told = try_provider(*config);
  if (!told) {
    print_error(told.error());
    return 1;
  }
  print_done(arguments, *told, {{"passed", true}, {"told", *told}});
  return 0;
}

Result<int> read(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  const std::size_t colon = arguments.reference.find(':');
  SIGNET_TRY(const vault::ProviderConfig* const config, find(open.contents, arguments.reference.substr(0, colon)));
  const ProviderWorld world;
  SIGNET_TRY(const auto provider, vault::make_provider(*config, world.context()));
  if (colon == std::string::npos) {
    constexpr std::size_t kMostListed = 1000;
    const auto listed = provider->list("", kMostListed);
    provider->close();
    if (!listed) return listed.error();
    for (const vault::Listed& secret : *listed) {
      fmt::print("{}:{}  {}\n", config->name, report::one_line(secret.reference), report::one_line(secret.note));
    }
    return 0;
  }
  const auto value = provider->fetch(arguments.reference.substr(colon + 1));
  provider->close();
  if (!value) return value.error();
  if (arguments.raw) {
    fmt::print("{}", value->expose());
  } else {
    print_done(arguments, arguments.reveal ? value->expose() : kMasked,
               {{"reference", arguments.reference}, {"value", arguments.reveal ? value->expose() : kMasked}});
  }
  return 0;
}

Result<int> remove(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_TRY(const vault::ProviderConfig* const config, find(open.contents, arguments.name));
  (void)config;
  if (!arguments.yes && !can_prompt()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not removed without a yes", arguments.name),
                "give --yes");
  }
  if (!arguments.yes && !confirm(fmt::format("Remove the provider \"{}\"?", arguments.name))) {
    return fail(ErrorCode::kCancelled, "nothing is removed");
  }
  SIGNET_CHECK(open.store.update(
      open.key, [&arguments](vault::Store::Writer& writer) { return vault::remove_provider(writer, arguments.name); }));
  print_done(arguments, "removed", {{"removed", arguments.name}});
  return 0;
}

/// Every type with its settings, for --help.
std::string kinds_help() {
  std::string text = "\nTypes and their settings (* required, + a credential):\n";
  for (const vault::ProviderKind& kind : vault::provider_kinds()) {
    text += fmt::format("  {}: {}, {}\n", kind.type, kind.title, kind.reference_help);
    for (const vault::ProviderField& field : kind.fields) {
      text += fmt::format("    {}{}{}  {}{}\n", field.name, field.required ? "*" : "", field.secret ? "+" : "",
                          field.help, field.choices.empty() ? "" : fmt::format(" ({})", field.choices));
    }
  }
  return text +
         "\nExamples:\n"
         "  signet vault provider add prod --type hashicorp --set address=https://vault.internal:8200 \\\n"
         "    --set method=approle --set role_id=ci --credential secret_id=secret.txt --domain \"*.internal\"\n"
         "  signet vault provider add aws --type aws --set region=eu-central-1 --domain api.example.com";
}

void declare_settings(CLI::App& command, VaultArguments& a) {
  command.add_option("--set", a.settings, "A setting; several times")->allow_extra_args(false)->type_name("NAME=VALUE");
  command.add_option("--credential", a.credential_files, "A credential read from a file, or from standard input (-)")
      ->allow_extra_args(false)
      ->type_name("NAME=FILE");
  command.add_option("--domain", a.domains, "Where its secrets may go; several times")
      ->allow_extra_args(false)
      ->type_name("RULE");
  command.add_flag("--any-domain", a.any_domain, "Its secrets may go everywhere");
  command.add_option("--ttl", a.ttl_seconds, "Seconds for which a value is kept in memory (300)")
      ->check(CLI::Range(0, 86400));
  command.add_flag("--no-test", a.no_test, "Save it without testing the connection");
}

}  // namespace

void declare_vault_providers(CLI::App& vault, VaultArguments& a) {
  CLI::App* provider = vault.add_subcommand("provider", "Secrets kept in 1Password, AWS, Azure or HashiCorp Vault");
  provider->require_subcommand(1);
  provider->fallthrough();
  CLI::App* command = add_vault_command(*provider, a, "add", "Set a provider up; asks for what is missing", add);
  command->add_option("name", a.name, "How references call it: {{vault:NAME:reference}}")->required();
  command->add_option("--type", a.type, "1password, aws, azure or hashicorp")->required();
  declare_settings(*command, a);
  command->footer(kinds_help());
  command = add_vault_command(*provider, a, "edit", "Change a provider's settings", edit);
  command->add_option("name", a.name, "Its name")->required();
  declare_settings(*command, a);
  command->add_option("--remove-domain", a.removed_domains, "Where its secrets may not go any more")
      ->allow_extra_args(false);
  add_vault_command(*provider, a, "list", "List the providers", list);
  command = add_vault_command(*provider, a, "test", "Sign in and say as whom", test);
  command->add_option("name", a.name, "Its name")->required();
  command = add_vault_command(*provider, a, "read", "Read a secret, or list what a provider has", read);
  command->add_option("reference", a.reference, "PROVIDER:REFERENCE, or PROVIDER alone to list")->required();
  command->add_flag("--reveal", a.reveal, "Show the value");
  command->add_flag("--raw", a.raw, "Print the value alone, for other programs");
  command = add_vault_command(*provider, a, "rm", "Remove a provider", remove);
  command->add_option("name", a.name, "Its name")->required();
  command->add_flag("--yes", a.yes, "Do not ask");
}

}  // namespace signet::cli
