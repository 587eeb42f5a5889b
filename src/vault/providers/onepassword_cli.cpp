#include "vault/providers/onepassword_cli.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::string_view kToken = "OP_SERVICE_ACCOUNT_TOKEN";

struct Phrase {
  std::string_view text;  ///< in lower case
  Trouble trouble;
};

/// Parts of what `op` 2 complains with. The first that fits counts.
constexpr std::array<Phrase, 34> kPhrases = {{
    {"too many requests", Trouble::kThrottled},
    {"rate limit", Trouble::kThrottled},
    {"rate-limit", Trouble::kThrottled},
    {"no accounts configured", Trouble::kExpiredLogin},
    {"no account found", Trouble::kExpiredLogin},
    {"found no accounts", Trouble::kExpiredLogin},
    {"signed in", Trouble::kExpiredLogin},
    {"session expired", Trouble::kExpiredLogin},
    {"authentication required", Trouble::kExpiredLogin},
    {"authorization prompt dismissed", Trouble::kExpiredLogin},
    {"authorization timeout", Trouble::kExpiredLogin},
    {"(401)", Trouble::kExpiredLogin},
    {"unauthorized", Trouble::kExpiredLogin},
    {"service account token", Trouble::kExpiredLogin},
    {"service account deleted", Trouble::kExpiredLogin},
    {"signin credentials", Trouble::kExpiredLogin},
    {"(403)", Trouble::kNoPermission},
    {"forbidden", Trouble::kNoPermission},
    {"permission", Trouble::kNoPermission},
    {"not authorized", Trouble::kNoPermission},
    {"more than one", Trouble::kRefused},
    {"isn't a", Trouble::kNotFound},
    {"isn't in", Trouble::kNotFound},
    {"does not have a", Trouble::kNotFound},
    {"couldn't find", Trouble::kNotFound},
    {"could not find", Trouble::kNotFound},
    {"not found", Trouble::kNotFound},
    {"no item found", Trouble::kNotFound},
    {"no vault found", Trouble::kNotFound},
    {"dial tcp", Trouble::kNetwork},
    {"no such host", Trouble::kNetwork},
    {"network", Trouble::kNetwork},
    {"timeout", Trouble::kNetwork},
    {"connecting to desktop app", Trouble::kUnavailable},
}};

std::string hint_for(std::optional<Trouble> trouble, bool has_token) {
  if (trouble == Trouble::kExpiredLogin) {
    return has_token ? "the service account's token is wrong, expired or revoked: give the provider a new one"
                     : "sign in with `op signin`, or turn on the app's integration with the 1Password CLI; on a server "
                       "use a service account";
  }
  if (trouble == Trouble::kUnavailable) return "start the 1Password app, unlock it, and try again";
  if (trouble == Trouble::kRefused) return "several have this name: write the id in place of the name";
  return {};
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equals_ignore_case(text.substr(0, start.size()), start);
}

}  // namespace

std::string_view onepassword_complaint(std::string_view errors) {
  constexpr std::string_view kMark = "[ERROR] ";
  constexpr std::string_view kTime = "2026/01/02 03:04:05 ";
  const std::size_t at = errors.find(kMark);
  if (at != std::string_view::npos) {
    errors.remove_prefix(at + kMark.size());
    if (errors.size() > kTime.size() && errors[4] == '/' && errors[13] == ':') errors.remove_prefix(kTime.size());
  }
  return trim(errors.substr(0, errors.find('\n')));
}

std::optional<Trouble> onepassword_trouble(std::string_view complaint) {
  const std::string text = to_lower(complaint);
  for (const Phrase& phrase : kPhrases) {
    if (text.find(phrase.text) != std::string::npos) return phrase.trouble;
  }
  return std::nullopt;
}

OnePasswordCli::OnePasswordCli(OnePasswordCliSettings settings, ProviderContext context, std::string service)
    : settings_(std::move(settings)), context_(std::move(context)), transport_(context_, std::move(service)) {
  transport_.hide(settings_.service_account_token.expose());
}

Error OnePasswordCli::complaint(std::string_view errors, std::string_view subject) {
  const std::string_view said = onepassword_complaint(errors);
  // Names that the user chose may hold any of the phrases.
  const std::string without_subject = subject.empty() ? std::string(said) : replace_all(said, subject, "");
  const auto trouble = onepassword_trouble(without_subject);
  login_failed_ = trouble == Trouble::kExpiredLogin;
  const bool has_token = !settings_.service_account_token.empty() || context_.environment(kToken).has_value();
  return transport_.trouble(trouble.value_or(Trouble::kRefused), subject,
                            said.empty() ? "op gave no reason" : std::string_view(said), hint_for(trouble, has_token));
}

