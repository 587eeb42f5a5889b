// `signet app`: the app in the browser.
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct AppArguments {
  std::string listen = "127.0.0.1:0";
  std::string data;    ///< empty: below the user's data folder
  std::string server;  ///< empty: one within the app
  std::string vault;   ///< the vault's file; empty: see --help
  bool demo = false;
  bool no_open = false;
  bool json = false;
};

void declare_app_options(CLI::App& command, AppArguments& arguments);

/// Serves until Ctrl-C. 0; 1 when it cannot serve, 2 for wrong use.
int app_command(const AppArguments& arguments);

}  // namespace signet::cli
