#include "app/agent/shown.h"

#include <fmt/format.h>

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

}  // namespace

json::object show_error(const Error& error) {
  return {{"message", error.message}, {"hint", error.hint}};
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
