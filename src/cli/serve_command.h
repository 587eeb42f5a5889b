// `signet serve`: the team server.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/serve_audit_command.h"
#include "cli/serve_backup_command.h"
#include "cli/serve_database.h"
#include "cli/serve_keys_command.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct ServeArguments {
  std::vector<std::string> listen;
  DatabaseArguments where;
  std::string sign_up = "invitation";
  std::string public_url;
  std::string smtp;
  std::string smtp_from;
  std::string smtp_ca;
  std::string smtp_password_file;
  std::string mail_test;
  std::string tls_cert;
  std::string tls_key;
  std::vector<std::string> trusted_proxies;
  std::string proxy_headers = "x-forwarded";
  std::vector<std::string> metrics_listen;
  std::vector<std::string> metrics_allow;
  std::string access_log = "-";
  unsigned workers = 0;
  unsigned grace_seconds = 30;
  bool plain_http = false;
  bool smtp_plain = false;
  bool json = false;
  bool openapi = false;
  BackupArguments backup;
  AuditArguments audit;
  KeysArguments keys;
  /// What to do in the place of serving; set by the sub-command that was parsed.
  std::function<Result<int>()> action;
};

void declare_serve_options(CLI::App& command, ServeArguments& arguments);

/// Serves until SIGINT or SIGTERM, then finishes what runs; SIGHUP reads the certificate again.
[[nodiscard]] int serve_command(const ServeArguments& arguments);

}  // namespace signet::cli
