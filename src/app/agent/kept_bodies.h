// Bodies of the last responses, for the page to fetch whole: what is shown at once is the beginning of large ones.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace signet::app {

/// Thread-safe. Keeps the newest, up to a number and up to so many bytes in all, but always the newest one.
class KeptBodies {
 public:
  explicit KeptBodies(std::size_t most = 50, std::uint64_t most_bytes = 512ULL << 20)
      : most_(most), most_bytes_(most_bytes) {}

  /// The id under which it can be fetched, which nobody can guess.
  std::string keep(std::string body);
  /// Null when it is unknown, or gone.
  [[nodiscard]] std::shared_ptr<const std::string> find(std::string_view id) const;

 private:
  struct Kept {
    std::string id;
    std::shared_ptr<const std::string> body;
  };

  const std::size_t most_;
  const std::uint64_t most_bytes_;
  mutable std::mutex mutex_;
  std::deque<Kept> kept_;  ///< oldest first
  std::uint64_t bytes_ = 0;
};

}  // namespace signet::app
