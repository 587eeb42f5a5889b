#include "cli/serve_mail.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/ids.h"
#include "base/time.h"
#include "cli/environment.h"
#include "cli/terminal.h"
#include "server/mail/email.h"
#include "server/secret_file.h"

namespace signet::cli {

namespace {

constexpr int kExitWrongUse = 2;

}  // namespace

void declare_mail_options(CLI::App& command, ServeArguments& arguments) {
  command
      .add_option(
          "--smtp", arguments.smtp,
          "Mail server: smtps://USER@HOST:465, or smtp://USER@HOST:587 with STARTTLS; or by SIGNET_SMTP, with a "
          "password (USER:PASSWORD@)")
      ->type_name("URL");
  command.add_option("--smtp-password-file", arguments.smtp_password_file, "The user's password (mode 0600)")
      ->type_name("FILE");
  command.add_option("--smtp-from", arguments.smtp_from, "The sender's address of mails")->type_name("ADDRESS");
  command.add_option("--smtp-ca", arguments.smtp_ca, "Authorities of the mail server's certificate, PEM")
      ->type_name("FILE");
  command.add_flag("--smtp-plain", arguments.smtp_plain, "Hand mails in without TLS, also to another machine");
  command.add_option("--mail-test", arguments.mail_test, "Send one mail there, print what was said, and end")
      ->type_name("ADDRESS");
}

Result<std::optional<server::SmtpSettings>> smtp_settings(const ServeArguments& arguments) {
  const bool is_given = !arguments.smtp.empty();
  const SecretString address = is_given ? SecretString(arguments.smtp) : secret_environment("SIGNET_SMTP");
  if (address.empty()) return std::optional<server::SmtpSettings>();
  SIGNET_TRY(server::SmtpSettings settings, server::parse_smtp_address(address, arguments.smtp_plain));
  if (is_given && !settings.password.empty()) {
    return fail(ErrorCode::kInvalidInput, "a password does not belong on a command line",
                "give the address in SIGNET_SMTP, or the password by --smtp-password-file");
  }
  if (!arguments.smtp_password_file.empty()) {
    SIGNET_TRY(settings.password, server::read_secret_file(arguments.smtp_password_file, "the mail server's password"));
  }
  const auto from = server::parse_email(arguments.smtp_from);
  if (!from) {
    return fail(ErrorCode::kInvalidInput, "mails need a sender's address", "give --smtp-from signet@example.com");
  }
  settings.from = from->shown;
  settings.ca_file = arguments.smtp_ca;
  if (arguments.public_url.empty() && arguments.mail_test.empty()) {
    return fail(ErrorCode::kInvalidInput, "mails need the server's own address for their links",
                "give --public-url https://signet.example.com");
  }
  return std::optional(std::move(settings));
}

int mail_test(const ServeArguments& arguments) {
  auto settings = smtp_settings(arguments);
  if (settings && !*settings) {
    settings = fail(ErrorCode::kInvalidInput, "no mail server is given", "give --smtp, or SIGNET_SMTP");
  }
  if (!settings) {
    print_error(settings.error());
    return kExitWrongUse;
  }
  server::LeasedMail mail;
  mail.id = make_uuid();
  mail.created_ms = unix_now_ms();
  mail.mail.to = arguments.mail_test;
  mail.mail.subject = "A mail to try Signet's settings";
  mail.mail.text = "This server can send mail.\n";
  mail.mail.html = "<!doctype html><p>This server can send mail.</p>\n";
  server::SmtpSender sender(**std::move(settings));
  const server::Delivery delivery = sender.send(mail);
  for (const std::string& line : sender.dialogue()) fmt::print("{}\n", line);
  if (!delivery.status) {
    print_error(delivery.status.error());
    return 1;
  }
  fmt::print("The mail server took the mail to {}.\n", arguments.mail_test);
  return 0;
}

}  // namespace signet::cli
