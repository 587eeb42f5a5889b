// How parts of a run are shown to the page, alike for one request and for whole collections. Nothing is masked here.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "run/events.h"

namespace signet::app {

/// The same error, with a hint that names the app's pages and fields where it named options of `signet run`.
[[nodiscard]] Error for_the_app(Error error);
/// `{message, hint}`.
[[nodiscard]] json::object show_error(const Error& error);
/// The same of a request without an answer.
[[nodiscard]] json::object show_error(const run::Exchange& exchange);
/// `{name, passed, skipped, error}`.
[[nodiscard]] json::object show_test(const script::Assertion& assertion);
/// `{level, text}`.
[[nodiscard]] json::object show_console(const run::ConsoleWritten& written);
/// `{listen, message, line, column}`.
[[nodiscard]] json::object show_script_error(std::string_view listen, const script::ScriptError& error);

/// What to tell where {{vault:NAME}} was sent as it stands, as there is no vault; empty without names.
[[nodiscard]] std::string no_vault_notice(const std::set<std::string>& names);
/// Both, as sentences one after the other; either may be empty.
[[nodiscard]] std::string join_notices(const std::string& first, const std::string& second);

}  // namespace signet::app
