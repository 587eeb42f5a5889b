// --watch: does the work again whenever one of its files changes.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace signet::cli {

/// Runs `work` now and after each change of `files` (URLs, "-" and empty names are left out), until `stop` is set.
/// Returns the last result of `work`. Changes are seen by inotify on the files' folders, so that editors that replace
/// a file are noticed too.
int watch_files(const std::vector<std::string>& files, const std::atomic<bool>& stop, const std::function<int()>& work);

}  // namespace signet::cli
