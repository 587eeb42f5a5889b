#include "cli/run_command.h"

#include <cstdio>

#include "cli/exports.h"
#include "cli/inputs.h"
#include "cli/person.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/vault/run_access.h"
#include "cli/watch.h"
#include "mask/mask.h"
#include "report/json_text.h"

namespace signet::cli {

namespace {

using Reporters = std::vector<std::unique_ptr<run::Reporter>>;

/// What every output goes through.
using Hide = std::function<std::string(std::string text)>;

Result<Reporters> make_reporters(const RunArguments& arguments, const Hide& hide) {
  Reporters reporters;
  const report::Terminal terminal = inspect_terminal(arguments);
  if (arguments.json) {
    SIGNET_TRY(auto reporter, report::make_reporter("json", {{"export", "/dev/stdout"}}, terminal, hide));
    reporters.push_back(std::move(reporter));
    return reporters;
  }
  for (const std::string& name : arguments.reporters) {
    report::ReporterOptions options;
    if (const auto own = arguments.reporter_options.find(name); own != arguments.reporter_options.end()) {
      options = own->second;
    }
    if (const auto all = arguments.reporter_options.find(""); all != arguments.reporter_options.end()) {
      for (const auto& [key, value] : all->second) options[key] = value;
    }
    SIGNET_TRY(auto reporter, report::make_reporter(name, options, terminal, hide));
    reporters.push_back(std::move(reporter));
  }
  return reporters;
}

Status write_exports(const RunArguments& arguments, const Inputs& inputs, const run::RunResult& result,
                     const Hide& hide) {
  const report::Masking masking(hide);
  const auto write = [&masking](const std::string& path, std::string_view kind, const json::value& document) -> Status {
    if (path.empty()) return {};
    return write_export(path, kind, masking.value(document));
  };
  SIGNET_CHECK(write(arguments.export_environment, "environment", export_scope(result.environment, "environment")));
  SIGNET_CHECK(write(arguments.export_globals, "globals", export_scope(result.globals, "globals")));
  SIGNET_CHECK(write(arguments.export_collection, "collection",
                     export_collection(*inputs.collection, result.collection_variables)));
  if (arguments.export_cookie_jar.empty()) return {};
  // Cookies are sessions: masking them would make the file useless, so it is only kept from other users (mode 0600).
  return write_export(arguments.export_cookie_jar, "cookie-jar", inputs.jar.to_json());
}

struct Finished {
  bool passed = false;
  bool interrupted = false;
};

/// One whole run. An Error means that it could not start or be reported.
Result<Finished> run_once(const RunArguments& arguments) {
  // The worker warms up while the files are read.
  auto session = script::Session::start(sandbox_options(arguments));
  if (!session) return std::move(session).error();
  SIGNET_TRY(Inputs inputs, load_inputs(arguments));
  SIGNET_TRY(const auto vault, open_for_run(arguments.vault, inputs, inputs.location));
  if (vault) inputs.options.vault = &vault->access();
  Mask mask;
  const Hide hide = [&mask, reveal = arguments.reveal_secrets](std::string text) {
    return reveal ? text : mask(std::move(text));
  };
  SIGNET_TRY(const Reporters reporters, make_reporters(arguments, hide));
  inputs.options.session = session->get();
  inputs.options.mask = &mask;
  const auto person = person_at_terminal();
  inputs.options.person = person.get();
  std::vector<run::Reporter*> listening;
  for (const auto& reporter : reporters) listening.push_back(reporter.get());
  run::RunResult result = run::run_collection(inputs.options, inputs.jar, listening);
  if (vault) vault->finish();
  if (result.error) {
    Error error = *std::move(result.error);
    error.message = hide(error.message);
    return error;
  }
  SIGNET_CHECK(write_exports(arguments, inputs, result, hide));
  if (result.report_error) return *std::move(result.report_error);
  return Finished{result.passed(), result.interrupted};
}

int exit_code(const Result<Finished>& finished, const RunArguments& arguments) {
  if (!finished) print_error(finished.error());
  if (stop_requested().load()) return kExitInterrupted;
  const bool passed = finished && finished->passed;
  return passed || arguments.suppress_exit_code ? 0 : 1;
}

}  // namespace

int run_command(RunArguments arguments) {
  (void)stop_requested();  // installs the handlers before any work
  if (arguments.reveal_secrets && is_in_environment("CI")) {
    print_error(fail(ErrorCode::kInvalidInput, "--reveal-secrets is refused on CI machines: their logs are kept",
                     "leave it out, or run this on your own machine"));
    return 1;
  }
  if (!arguments.watch) return exit_code(run_once(arguments), arguments);
  return watch_files({arguments.collection, arguments.environment, arguments.globals, arguments.data}, stop_requested(),
                     [&arguments] { return exit_code(run_once(arguments), arguments); });
}

}  // namespace signet::cli
