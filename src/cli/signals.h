// Ctrl-C: the first asks the work to end cleanly, the second ends the program at once.
#pragma once

#include <atomic>

namespace signet::cli {

/// Exit code of a run ended by Ctrl-C, as shells use it (128 + SIGINT).
inline constexpr int kExitInterrupted = 130;

/// Installs the handlers for SIGINT and SIGTERM on first use; true once either was received.
[[nodiscard]] const std::atomic<bool>& stop_requested();

}  // namespace signet::cli
