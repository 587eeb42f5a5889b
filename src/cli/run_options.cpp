#include "cli/run_options.h"

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace signet::cli {

namespace {

constexpr const char* kExamples = R"(
Examples:
  signet run orders.postman_collection.json -e staging.postman_environment.json
  signet run orders.json -d customers.csv -n 50 --folder "Checkout"
  signet run orders.json -r cli,junit,html --reporter-junit-export results.xml
  signet run https://example.com/orders.json --env-var baseUrl=http://127.0.0.1:8080
  signet run orders.json -d customers.csv --parallel 8 --bail
  signet run --workspace Orders --collection "Order API" --environment Staging
  cat orders.json | signet run - --json | jq .run.stats

Exit code: 0 all passed, 1 a test, script or request failed or the run could not start, 130 Ctrl-C.)";

/// newman's numbers are positive whole numbers.
CLI::Option* add_count(CLI::App& command, const std::string& name, int& value, const std::string& help) {
  return command.add_option(name, value, help)->check(CLI::PositiveNumber)->expected(0, 1)->type_name("N");
}

/// The parts of a comma list, trimmed, empty ones left out.
std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string& part : split(text, ',')) {
    if (const std::string_view trimmed = trim(part); !trimmed.empty()) parts.emplace_back(trimmed);
  }
  return parts;
}

void declare_inputs(CLI::App& command, RunArguments& a) {
  command
      .add_option("--collection,collection", a.collection,
                  "Collection: a file, a folder holding one, a URL, - for standard input, or with --workspace its name "
                  "or id there")
      ->required()
      ->type_name("COLLECTION");
  command
      .add_option("-e,--environment", a.environment,
                  "Environment file or URL, or with --workspace its name or id there")
      ->type_name("PATH")
      ->group("Input");
  command.add_option("-g,--globals", a.globals, "Globals file or URL")->type_name("PATH")->group("Input");
  command.add_option("-d,--iteration-data", a.data, "Data file for iterations, CSV or JSON")
      ->type_name("PATH")
      ->group("Input");
  command
      .add_option_function<int>(
          "-n,--iteration-count", [&a](int n) { a.iterations = n; }, "How many iterations to run")
      ->check(CLI::PositiveNumber)
      ->type_name("N")
      ->group("Input");
  command
      .add_option("--folder", a.folders, "Run only this folder or request, by name or id; may be given several times")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->group("Input");
  command.add_option("--env-var", a.env_vars, "Set an environment variable: key=value; may be given several times")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all()
      ->group("Input");
  command.add_option("--global-var", a.global_vars, "Set a global variable: key=value; may be given several times")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all()
      ->group("Input");
  command
      .add_option("--postman-api-key", a.postman_api_key,
                  "Key to load collections by UID from Postman's API; better in POSTMAN_API_KEY")
      ->envname("POSTMAN_API_KEY")
      ->type_name("KEY")
      ->group("Input");
  command
      .add_option("--working-dir", a.working_dir, "Folder that file bodies are relative to (default: the current one)")
      ->type_name("PATH")
      ->group("Input");
  command
      .add_flag("--no-insecure-file-read", a.no_insecure_file_read, "Refuse to read files outside the working folder")
      ->group("Input");
}

void declare_flow(CLI::App& command, RunArguments& a) {
  command
      .add_option_function<std::string>(
          "--bail",
          [&a](const std::string& modifiers) {
            a.bail = true;
            a.bail_modifiers = split_list(modifiers);
          },
          "Stop at the first failure; 'folder' also makes an unknown --folder or a script error end the run, "
          "'failure' stops after the failing request")
      ->expected(0, 1)
      ->type_name("[folder,failure]")
      ->group("Flow");
  add_count(command, "--delay-request", a.delay_request_ms, "Wait before each request, in milliseconds")->group("Flow");
  add_count(command, "--timeout", a.timeout_ms, "Longest time for the whole run, in milliseconds")->group("Flow");
  add_count(command, "--timeout-request", a.timeout_request_ms, "Longest time for one request, in milliseconds")
      ->group("Flow");
  add_count(command, "--timeout-script", a.timeout_script_ms, "Longest time for one script, in milliseconds")
      ->group("Flow");
  command.add_flag("-x,--suppress-exit-code", a.suppress_exit_code, "Exit with 0 whatever the run found")
      ->group("Flow");
  add_count(command, "--parallel", a.parallel, "Run iterations on N lanes at once; results stay in order")
      ->group("Flow");
  command.add_flag("--watch", a.watch, "Run again whenever the collection, environment, globals or data change")
      ->group("Flow");
  command
      .add_flag("--top-level-await", a.top_level_await,
                "Let scripts use await outside functions, as newer Postman versions do")
      ->group("Flow");
  command.add_flag("--unsafe-scripts", a.unsafe_scripts, "Run scripts even where this system cannot sandbox them")
      ->group("Flow");
}

