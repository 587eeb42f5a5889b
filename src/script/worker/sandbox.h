// Closes the worker off from the system: no files, no network, no processes, no executable memory. Scripts are
// untrusted and no packaged JavaScript engine is free of known holes, so this, not the engine, is the boundary.
#pragma once

#include <string>
#include <string_view>

namespace signet::worker {

/// What must be settled while the system is still open: limits, no core dumps, death with the parent, the time zone.
void prepare_process();

/// Installs the seccomp allow list on all threads. Empty on success, else why it could not be.
std::string close_sandbox();

/// Tries one forbidden thing ("open", "socket", "execve", "fork", "exec-memory" ...) as native code would, for tests.
/// Returns the errno it met; 0: it worked, which must never happen behind the sandbox.
int try_forbidden(std::string_view what);

}  // namespace signet::worker
