#include "cli/inputs.h"

#include "base/file.h"
#include "cli/fetch.h"
#include "cli/signals.h"
#include "cli/workspace_inputs.h"

namespace signet::cli {

namespace {

void set_variables(model::VariableScope& scope, const std::vector<std::string>& pairs) {
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      scope.set(pair, nullptr);  // newman: a name alone is a variable without a value
    } else {
      scope.set(pair.substr(0, equals), json::value(pair.substr(equals + 1)));
    }
  }
}

Result<run::Bail> bail_mode(const RunArguments& arguments) {
  run::Bail mode;
  mode.stop = arguments.bail && arguments.bail_modifiers.empty();
  for (const std::string& modifier : arguments.bail_modifiers) {
    if (modifier != "failure" && modifier != "folder") {
      return fail(ErrorCode::kInvalidInput, fmt::format("--bail {} is not known", modifier),
                  "--bail takes nothing, folder, failure, or both with a comma");
    }
    (modifier == "folder" ? mode.abort : mode.stop) = true;
  }
  return mode;
}

Result<http::CookieJar> load_jar(const std::string& path) {
  if (path.empty()) return http::CookieJar();
  SIGNET_TRY(const std::string text, read_file(path));
  SIGNET_TRY(const json::value document, json::parse(text, path));
  return http::CookieJar::from_json(document, path);
}

Result<model::VariableScope> load_scope(const std::string& location, std::string_view kind,
                                        const std::vector<std::string>& pairs, const model::Fetch& fetch) {
  model::VariableScope scope;
  if (!location.empty()) {
    auto loaded = model::load_variables(location, fetch);
    if (!loaded) return with_context(std::move(loaded).error(), fmt::format("could not load {}", kind));
    scope = *std::move(loaded);
  }
  set_variables(scope, pairs);
  return scope;
}

Status load_from_files(const RunArguments& arguments, const model::Fetch& fetch, Inputs& inputs) {
  const bool has_key = !arguments.postman_api_key.empty();
  inputs.location = arguments.collection;
  auto collection = model::load_collection(postman_location(arguments.collection, "collections", has_key), fetch);
  if (!collection) return with_context(std::move(collection).error(), "could not load the collection");
  inputs.collection = std::make_unique<model::Collection>(*std::move(collection));
  SIGNET_TRY(inputs.options.environment, load_scope(postman_location(arguments.environment, "environments", has_key),
                                                    "the environment", arguments.env_vars, fetch));
  SIGNET_TRY(inputs.options.globals, load_scope(arguments.globals, "the globals", arguments.global_vars, fetch));
  return {};
}

Status take_from_workspace(const RunArguments& arguments, const model::Fetch& fetch, Inputs& inputs) {
  SIGNET_TRY(WorkspaceInputs shared, load_from_workspace(arguments, inputs.options.http));
  if (!shared.notice.empty()) fmt::print(stderr, "{}\n", shared.notice);
  inputs.location = std::move(shared.location);
  inputs.collection = std::make_unique<model::Collection>(std::move(shared.collection));
  inputs.options.environment = std::move(shared.environment);
  set_variables(inputs.options.environment, arguments.env_vars);
  inputs.options.globals = std::move(shared.globals);
  if (!arguments.globals.empty()) {
    SIGNET_TRY(inputs.options.globals, load_scope(arguments.globals, "the globals", {}, fetch));
  }
  set_variables(inputs.options.globals, arguments.global_vars);
  return {};
}

}  // namespace

Result<http::Settings> network_settings(const RunArguments& arguments) {
  http::Settings settings;
  settings.follow_redirects = !arguments.ignore_redirects;
  settings.timeout_ms = arguments.timeout_request_ms;
  settings.http_version = arguments.http_version;
  settings.proxy.url = arguments.proxy;
  settings.proxy.no_proxy = arguments.no_proxy;
  SIGNET_CHECK(apply_tls_options(arguments.tls, settings));
  if (!arguments.max_response_size.empty()) {
    SIGNET_TRY(settings.max_response_bytes, parse_size(arguments.max_response_size));
  }
  return settings;
}

script::Options sandbox_options(const RunArguments& arguments) {
  script::Options options;
  options.unsafe = arguments.unsafe_scripts;
  options.top_level_await = arguments.top_level_await;
  return options;
}

Result<Inputs> load_inputs(const RunArguments& arguments) {
  Inputs inputs;
  run::RunOptions& options = inputs.options;
  SIGNET_TRY(options.http, network_settings(arguments));
  SIGNET_TRY(options.bail, bail_mode(arguments));
  const model::Fetch fetch = make_fetch(options.http, arguments.postman_api_key);
  SIGNET_CHECK(arguments.team.workspace.empty() ? load_from_files(arguments, fetch, inputs)
                                                : take_from_workspace(arguments, fetch, inputs));
  options.collection = inputs.collection.get();
  if (!arguments.data.empty()) {
    auto data = model::load_data(arguments.data, fetch);
    if (!data) return with_context(std::move(data).error(), "could not load the iteration data");
    inputs.data = *std::move(data);
    options.data = inputs.data.get();
  }
  SIGNET_TRY(inputs.jar, load_jar(arguments.cookie_jar));
  options.iterations = arguments.iterations;
  options.folders = arguments.folders;
  options.delay_request_ms = arguments.delay_request_ms;
  options.timeout_ms = arguments.timeout_ms;
  options.timeout_script_ms = arguments.timeout_script_ms;
  options.files.working_dir =
      arguments.working_dir.empty() ? std::filesystem::current_path() : std::filesystem::path(arguments.working_dir);
  options.files.allow_outside = !arguments.no_insecure_file_read;
  options.sandbox = sandbox_options(arguments);
  options.parallel = arguments.parallel;
  options.stop = &stop_requested();
  return inputs;
}

}  // namespace signet::cli
