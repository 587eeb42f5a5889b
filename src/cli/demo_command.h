// `signet demo-api`: a loopback API to try Signet on.
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct DemoArguments {
  std::string address = "127.0.0.1";
  std::uint16_t http_port = 0;
  std::uint16_t https_port = 0;
  bool json = false;
};

void declare_demo_options(CLI::App& command, DemoArguments& arguments);

/// Serves until Ctrl-C. Prints the addresses first, with --json as one line.
[[nodiscard]] int demo_command(const DemoArguments& arguments);

}  // namespace signet::cli