void declare_output(CLI::App& command, RunArguments& a) {
  command
      .add_option_function<std::string>(
          "-r,--reporters", [&a](const std::string& names) { a.reporters = split_list(names); },
          "Reporters, comma separated: cli, json, junit, html, progress, tap, github")
      ->expected(0, 1)
      ->type_name("NAMES")
      ->group("Output");
  command.add_option("--reporter-NAME-OPTION", "Option of a reporter, e.g. --reporter-junit-export results.xml")
      ->group("Output");
  command.add_flag("--json", a.json, "Print the result as JSON on standard output, and nothing else")->group("Output");
  command.add_option("--export-environment", a.export_environment, "Write the final environment to this file")
      ->type_name("PATH")
      ->group("Output");
  command.add_option("--export-globals", a.export_globals, "Write the final globals to this file")
      ->type_name("PATH")
      ->group("Output");
  command.add_option("--export-collection", a.export_collection, "Write the collection that ran to this file")
      ->type_name("PATH")
      ->group("Output");
  command.add_option("--color", a.colour, "Coloured output")
      ->check(CLI::IsMember({"auto", "on", "off"}))
      ->group("Output");
  command.add_flag("--verbose", a.verbose, "Show headers, bodies and time phases of each request")->group("Output");
  command.add_flag("--silent", a.silent, "Print nothing on the terminal")->group("Output");
  command.add_flag("--reveal-secrets", a.reveal_secrets, "Show secret values in all outputs; refused in CI")
      ->group("Output");
  command.add_flag("--disable-unicode", a.disable_unicode, "Plain ASCII symbols")->group("Output");
}

void declare_network(CLI::App& command, RunArguments& a) {
  command.add_flag("--ignore-redirects", a.ignore_redirects, "Do not follow redirects")->group("Network");
  command.add_option("--cookie-jar", a.cookie_jar, "Cookies to start with (tough-cookie JSON)")
      ->type_name("PATH")
      ->group("Network");
  command.add_option("--export-cookie-jar", a.export_cookie_jar, "Write the final cookies to this file")
      ->type_name("PATH")
      ->group("Network");
  command
      .add_option("--proxy", a.proxy, "Proxy for all requests; without it http_proxy, https_proxy and no_proxy apply")
      ->type_name("URL")
      ->group("Network");
  command.add_option("--no-proxy", a.no_proxy, "Hosts that are reached without the proxy, comma separated")
      ->type_name("HOSTS")
      ->group("Network");
  command.add_option("--http-version", a.http_version, "HTTP version to ask for")
      ->check(CLI::IsMember({"http1", "http2", "auto"}))
      ->group("Network");
  command.add_option("--max-response-size", a.max_response_size, "Fail responses larger than this, e.g. 50MB")
      ->type_name("SIZE")
      ->group("Network");
}

std::string kebab_case(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      out += '-';
      out += static_cast<char>(c + 32);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void declare_run_options(CLI::App& command, RunArguments& arguments) {
  declare_inputs(command, arguments);
  declare_flow(command, arguments);
  declare_output(command, arguments);
  declare_network(command, arguments);
  declare_tls_options(command, arguments.tls);
  declare_vault_run_options(command, arguments.vault);
  declare_workspace_options(command, arguments.team);
  command.footer(kExamples);
}

std::map<std::string, report::ReporterOptions> take_reporter_options(std::vector<std::string>& words,
                                                                     const std::vector<std::string>& reporters) {
  constexpr std::string_view kPrefix = "--reporter-";
  std::map<std::string, report::ReporterOptions> options;
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with(kPrefix)) {
      kept.push_back(words[i]);
      continue;
    }
    std::string name = words[i].substr(kPrefix.size());
    std::string value;
    if (const std::size_t equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.erase(equals);
    } else if (i + 1 < words.size() && !words[i + 1].starts_with('-')) {
      value = words[++i];
    }
    const std::string reporter = name.substr(0, name.find('-'));
    const bool named = std::find(reporters.begin(), reporters.end(), reporter) != reporters.end();
    if (named && reporter.size() < name.size()) {
      options[reporter][kebab_case(name.substr(reporter.size() + 1))] = value;
    } else {
      options[""][kebab_case(name)] = value;
    }
  }
  words = std::move(kept);
  return options;
}

Result<std::uint64_t> parse_size(const std::string& text) {
  constexpr std::uint64_t kKilo = 1000;
  static const std::map<std::string, std::uint64_t> kUnits = {
      {"", 1}, {"b", 1}, {"kb", kKilo}, {"mb", kKilo * kKilo}, {"gb", kKilo * kKilo * kKilo}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = kUnits.find(to_lower(trim(std::string_view(text).substr(digits))));
  if (digits == 0 || digits > 15 || unit == kUnits.end()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not a size", text),
                "write a number with a unit: 500kB, 50MB, 1GB");
  }
  return std::stoull(text.substr(0, digits)) * unit->second;
}

}  // namespace signet::cli
