// Whoever sits at the terminal and can sign in for OAuth 2.0.
#pragma once

#include <memory>

#include "http/oauth2/context.h"

namespace signet::cli {

/// Opens addresses by xdg-open (or the program that BROWSER names) and tells on standard error. Null when standard
/// error is no terminal or CI is set: then nobody could answer.
[[nodiscard]] std::unique_ptr<http::oauth2::Person> person_at_terminal();

}  // namespace signet::cli
