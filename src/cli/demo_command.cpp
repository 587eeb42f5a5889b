#include "cli/demo_command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "cli/signals.h"
#include "cli/terminal.h"
#include "demo/server.h"

namespace signet::cli {

void declare_demo_options(CLI::App& command, DemoArguments& arguments) {
  command.add_option("--address", arguments.address, "Loopback address to listen on")->check(CLI::ValidIPV4);
  command.add_option("--http", arguments.http_port, "Port for HTTP (0: any free one)")->type_name("PORT");
  command.add_option("--https", arguments.https_port, "Port for HTTPS, self-signed (0: any free one)")
      ->type_name("PORT");
  command.add_flag("--json", arguments.json, "Print the ports as one JSON line");
  command.footer(R"(
Examples:
  signet demo-api --http 8080 --https 8443
  signet run examples/echo.postman_collection.json --env-var baseUrl=http://127.0.0.1:8080)");
}

int demo_command(const DemoArguments& arguments) {
  const std::atomic<bool>& stop = stop_requested();
  demo::Options options;
  options.address = arguments.address;
  options.http_port = arguments.http_port;
  options.https_port = arguments.https_port;
  auto server = demo::Server::start(options);
  if (!server) {
    print_error(server.error());
    return 1;
  }
  const std::uint16_t http = (*server)->http_port();
  const std::uint16_t https = (*server)->https_port();
  if (arguments.json) {
    fmt::print("{{\"http\":{},\"https\":{}}}\n", http, https);
  } else {
    fmt::print("demo API on http://{0}:{1} and https://{0}:{2} (self-signed); Ctrl-C ends it\n", arguments.address,
               http, https);
  }
  static_cast<void>(std::fflush(stdout));
  while (!stop.load()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return 0;
}

}  // namespace signet::cli
