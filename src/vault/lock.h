// One writer at a time among all processes of this machine: an exclusive flock on a file beside the vault.
#pragma once

#include <chrono>
#include <filesystem>
#include <utility>

#include "base/result.h"

namespace signet::vault {

class FileLock {
 public:
  /// How long a writer waits for others.
  static constexpr std::chrono::seconds kPatience{10};

  /// Fails with kTimeout when others hold it longer. Makes the file (mode 0600) and its folder (0700) when missing.
  static Result<FileLock> take(const std::filesystem::path& file, std::chrono::milliseconds patience = kPatience);
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace signet::vault
