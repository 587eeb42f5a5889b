// `signet login`, `signet logout` and `signet whoami`: sessions on team servers.
#pragma once

#include <string>

#include "base/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct LoginArguments {
  std::string server;  ///< else SIGNET_SERVER, else the only one signed in to
  std::string email;
  std::string password_file;
  std::string authority;  ///< --ca
  bool all = false;
  bool json = false;
};

void declare_login_options(CLI::App& command, LoginArguments& arguments);
void declare_logout_options(CLI::App& command, LoginArguments& arguments);
void declare_whoami_options(CLI::App& command, LoginArguments& arguments);

/// Each gives the exit code.
[[nodiscard]] int login_command(const LoginArguments& arguments);
[[nodiscard]] int logout_command(const LoginArguments& arguments);
[[nodiscard]] int whoami_command(const LoginArguments& arguments);

}  // namespace signet::cli
