// Prepared statements of one connection by their text, the least recently used dropped first. For files of store/ only.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace signet::store {

/// More than the program's own statements; what goes beyond are those of backups.
inline constexpr std::size_t kMostStatements = 300;

template <typename Prepared>
class StatementCache {
 public:
  /// Null when it is not there.
  [[nodiscard]] Prepared* find(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// Keeps it; hands the one that has to go to `drop`.
  Prepared& keep(std::string key, Prepared prepared, const std::function<void(Prepared&)>& drop) {
    if (entries_.size() >= kMostStatements) {
      drop(entries_.back().second);
      index_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(prepared));
    index_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  void clear() {
    index_.clear();
    entries_.clear();
  }

 private:
  std::list<std::pair<std::string, Prepared>> entries_;
  std::unordered_map<std::string_view, typename std::list<std::pair<std::string, Prepared>>::iterator> index_;
};

}  // namespace signet::store
