// Other programs, run for what they print: a password manager's, a cloud's command line. Never through a shell, with
// an end in time and size, and with their output where secrets belong.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace signet {

/// Kept of what a program writes to its standard error; the rest is read and dropped.
inline constexpr std::size_t kMaxProgramErrorBytes = 4096;

/// What a program left behind.
struct ProgramResult {
  int exit_code = 0;    ///< of a program that a signal ended: 128 + the signal, as shells count
  SecretString output;  ///< standard output, byte for byte
  std::string errors;   ///< the start of standard error, as written: not fit for a terminal
};

struct ProgramLimits {
  std::int64_t timeout_ms = 60'000;
  std::size_t max_output_bytes = 8 << 20;
  /// Asked every tenth of a second: true kills the program. May be empty.
  std::function<bool()> is_stopped = {};
};

/// Runs `words` (the program, then its arguments) and waits for its end. `changes` of the environment are "NAME=value",
/// or "NAME" to take it away; they are not copied. The program gets /dev/null to read, no other descriptor, and a
/// process group of its own, which is killed as a whole when a limit is reached.
/// Fails with kNotFound (there is no such program), kIo, kTimeout, kLimit (too much output), kCancelled. A program that
/// ends with another code than 0 is no failure here.
[[nodiscard]] Result<ProgramResult> run_program(const std::vector<std::string>& words,
                                                const std::vector<std::string>& changes = {},
                                                const ProgramLimits& limits = {});

/// The program's file: `name` itself when it holds a '/', else the first of that name in the folders of `path`, which
/// is written like PATH. Relative folders are left out, so that no program comes from the folder one happens to be in.
[[nodiscard]] Result<std::filesystem::path> find_program(std::string_view name, std::string_view path);

/// A program that comes with this one: beside it, or in ../libexec/signet of an installation.
[[nodiscard]] Result<std::filesystem::path> find_own_program(std::string_view name);

}  // namespace signet
