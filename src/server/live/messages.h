// What goes out over a live stream (docs/live.md): texts of JSON.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/elements/changes.h"
#include "server/front/channel.h"

namespace signet::server {

/// {"type":"change", ...}: with the members that listChanges gives.
[[nodiscard]] Channel::Text change_text(const WorkspaceChange& change);

/// {"type":"ready","last_seq":N}: all that was missed is sent.
[[nodiscard]] Channel::Text ready_text(std::int64_t last_seq);

/// Why the server ends a stream.
enum class EndReason : std::uint8_t {
  kSignedOut,  ///< the session or key has ended, or its account was disabled
  kNoAccess,   ///< no right to read it any more, or the workspace is gone: nobody outside can tell one from the other
  kStale,      ///< the database was put back to an earlier state: what the client has is not what happened
  kTooSlow,    ///< the client did not take what was sent
  kShutdown,   ///< this server ends; another one, or this one later, goes on
};

/// "signed_out", "no_access", "stale", "too_slow", "shutdown".
[[nodiscard]] std::string_view name_of(EndReason reason);

/// Sends {"type":"end","reason":"..."} and closes, with the code that fits.
void end_channel(Channel& channel, EndReason reason);

}  // namespace signet::server
