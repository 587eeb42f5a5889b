// The options of `signet run`: newman's by name and meaning, and Signet's own.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/tls_options.h"
#include "cli/vault/run_options.h"
#include "cli/workspace_access.h"
#include "report/reporters.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// What was given on the command line, as text and numbers; nothing is opened yet.
struct RunArguments {
  std::string collection;
  std::string environment;
  std::string globals;
  std::string data;
  std::vector<std::string> reporters = {"cli"};
  std::map<std::string, report::ReporterOptions> reporter_options;  ///< by reporter; "" holds those for all
  std::optional<int> iterations;
  std::vector<std::string> folders;
  std::vector<std::string> global_vars;
  std::vector<std::string> env_vars;
  std::string export_environment;
  std::string export_globals;
  std::string export_collection;
  std::string export_cookie_jar;
  std::string cookie_jar;
  std::string postman_api_key;
  bool bail = false;
  std::vector<std::string> bail_modifiers;
  bool ignore_redirects = false;
  bool suppress_exit_code = false;
  bool silent = false;
  bool disable_unicode = false;
  std::string colour = "auto";
  int delay_request_ms = 0;
  int timeout_ms = 0;
  int timeout_request_ms = 0;
  int timeout_script_ms = 0;
  std::string working_dir;
  bool no_insecure_file_read = false;
  TlsArguments tls;
  bool verbose = false;
  // Signet's own.
  int parallel = 1;
  bool watch = false;
  bool json = false;
  bool unsafe_scripts = false;
  bool top_level_await = false;
  std::string proxy;
  std::string no_proxy;
  std::string http_version;
  std::string max_response_size;
  VaultRunArguments vault;
  WorkspaceArguments team;  ///< with a workspace: what collection and environment are taken from
  bool reveal_secrets = false;
};

/// Declares the options on `command`, to be filled into `arguments` when it parses.
void declare_run_options(CLI::App& command, RunArguments& arguments);

/// Takes `--reporter-NAME-OPTION [value]` out of the words, as newman does: NAME must be one of `reporters`, or the
/// option is for all of them. Names become kebab-case keys ("no-summary", "export").
[[nodiscard]] std::map<std::string, report::ReporterOptions> take_reporter_options(
    std::vector<std::string>& words, const std::vector<std::string>& reporters);

/// "10MB", "512kB", "4096" in bytes (decimal units).
[[nodiscard]] Result<std::uint64_t> parse_size(const std::string& text);

}  // namespace signet::cli
