// `signet tls`: what a TLS server takes, what is wrong with it, and whether it meets a minimum.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct TlsCommandArguments {
  std::string target;
  bool json = false;
  std::optional<std::string> server_name;
  std::vector<std::string> authorities;
  bool no_system_authorities = false;
  double timeout_seconds = 5;
  double max_time_seconds = 60;
  unsigned parallel = 8;
  std::string minimum;
  std::string min_protocol;
  bool forward_secrecy = false;
  std::optional<int> min_days;
  std::string colour = "auto";
  bool disable_unicode = false;
};

void declare_tls_command_options(CLI::App& command, TlsCommandArguments& arguments);

/// 0: the server meets the minimum and has no fault; 1: it does not; 2: wrong use, or the server cannot be reached.
[[nodiscard]] int tls_command(const TlsCommandArguments& arguments);

}  // namespace signet::cli
