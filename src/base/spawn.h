// What starting other programs by posix_spawn takes, for base/command.h and for rooms that speak to a program of
// theirs.
#pragma once

#include <spawn.h>

#include <string>
#include <vector>

namespace signet {

/// Everything that posix_spawn is told, freed at the end of the scope. The program starts with no signal blocked or
/// ignored, in a process group of its own, so that it can be ended with all that it started. The session stays the
/// parent's: a password manager remembers its user's consent by terminal.
struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnPlan();
  ~SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

/// The words as exec and posix_spawn take them, with a null at the end. They point into `words` and change nothing
/// there.
[[nodiscard]] std::vector<char*> word_pointers(const std::vector<std::string>& words);

}  // namespace signet
