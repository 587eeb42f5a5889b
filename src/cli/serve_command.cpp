#include "cli/serve_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <thread>

#include "base/json.h"
#include "base/secret_memory.h"
#include "base/time.h"
#include "cli/serve_mail.h"
#include "cli/steering_signals.h"
#include "cli/terminal.h"
#include "server/api/openapi.h"
#include "server/server.h"

namespace signet::cli {
namespace {

constexpr int kExitWrongUse = 2;

void notice(std::string_view text) {
  const json::object line{{"time", iso_time(unix_now_ms())}, {"notice", text}};
  fmt::print(stderr, "{}\n", boost::json::serialize(line));
}

/// Passwords must not cross a network in the clear because an option was forgotten.
Status check_transport(const ServeArguments& arguments) {
  if (!arguments.tls_cert.empty() || !arguments.trusted_proxies.empty() || arguments.plain_http) return {};
  for (const std::string& text : arguments.listen) {
    SIGNET_TRY(const server::ListenAddress address, server::parse_listen_address(text));
    if (!address.loopback) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} would be served without TLS", text),
                  "give --tls-cert and --tls-key, or --trusted-proxy when a proxy speaks TLS, or --plain-http");
    }
  }
  return {};
}

Result<server::FrontOptions> front_options(const ServeArguments& arguments) {
  server::FrontOptions options;
  SIGNET_CHECK(check_transport(arguments));
  options.listen = arguments.listen;
  options.tls_certificate_file = arguments.tls_cert;
  options.tls_key_file = arguments.tls_key;
  options.trusted_proxies = arguments.trusted_proxies;
  options.proxy_headers =
      arguments.proxy_headers == "forwarded" ? server::ProxyHeaders::kForwarded : server::ProxyHeaders::kXForwarded;
  options.metrics_listen = arguments.metrics_listen;
  options.metrics_allow = arguments.metrics_allow;
  options.workers = arguments.workers;
  options.notice = notice;
  if (arguments.access_log != "none") {
    SIGNET_TRY(options.access_log, server::open_line_sink(arguments.access_log));
  }
  return options;
}

Result<server::ServerOptions> server_options(const ServeArguments& arguments) {
  server::ServerOptions options;
  SIGNET_TRY(options.front, front_options(arguments));
  options.data = data_folder(arguments.where);
  SIGNET_TRY(options.database, database_address(arguments.where));
  constexpr unsigned kFewestHashes = 2;
  constexpr unsigned kMostHashes = 8;  // of 64 MiB each
  options.accounts.hashes_at_once = std::clamp(std::thread::hardware_concurrency(), kFewestHashes, kMostHashes);
  options.public_url = arguments.public_url;
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  options.accounts.sign_up = arguments.sign_up == "open"     ? server::SignUpPolicy::kOpen
                             : arguments.sign_up == "closed" ? server::SignUpPolicy::kClosed
                                                             : server::SignUpPolicy::kByInvitation;
  SIGNET_TRY(options.smtp, smtp_settings(arguments));
  return options;
}

/// To the terminal of whoever starts the server, never into a log that is kept: it makes an administrator.
void show_first_admin_link(server::Server& server) {
  const auto link = server.first_admin_link();
  if (!link) {
    notice("no link for the first administrator: " + link.error().to_string());
  } else if (*link) {
    fmt::print(stderr,
               "There is no administrator yet. Sign up with this invitation, which works once, for 24 hours:\n  {}\n",
               (*link)->expose());
  }
}

/// Where the server can be reached, for people on standard error or for programs on standard output.
void announce(const server::Front& front, const ServeArguments& arguments) {
  if (arguments.json) {
    const json::object ports{
        {"ports", json::array(front.ports().begin(), front.ports().end())},
        {"metrics_ports", json::array(front.metrics_ports().begin(), front.metrics_ports().end())}};
    fmt::print("{}\n", boost::json::serialize(ports));
    static_cast<void>(std::fflush(stdout));
    return;
  }
  const std::string_view scheme = arguments.tls_cert.empty() ? "http" : "https";
  for (std::size_t i = 0; i < front.ports().size(); ++i) {
    const std::string& where = arguments.listen[i];
    fmt::print(stderr, "serving {}://{}:{}; Ctrl-C ends it\n", scheme, where.substr(0, where.rfind(':')),
               front.ports()[i]);
  }
}

int serve_until_told(server::Front& front, const ServeArguments& arguments, const SteeringSignals& signals) {
  while (signals.wait() == SIGHUP) {
    const Status reloaded = front.reload();
    notice(reloaded ? "the certificate was read again"
                    : "the certificate served before stays: " + reloaded.error().to_string());
  }
  notice("shutting down");
  return front.stop(std::chrono::seconds(arguments.grace_seconds)) ? 0 : 1;
}

