#include "app/agent/shown.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "report/cli/inspect.h"

namespace signet::app {

namespace {

constexpr std::size_t kConsoleWidth = 120;

std::string console_text(const json::array& messages) {
  std::string text;
  for (const json::value& message : messages) {
    if (!text.empty()) text += ' ';
    // As consoles do: a text stands as it is, anything else as it would be written in a program.
    text += message.is_string() ? std::string(message.get_string()) : report::inspect(message, kConsoleWidth);
  }
  return text;
}

/// Hints are written for `signet run`; the app has a page or a field where that has an option.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kInTheApp = {{
    {"with --ssl-extra-ca-certs", "in Settings, TLS"},
    {"the check off with --insecure", "“Check certificates” off in the request's settings"},
    {"the server took longer than --timeout-request allows",
     "the server took longer than the time limit in Settings, Network, allows"},
    {"give one with --ssl-client-cert and --ssl-client-key, or by host with --ssl-client-cert-list",
     "add one in Settings, TLS and certificates"},
    {"with --ssl-client-passphrase-file, or in the certificate list", "in Settings, TLS and certificates"},
    {"PEM files go with --ssl-client-cert and --ssl-client-key", "of PEM files, choose the certificate and its key"},
    {"add it with --tls-crl", "add it in Settings, TLS"},
    {"tlsEnabledProtocols or --tls-protocols", "“Protocols allowed” in the request's settings"},
    {"see tlsDisabledProtocols and tlsEnabledProtocols, or --tls-protocols",
     "see “Protocols allowed” and “Protocols taken away” in the request's settings"},
    {"tlsKeyPins or --tls-pin", "“Pinned keys” in the request's settings"},
    {"tlsServerName or --tls-server-name", "“Server name (SNI)” in the request's settings"},
    {"tlsRevocation (--tls-revocation)", "“Revocation” in the request's settings"},
    {"tlsCipherSelection (--tls-ciphers)", "“Cipher suites” in the request's settings"},
    {"with --timeout", "in Settings, Network"},
    {"; --unsafe-scripts runs them all the same", ""},
    {"add it with: signet vault add", "add it on the vault's page:"},
    {"to allow it: signet vault provider edit", "to allow it, edit the provider on the vault's page:"},
    {"to allow it: signet vault edit", "to allow it, edit it on the vault's page:"},
    {" --domain HOST", ""},
    {" --domain", ", and give it the domain"},
}};

}  // namespace

Error for_the_app(Error error) {
  for (const auto& [option, place] : kInTheApp) error.hint = replace_all(error.hint, option, place);
  return error;
}

std::string no_vault_notice(const std::set<std::string>& names) {
  if (names.empty()) return "";
  std::string placeholders;
  for (const std::string& name : names) {
    if (!placeholders.empty()) placeholders += ", ";
    placeholders += "{{vault:" + name + "}}";
  }
  return fmt::format(
      "you have no vault yet: {} was sent as it stands, without a secret. Make the vault by the lock at the top, put "
      "the "
      "secret in under that name, and send again",
      placeholders);
}

std::string join_notices(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + "; " + second;
}

json::object show_error(const Error& error) {
  return {{"message", error.message}, {"hint", for_the_app(error).hint}};
}

json::object show_error(const run::Exchange& exchange) {
  if (exchange.error) return show_error(*exchange.error);
  return {{"message", exchange.error_message}, {"hint", ""}};
}

json::object show_test(const script::Assertion& assertion) {
  const bool has_passed = !assertion.error && !assertion.skipped;
  return {{"name", assertion.name},
          {"passed", has_passed},
          {"skipped", assertion.skipped},
          {"error", assertion.error ? json::value(assertion.error->message) : json::value()}};
}

json::object show_console(const run::ConsoleWritten& written) {
  return {{"level", written.level}, {"text", console_text(written.messages)}};
}

json::object show_script_error(std::string_view listen, const script::ScriptError& error) {
  return {{"listen", listen},
          {"message", fmt::format("{}: {}", error.name, error.message)},
          {"line", error.line},
          {"column", error.column}};
}

}  // namespace signet::app
