#include "cli/app_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "app/agent/agent.h"
#include "base/file.h"
#include "base/secret_memory.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/person.h"
#include "cli/steering_signals.h"
#include "cli/terminal.h"
#include "cli/vault/place.h"
#include "cli/vault/provider_context.h"
#include "cli/web_app.h"
#include "demo/server.h"
#include "tls/settings.h"

namespace signet::cli {

namespace {

constexpr int kExitWrongUse = 2;
constexpr unsigned kOwnerAlone = 0600;
constexpr std::chrono::seconds kGrace{10};

void notice(std::string_view text) {
  fmt::print(stderr, "signet app: {}\n", text);
}

/// The agent does whatever its page asks: it is never to be reached from another machine.
Result<std::uint16_t> port_of(std::string_view listen) {
  constexpr std::string_view kLoopback = "127.0.0.1:";
  const Error refused = fail(ErrorCode::kInvalidInput, fmt::format("--listen {} cannot be", listen),
                             "give 127.0.0.1:PORT: the app is for this machine's user alone");
  if (!listen.starts_with(kLoopback)) return refused;
  const std::string_view digits = listen.substr(kLoopback.size());
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return refused;
  return port;
}

/// The demo API of this machine, and a workspace that is about it.
struct Demo {
  std::unique_ptr<demo::Server> server;
  app::SampleWorkspace workspace;
  std::string authority;  ///< a file with the API's certificate
};

Result<Demo> start_demo(const std::filesystem::path& data) {
  SIGNET_TRY(auto server, demo::Server::start({}));
  Demo demo{std::move(server), {"Sample", {}, {}}, (data / "demo-api.pem").string()};
  SIGNET_CHECK(write_file(demo.authority, demo.server->certificate_pem()));
  demo.workspace.values = {{"baseUrl", fmt::format("http://127.0.0.1:{}", demo.server->http_port())},
                           {"secureUrl", fmt::format("https://127.0.0.1:{}", demo.server->https_port())}};
  for (const app::WebFile& file : embedded_samples()) {
    demo.workspace.files.push_back({std::string(file.path.substr(1)), std::string(file.bytes)});
  }
  return demo;
}

/// Below the user's data, apart from the demo's, which is nobody's work.
std::filesystem::path data_folder(const AppArguments& arguments) {
  if (!arguments.data.empty()) return arguments.data;
  return user_folder("XDG_DATA_HOME", ".local/share") / "signet" / (arguments.demo ? "demo" : "app");
}

/// Opens the browser by a file that only its user can read: what is on a command line, all users see.
Status open_in_browser(const SecretString& address, const std::filesystem::path& file) {
  const SecretString page(fmt::format(
      "<!doctype html><meta charset=\"utf-8\"><title>Signet</title><meta http-equiv=\"refresh\" content=\"0; url={}\">",
      address.expose()));
  SIGNET_CHECK(write_file(file, page.expose(), kOwnerAlone));
  std::error_code error;
  return open_browser("file://" + std::filesystem::absolute(file, error).string());
}

/// The user's own vault; one that lies with the data when those are told, or nobody's.
app::VaultPlaces vault_places(const AppArguments& arguments, const std::filesystem::path& data) {
  const bool is_apart =
      arguments.vault.empty() && environment("SIGNET_VAULT").empty() && (arguments.demo || !arguments.data.empty());
  if (is_apart) return {data / "vault.signet", data / "vault-state"};
  return {store_at({arguments.vault, "", ""}).file(), vault_state_folder()};
}

Result<app::AgentOptions> agent_options(const AppArguments& arguments, const std::vector<app::WebFile>& files) {
  app::AgentOptions options;
  SIGNET_TRY(options.port, port_of(arguments.listen));
  options.data = data_folder(arguments);
  if (!arguments.demo) options.server = arguments.server.empty() ? environment("SIGNET_SERVER") : arguments.server;
  SIGNET_CHECK(server::make_data_folder(options.data));
  options.sign_ins = options.data / "sign-ins.json";
  options.sending.files = options.data / "files";
  SIGNET_CHECK(server::make_data_folder(options.sending.files));
  options.vault = vault_places(arguments, options.data);
  if (!arguments.no_open && !arguments.json) {
    options.open_in_browser = [file = options.data / "open-vault.html"](const SecretString& address) {
      return open_in_browser(address, file);
    };
  }
  options.web_files = files;
  options.make_context = [world = ProviderWorld()] { return world.context(); };
  options.notice = notice;
  return options;
}

/// The port of the last start, 0 when it is not known: drafts that the browser keeps belong to the address with its
/// port.
std::uint16_t port_of_last_time(const std::filesystem::path& data) {
  constexpr std::uint64_t kMostBytes = 16;
  const auto text = read_file(data / "port", kMostBytes);
  const auto port = text ? port_of("127.0.0.1:" + *text) : Result<std::uint16_t>(text.error());
  return port ? *port : 0;
}

/// At the port of the last time, unless another one is wanted or it is taken.
Result<std::unique_ptr<app::Agent>> start_agent(const app::AgentOptions& options) {
  app::AgentOptions again = options;
  again.port = options.port == 0 ? port_of_last_time(options.data) : options.port;
  auto agent = app::Agent::start(again);
  if (!agent && agent.error().code == ErrorCode::kNetwork && again.port != options.port) {
    agent = app::Agent::start(options);
  }
  if (!agent) return agent;
  const Status kept = write_file(options.data / "port", fmt::format("{}", (*agent)->port()), kOwnerAlone);
  if (!kept) notice("the port is not remembered: " + kept.error().to_string());
  return agent;
}

void announce(const app::Agent& agent, const AppArguments& arguments, const std::filesystem::path& data) {
  if (arguments.json) {
    const json::object line{
        {"port", agent.port()}, {"url", agent.address().expose()}, {"vault_url", agent.vault_address().expose()}};
    fmt::print("{}\n", boost::json::serialize(line));
    static_cast<void>(std::fflush(stdout));
  } else {
    fmt::print(stderr, "Signet is at\n  {}\nThe address lets whoever has it work as you; Ctrl-C ends it.\n",
               agent.address().expose());
    if (arguments.no_open) fmt::print(stderr, "The vault is at\n  {}\n", agent.vault_address().expose());
  }
  if (arguments.no_open || arguments.json) return;
  const Status opened = open_in_browser(agent.address(), data / "open.html");
  if (!opened) notice(opened.error().to_string());
}

}  // namespace

void declare_app_options(CLI::App& command, AppArguments& arguments) {
  command
      .add_option("--listen", arguments.listen, "Where to serve the page, on this machine (the port of the last time)")
      ->type_name("127.0.0.1:PORT");
  command.add_option("--data", arguments.data, "Folder of the app's data")->type_name("FOLDER");
  command
      .add_option("--server", arguments.server,
                  "The team server to work on; else SIGNET_SERVER, else one within the app, for you alone")
      ->type_name("URL");
  command
      .add_option("--vault", arguments.vault,
                  "The vault's file; else SIGNET_VAULT, else your own, or with --demo or --data one beside the data")
      ->type_name("FILE");
  command.add_flag("--demo", arguments.demo, "Come with a sample workspace and an API for it, on data of its own")
      ->excludes("--server");
  command.add_flag("--no-open", arguments.no_open, "Do not open the browser");
  command.add_flag("--json", arguments.json, "Print port and address as one JSON line, and open no browser");
  command.footer(R"(
Serves the app to your browser until Ctrl-C. Only the page that it opens can use it.

Examples:
  signet app
  signet app --demo
  signet app --server https://signet.example.com
  signet app --listen 127.0.0.1:7777 --data ~/signet --no-open)");
}

int app_command(const AppArguments& arguments) {
  keep_out_of_core_dumps();
  const std::vector<app::WebFile> files = embedded_web_app();
  const SteeringSignals signals;
  auto options = agent_options(arguments, files);
  if (!options) {
    print_error(options.error());
    return kExitWrongUse;
  }
  const std::filesystem::path data = options->data;
  std::unique_ptr<demo::Server> demo;
  if (arguments.demo) {
    auto started = start_demo(data);
    if (!started) {
      print_error(started.error());
      return 1;
    }
    demo = std::move(started->server);
    options->sample = std::move(started->workspace);
    tls::Settings trusting;
    trusting.authorities = {started->authority};
    options->sending.network.tls = std::make_shared<const tls::Settings>(std::move(trusting));
  }
  auto agent = start_agent(*options);
  if (!agent) {
    print_error(agent.error());
    return agent.error().code == ErrorCode::kNetwork ? 1 : kExitWrongUse;
  }
  announce(**agent, arguments, data);
  while (signals.wait() == SIGHUP) continue;
  return (*agent)->stop(kGrace) ? 0 : 1;
}

}  // namespace signet::cli