Result<SecretString> OnePasswordCli::run(std::vector<std::string> words, std::string_view subject) {
  words.insert(words.begin(), settings_.program);
  if (!settings_.account.empty()) words.insert(words.end(), {"--account", settings_.account});
  // A Connect server would go before everything else; a format or debugging would change what is printed.
  std::vector<std::string> changes = {"OP_CONNECT_HOST", "OP_CONNECT_TOKEN", "OP_FORMAT", "OP_DEBUG", "OP_ACCOUNT"};
  if (!settings_.service_account_token.empty()) {
    changes.push_back(fmt::format("{}={}", kToken, settings_.service_account_token.expose()));
  } else if (!settings_.account.empty()) {
    changes.emplace_back(kToken);  // it would go before the account
  } else {
    changes.pop_back();
  }
  auto result = context_.run(words, changes);
  for (std::string& change : changes) wipe_text(change);
  if (!result) {
    Error error = with_context(std::move(result).error(), transport_.service());
    if (error.code == ErrorCode::kNotFound) {
      error.hint = "install the 1Password CLI, or set program to its path; a Connect server needs none";
    }
    return error;
  }
  if (result->exit_code != 0) return complaint(result->errors, subject);
  return std::move(result->output);
}

Result<json::value> OnePasswordCli::run_json(std::vector<std::string> words, std::string_view subject) {
  words.insert(words.end(), {"--format", "json"});
  SIGNET_TRY(const SecretString output, run(std::move(words), subject));
  auto document = parse_secret_json(output.expose(), "the output of op");
  if (!document) return transport_.trouble(Trouble::kBadAnswer, subject, document.error().message);
  return document;
}

Result<std::vector<OnePasswordNamed>> OnePasswordCli::read_list(std::vector<std::string> words, std::string_view name,
                                                                std::string_view subject) {
  SIGNET_TRY(const json::value answer, run_json(std::move(words), subject));
  if (!answer.is_array()) return transport_.trouble(Trouble::kBadAnswer, subject, "a list was expected");
  return read_named(answer, name);
}

Result<SecretString> OnePasswordCli::fetch(std::string_view text) {
  SIGNET_TRY(const OnePasswordReference reference, parse_onepassword_reference(text));
  return run({"read", "--no-newline", reference.uri()}, reference.uri());
}

std::vector<Result<SecretString>> OnePasswordCli::fetch_all(std::span<const std::string> references) {
  std::vector<Result<SecretString>> values;
  values.reserve(references.size());
  login_failed_ = false;
  for (const std::string& reference : references) {
    if (login_failed_) {
      values.emplace_back(values.back().error());
    } else {
      values.push_back(fetch(reference));
    }
  }
  return values;
}

Result<std::vector<Listed>> OnePasswordCli::list(std::string_view prefix, std::size_t limit) {
  const OnePasswordPrefix parts = read_onepassword_prefix(prefix);
  std::vector<Listed> listed;
  SIGNET_TRY(const std::vector<OnePasswordNamed> vaults, read_list({"vault", "list"}, "name", "vaults"));
  for (const OnePasswordNamed& vault : vaults) {
    const bool is_meant = parts.names_vault ? equals_ignore_case(vault.name, parts.vault) || vault.id == parts.vault
                                            : starts_with_ignoring_case(vault.name, parts.vault);
    if (!is_meant || listed.size() >= limit) continue;
    SIGNET_TRY(const std::vector<OnePasswordNamed> items,
               read_list({"item", "list", "--vault=" + vault.id}, "title", vault.name));
    if (parts.names_item) {
      SIGNET_TRY(const OnePasswordNamed item, choose_named(items, parts.item, "item", transport_));
      // Behind "--" nothing is an option.
      SIGNET_TRY(const json::value document,
                 run_json({"item", "get", "--vault=" + vault.id, "--", item.id}, item.name));
      if (document.is_object()) {
        listed = list_item(document.get_object(), fmt::format("{}/{}/", parts.vault, parts.item));
      }
    } else {
      list_items(listed, items, parts.names_vault ? parts.vault : vault.name, vault.id);
    }
    keep_listed(listed, prefix, limit);
  }
  return listed;
}

Result<std::string> OnePasswordCli::test() {
  // With the desktop app `op whoami` may say "not signed in" while everything else works, so that it proves nothing.
  SIGNET_TRY(const std::vector<OnePasswordNamed> vaults, read_list({"vault", "list"}, "name", "vaults"));
  std::string who;
  if (const auto document = run_json({"whoami"}, "login"); document && document->is_object()) {
    const json::object& o = document->get_object();
    const std::string_view email = json::string_or(o, "email");
    const bool is_service = json::string_or(o, "user_type") == "SERVICE_ACCOUNT";
    who = fmt::format(" as {}{}{} at {}", is_service ? "a service account" : email,
                      is_service && !email.empty() ? " " : "", is_service ? email : std::string_view(),
                      json::string_or(o, "url"));
  }
  return transport_.quote(
      fmt::format("signed in{} by op, with {} vault{}", who, vaults.size(), vaults.size() == 1 ? "" : "s"));
}

}  // namespace signet::vault