void declare_sub_commands(CLI::App& command, ServeArguments& arguments) {
  CLI::App* backup = command.add_subcommand("backup", "Write all of a server's data into one file");
  declare_backup_options(*backup, arguments.backup);
  backup->callback([&] { arguments.action = [&] { return backup_command(arguments.backup); }; });
  CLI::App* restore = command.add_subcommand("restore", "Put a backup's data into a database");
  declare_restore_options(*restore, arguments.backup);
  restore->callback([&] { arguments.action = [&] { return restore_command(arguments.backup); }; });
  CLI::App* audit = command.add_subcommand("audit", "Check the audit log, or write it out");
  declare_audit_commands(*audit, arguments.audit, arguments.action);
  CLI::App* keys = command.add_subcommand("keys", "Make, show and replace the keys that data is sealed with");
  declare_keys_commands(*keys, arguments.keys, arguments.action);
  command.require_subcommand(0, 1);
}

}  // namespace

void declare_serve_options(CLI::App& command, ServeArguments& arguments) {
  command.add_option("--listen", arguments.listen, "Where to serve; may be given several times (127.0.0.1:8080)")
      ->type_name("HOST:PORT");
  command
      .add_option("--tls-cert", arguments.tls_cert, "Certificate with its intermediates, PEM; read again when changed")
      ->type_name("FILE");
  command.add_option("--tls-key", arguments.tls_key, "Its private key, PEM")->type_name("FILE");
  command.add_option("--trusted-proxy", arguments.trusted_proxies, "Proxies whose word on the client is taken")
      ->type_name("CIDR");
  command.add_option("--proxy-headers", arguments.proxy_headers, "Which headers these proxies write (x-forwarded)")
      ->check(CLI::IsMember({"x-forwarded", "forwarded"}))
      ->type_name("KIND");
  command.add_option("--metrics-listen", arguments.metrics_listen, "Where to serve /metrics, over plain HTTP")
      ->type_name("HOST:PORT");
  command.add_option("--metrics-allow", arguments.metrics_allow, "Clients that get /metrics on --listen too")
      ->type_name("CIDR");
  command.add_option("--access-log", arguments.access_log, "A file, - for standard output, or none (-)")
      ->type_name("FILE");
  command.add_option("--workers", arguments.workers, "Threads for requests (0: eight for each core, at least 32)")
      ->type_name("N");
  command.add_option("--grace", arguments.grace_seconds, "Time for running requests at the end (30)")
      ->type_name("SECONDS");
  declare_database_options(command, arguments.where);
  command.add_option("--sign-up", arguments.sign_up, "Who may sign up (invitation)")
      ->check(CLI::IsMember({"open", "invitation", "closed"}))
      ->type_name("WHO");
  command.add_option("--public-url", arguments.public_url, "The server's address for links in mails")->type_name("URL");
  declare_mail_options(command, arguments);
  command.add_flag("--plain-http", arguments.plain_http, "Serve without TLS on addresses that others can reach");
  command.add_flag("--json", arguments.json, "Print the ports as one JSON line");
  command.add_flag("--openapi", arguments.openapi, "Print the API's description (OpenAPI, YAML) and end");
  declare_sub_commands(command, arguments);
  command.footer(R"(
SIGTERM and Ctrl-C end it once running requests are done; SIGHUP reads the certificate again.

Examples:
  signet serve --listen 127.0.0.1:8080 --data /var/lib/signet
  signet serve --listen '*:443' --tls-cert chain.pem --tls-key key.pem --metrics-listen 127.0.0.1:9100
  signet serve --listen 10.0.0.5:8080 --trusted-proxy 10.0.0.0/24)");
}

int serve_command(const ServeArguments& given) {
  keep_out_of_core_dumps();  // it holds the master key, and for a moment people's passwords
  if (given.action) {
    const Result<int> code = given.action();
    if (code) return *code;
    print_error(code.error());
    return kExitWrongUse;
  }
  if (given.openapi) {
    fmt::print("{}", server::describe_as_yaml(server::all_routes(nullptr)));
    return 0;
  }
  if (!given.mail_test.empty()) return mail_test(given);
  ServeArguments arguments = given;
  if (arguments.listen.empty()) arguments.listen = {"127.0.0.1:8080"};
  std::unique_ptr<server::Server> server;
  int code = 0;
  {
    const SteeringSignals signals;
    auto options = server_options(arguments);
    if (!options) {
      print_error(options.error());
      return kExitWrongUse;
    }
    if (!options->smtp) notice("no --smtp is given: mails wait in the queue");
    auto started = server::Server::start(*std::move(options));
    if (!started) {
      print_error(started.error());
      return started.error().code == ErrorCode::kNetwork ? 1 : kExitWrongUse;
    }
    server = *std::move(started);
    announce(server->front(), arguments);
    show_first_admin_link(*server);
    code = serve_until_told(server->front(), arguments, signals);
  }
  return code;
}

}  // namespace signet::cli
