// The account of a server that runs within the agent for one person alone. Nobody has to sign up on his own machine:
// it is made at the first start, as the server's administrator, with a password that nobody has to know.
#pragma once

#include <filesystem>
#include <optional>

#include "app/agent/team_session.h"
#include "base/result.h"
#include "server/server.h"

namespace signet::app {

inline constexpr std::string_view kLocalEmail = "me@localhost.localdomain";

/// Signs in, or says that a code is wanted, once the person has set up a second factor. The password is in
/// `data`/local-account.json, which is the user's alone (0600), as the server's master key beside it is. kNotFound and
/// kPermission when it is not there or was changed: then the person signs in himself.
[[nodiscard]] Result<std::optional<CodeWanted>> sign_in_locally(TeamSession& session, server::Server& server,
                                                                const std::filesystem::path& data);

}  // namespace signet::app
