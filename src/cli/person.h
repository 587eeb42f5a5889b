// Whoever sits at the terminal: the browser, and who can sign in for OAuth 2.0 there.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "http/oauth2/context.h"

namespace signet::cli {

/// Starts the browser on an address, which every user of the machine can see, and does not wait for it: some stay until
/// their window closes. kNotFound when there is none.
[[nodiscard]] Status open_browser(const std::string& address);

/// Opens addresses by xdg-open (or the program that BROWSER names) and tells on standard error. Null when standard
/// error is no terminal or CI is set: then nobody could answer.
[[nodiscard]] std::unique_ptr<http::oauth2::Person> person_at_terminal();

}  // namespace signet::cli
