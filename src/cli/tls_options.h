// The TLS options of commands that send requests: newman's --ssl-... and -k, and Signet's --tls-....
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/types.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// As given on the command line; nothing is opened yet.
struct TlsArguments {
  bool insecure = false;
  std::string client_cert_list;
  std::string client_cert;
  std::string client_key;
  std::string client_passphrase;
  std::string client_passphrase_file;
  std::string extra_ca_certs;
  bool no_system_ca = false;
  std::vector<std::string> protocols;
  std::vector<std::string> ciphers;
  std::vector<std::string> groups;
  std::vector<std::string> signature_algorithms;
  std::vector<std::string> alpn;
  std::string server_name;
  bool prefer_server_ciphers = false;
  std::vector<std::string> pins;
  std::vector<std::string> crls;
  std::string revocation;
};

void declare_tls_options(CLI::App& command, TlsArguments& arguments);

/// Puts the options into `settings`: names are checked and files read, so that what cannot work is told before the run.
/// Asks on the terminal for the passphrase of an encrypted client key when none was given.
[[nodiscard]] Status apply_tls_options(const TlsArguments& arguments, http::Settings& settings);

}  // namespace signet::cli
