#include "cli/login_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/team/sign_ins.h"
#include "app/team/team_client.h"
#include "base/json.h"
#include "base/secret_memory.h"
#include "base/time.h"
#include "cli/environment.h"
#include "cli/terminal.h"
#include "cli/vault/place.h"
#include "cli/vault/provider_context.h"
#include "cli/workspace_access.h"

namespace signet::cli {

namespace {

constexpr int kExitWrongUse = 2;

std::string server_of(const LoginArguments& arguments) {
  return arguments.server.empty() ? environment("SIGNET_SERVER") : arguments.server;
}

Result<app::TeamClient> client_for(std::string_view server, const std::string& authority) {
  return app::TeamClient::make(ProviderWorld().context(), server, authority);
}

/// The sign-in that the command line means; its address as it is stored.
Result<app::SignIn> sign_in_of(const LoginArguments& arguments) {
  const std::string server = server_of(arguments);
  if (server.empty()) return sign_ins().find("");
  SIGNET_TRY(const app::TeamClient client, client_for(server, ""));
  return sign_ins().find(client.server());
}

Result<app::SignedIn> ask_for_code(app::TeamClient& client, const app::CodeWanted& wanted) {
  if (!can_prompt()) {
    return fail(ErrorCode::kInvalidInput, "the account has a second factor, and nobody can be asked for the code",
                "programs use an API key, which needs no second factor: make one in the account settings");
  }
  SIGNET_TRY(const SecretString code, prompt_secret("Code of the authenticator app, or a recovery code: "));
  return client.give_code(wanted.ticket, code, app::SessionKind::kCommandLine);
}

Result<int> login(const LoginArguments& arguments) {
  const std::string server = server_of(arguments);
  if (server.empty()) {
    return fail(ErrorCode::kInvalidInput, "which server?", "signet login https://signet.example.com");
  }
  const std::string authority =
      arguments.authority.empty() ? "" : std::filesystem::absolute(arguments.authority).lexically_normal().string();
  SIGNET_TRY(app::TeamClient client, client_for(server, authority));
  if (!can_prompt() && (arguments.email.empty() || arguments.password_file.empty())) {
    return fail(ErrorCode::kInvalidInput, "nobody can be asked for the e-mail address and the password",
                "give --email and --password-file, or use an API key, which needs no sign-in");
  }
  SIGNET_TRY(const std::string email,
             arguments.email.empty()
                 ? prompt_line(fmt::format("E-mail address of your account on {}: ", client.server()))
                 : Result<std::string>(arguments.email));
  SIGNET_TRY(const SecretString password,
             arguments.password_file.empty() ? prompt_secret("Password: ") : read_secret_line(arguments.password_file));
  SIGNET_TRY(auto outcome, client.sign_in(email, password, app::SessionKind::kCommandLine));
  if (const auto* wanted = std::get_if<app::CodeWanted>(&outcome)) {
    SIGNET_TRY(app::SignedIn with_code, ask_for_code(client, *wanted));
    outcome = std::move(with_code);
  }
  app::SignedIn in = std::get<app::SignedIn>(std::move(outcome));
  const auto left = in.recovery_codes_left;
  app::SignIn kept{client.server(), email, in.session, authority, unix_now_ms(), in.token.clone()};
  auto before = sign_ins().put(std::move(kept));
  if (!before) {
    (void)client.sign_out(in.token);  // a session that nobody can end by this program would stay
    return before.error();
  }
  if (*before) (void)client.sign_out((*before)->token);
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(
                           json::object{{"server", client.server()}, {"email", email}, {"session", in.session}}));
    return 0;
  }
  fmt::print("signed in to {} as {}\n", client.server(), email);
  if (left) fmt::print("that was a recovery code; {} are left\n", *left);
  return 0;
}

/// Ends one session; the server may be gone, and the token is forgotten all the same.
Status end(const app::SignIn& sign_in) {
  SIGNET_TRY(app::TeamClient client, client_for(sign_in.server, sign_in.authority));
  const Status ended = client.sign_out(sign_in.token);
  SIGNET_TRY([[maybe_unused]] const bool removed, sign_ins().remove(sign_in.server));
  if (ended) return {};
  Error error = ended.error();
  error.hint = fmt::format("the token is forgotten here; end session {} in the account settings", sign_in.session);
  return error;
}

