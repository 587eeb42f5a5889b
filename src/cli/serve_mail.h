// The options of `signet serve` for sending mail, and a way to try them.
#pragma once

#include <optional>

#include "base/result.h"
#include "cli/serve_command.h"
#include "server/mail/smtp.h"

namespace signet::cli {

void declare_mail_options(CLI::App& command, ServeArguments& arguments);

/// Where mails are handed in, by --smtp or SIGNET_SMTP; nullopt without both. kInvalidInput for options that do not go
/// together, or a password on the command line.
[[nodiscard]] Result<std::optional<server::SmtpSettings>> smtp_settings(const ServeArguments& arguments);

/// Sends one mail to the address of --mail-test and prints what was said; 0 when the server took it.
[[nodiscard]] int mail_test(const ServeArguments& arguments);

}  // namespace signet::cli