Result<int> logout(const LoginArguments& arguments) {
  std::vector<app::SignIn> to_end;
  if (arguments.all) {
    SIGNET_TRY(to_end, sign_ins().list());
  } else {
    SIGNET_TRY(app::SignIn one, sign_in_of(arguments));
    to_end.push_back(std::move(one));
  }
  int code = 0;
  json::array ended;
  for (const app::SignIn& one : to_end) {
    if (const Status status = end(one); !status) {
      print_error(status.error());
      code = 1;
      continue;
    }
    ended.emplace_back(one.server);
    if (!arguments.json) fmt::print("signed out of {}\n", one.server);
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json::object{{"signed_out", std::move(ended)}}));
  return code;
}

json::object describe(const app::SignIn& one, const Result<app::Account>& account) {
  json::object out{{"server", one.server},
                   {"email", one.email},
                   {"session", one.session},
                   {"signed_in", iso_time(one.signed_in_ms)},
                   {"is_valid", account.ok()}};
  if (account) {
    out["name"] = account->name;
    out["email"] = account->email;
    out["has_two_factor"] = account->has_two_factor;
    out["is_admin"] = account->is_admin;
  } else {
    out["error"] = account.error().message;
  }
  return out;
}

Result<app::Account> ask_account(const app::SignIn& one) {
  SIGNET_TRY(app::TeamClient client, client_for(one.server, one.authority));
  return client.account(one.token);
}

Result<int> whoami(const LoginArguments& arguments) {
  std::vector<app::SignIn> shown;
  if (server_of(arguments).empty()) {
    SIGNET_TRY(shown, sign_ins().list());
    if (shown.empty()) return sign_ins().find("").error();
  } else {
    SIGNET_TRY(app::SignIn one, sign_in_of(arguments));
    shown.push_back(std::move(one));
  }
  int code = 0;
  json::array all;
  for (const app::SignIn& one : shown) {
    const Result<app::Account> account = ask_account(one);
    if (!account) code = 1;
    if (arguments.json) {
      all.push_back(describe(one, account));
    } else if (account) {
      fmt::print("{}: {} <{}>{}{}\n", one.server, account->name, account->email,
                 account->has_two_factor ? ", with a second factor" : "", account->is_admin ? ", administrator" : "");
    } else {
      print_error(account.error());
    }
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(all));
  return code;
}

int finish(const Result<int>& code) {
  if (code) return *code;
  print_error(code.error());
  return code.error().code == ErrorCode::kNetwork || code.error().code == ErrorCode::kPermission ? 1 : kExitWrongUse;
}

void declare_server(CLI::App& command, LoginArguments& arguments) {
  command.add_option("server", arguments.server, "Its address; else SIGNET_SERVER, else the only one there is");
  command.add_flag("--json", arguments.json, "Print the outcome as JSON");
}

}  // namespace

void declare_login_options(CLI::App& command, LoginArguments& arguments) {
  declare_server(command, arguments);
  command.add_option("--email", arguments.email, "Of the account; else it is asked for");
  command
      .add_option("--password-file", arguments.password_file,
                  "Read the password from the first line of a file, or of standard input (-)")
      ->type_name("FILE");
  command.add_option("--ca", arguments.authority, "Trust the authorities of a PEM file too, for this server")
      ->type_name("FILE");
  command.footer(R"(
The password and the code of the second factor are asked for on the terminal. What is kept is the session's token, in a
file of yours alone ($XDG_DATA_HOME/signet/sign-ins.json); it ends after a week without use, or by signet logout. The
account settings list the session as of the command line. CI machines use an API key instead.

Examples:
  signet login https://signet.example.com
  signet login signet.example.com --email ada@example.com --ca company-ca.pem)");
}

void declare_logout_options(CLI::App& command, LoginArguments& arguments) {
  declare_server(command, arguments);
  command.add_flag("--all", arguments.all, "End the sessions on all servers");
  command.footer("\nExamples:\n  signet logout\n  signet logout --all");
}

void declare_whoami_options(CLI::App& command, LoginArguments& arguments) {
  declare_server(command, arguments);
  command.footer("\nExamples:\n  signet whoami\n  signet whoami signet.example.com --json");
}

int login_command(const LoginArguments& arguments) {
  keep_out_of_core_dumps();
  return finish(login(arguments));
}

int logout_command(const LoginArguments& arguments) {
  keep_out_of_core_dumps();
  return finish(logout(arguments));
}

int whoami_command(const LoginArguments& arguments) {
  keep_out_of_core_dumps();
  return finish(whoami(arguments));
}

}  // namespace signet::cli
