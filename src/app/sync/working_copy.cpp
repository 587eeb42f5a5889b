#include "app/sync/working_copy.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "app/sync/merge.h"
#include "base/file.h"
#include "base/text.h"

namespace signet::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInner = ".signet";
constexpr unsigned kOwnerOnly = 0600;  // a collection's auth is in it
constexpr std::array<std::string_view, 3> kFileKinds = {"collection", "environment", "globals"};

/// "collection" of "x.postman_collection.json"; empty for other files.
std::string_view kind_of_file(std::string_view name) {
  for (const std::string_view kind : kFileKinds) {
    if (name.ends_with(fmt::format(".postman_{}.json", kind)) && !name.starts_with('.')) return kind;
  }
  return {};
}

bool is_reserved(std::string_view stem) {
  constexpr std::array<std::string_view, 4> kDevices = {"con", "prn", "aux", "nul"};
  const std::string lower = to_lower(stem);
  if (std::find(kDevices.begin(), kDevices.end(), lower) != kDevices.end()) return true;
  return lower.size() == 4 && (lower.starts_with("com") || lower.starts_with("lpt")) &&
         std::isdigit(static_cast<unsigned char>(lower[3])) != 0;
}

/// kPermission unless it is a folder of this user's that nobody else can write to.
Status check_is_own(const fs::path& folder) {
  struct stat info {};
  const bool is_there = ::lstat(folder.c_str(), &info) == 0;
  if (is_there && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0) {
    return {};
  }
  return fail(ErrorCode::kPermission, fmt::format("{} is not a folder of yours alone", folder.string()),
              "it says which server to speak to: if you trust it, make it yours, and chmod go-w");
}

}  // namespace

std::string safe_file_name(std::string_view name, std::string_view kind, std::string_view id,
                           std::set<std::string>& taken) {
  constexpr std::size_t kLongest = 100;
  std::string stem;
  for (const char c : name) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == ' ' ||
                          static_cast<unsigned char>(c) >= 0x80U;
    stem += is_plain ? c : '_';
  }
  if (stem.empty() || stem.size() > kLongest) stem = id;
  if (is_reserved(stem)) stem += '_';
  std::string file = fmt::format("{}.postman_{}.json", stem, kind);
  if (!taken.insert(to_lower(file)).second) {
    file = fmt::format("{}-{}.postman_{}.json", stem, id, kind);
    taken.insert(to_lower(file));
  }
  return file;
}

fs::path WorkingCopy::inner(std::string_view name) const {
  return folder_ / kInner / name;
}

Result<std::optional<WorkingCopy>> WorkingCopy::find(const fs::path& folder) {
  std::error_code failed;
  fs::path at = fs::weakly_canonical(folder, failed);
  if (failed) at = fs::absolute(folder, failed);
  while (true) {
    if (fs::exists(fs::symlink_status(at / kInner, failed))) {
      SIGNET_CHECK(check_is_own(at / kInner));
      return std::optional(WorkingCopy(at));
    }
    if (!at.has_parent_path() || at == at.parent_path()) return std::optional<WorkingCopy>();
    at = at.parent_path();
  }
}

Result<WorkingCopy> WorkingCopy::make(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return fail(ErrorCode::kIo, fmt::format("cannot make {}: {}", folder.string(), failed.message()));
  WorkingCopy copy(fs::weakly_canonical(folder, failed));
  const fs::path inner = copy.folder_ / kInner;
  constexpr unsigned kMode = 0700;
  if (::mkdir(inner.c_str(), kMode) != 0) SIGNET_CHECK(check_is_own(inner));
  SIGNET_CHECK(write_file(inner / ".gitignore", "*\n", kOwnerOnly));  // what is in there is one person's
  return copy;
}

Result<vault::FileLock> WorkingCopy::lock() const {
  return vault::FileLock::take(inner("lock"));
}

Result<std::optional<CopyState>> WorkingCopy::load_state() const {
  const fs::path file = inner("state.json");
  auto text = read_file(file);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::optional<CopyState>();
  if (!text) return text.error();
  SIGNET_TRY(CopyState state, parse_copy_state(*text, file.string()));
  return std::optional(std::move(state));
}

Status WorkingCopy::save_state(const CopyState& state) {
  std::string text = write_copy_state(state);
  if (text == saved_) return {};
  SIGNET_CHECK(write_file(inner("state.json"), text, kOwnerOnly));
  saved_ = std::move(text);
  return {};
}

Result<std::vector<LocalFile>> WorkingCopy::read_files() {
  std::vector<LocalFile> files;
  std::error_code failed;
  seen_.clear();
  for (const auto& one : fs::directory_iterator(folder_, failed)) {
    const std::string name = one.path().filename().string();
    const std::string_view kind = kind_of_file(name);
    if (kind.empty()) continue;
    if (!fs::is_regular_file(fs::symlink_status(one.path(), failed))) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is not a file, but a link or a folder", name),
                  "links are not followed: put the file itself there");
    }
    SIGNET_TRY(std::string bytes, read_file(one.path()));
    SIGNET_TRY(json::value document, json::parse(bytes, name));
    files.push_back({name, std::string(kind), document});
    seen_[name] = {std::move(bytes), std::move(document)};
  }
  if (failed) return fail(ErrorCode::kIo, fmt::format("cannot read {}: {}", folder_.string(), failed.message()));
  // In one order wherever it is done.
  std::sort(files.begin(), files.end(), [](const LocalFile& a, const LocalFile& b) { return a.name < b.name; });
  return files;
}

void WorkingCopy::name_files(CopyState& state, LocalNodes& nodes) const {
  std::set<std::string> taken;
  for (const auto& [name, seen] : seen_) taken.insert(to_lower(name));
  for (const auto& [id, entry] : state.entries) taken.insert(to_lower(entry.file));
  for (auto& [id, node] : nodes) {
    if (!node.parent.empty()) continue;
    if (node.file.empty()) node.file = safe_file_name(name_in(node.kind, node.content), node.kind, id, taken);
    const auto entry = state.entries.find(id);
    if (entry != state.entries.end()) entry->second.file = node.file;
  }
}

Status WorkingCopy::write_files(const LocalNodes& nodes) {
  std::map<std::string, json::value> wanted;
  for (const auto& [id, node] : nodes) {
    if (!node.parent.empty()) continue;
    SIGNET_TRY(json::value document, write_local(nodes, id));
    wanted.emplace(node.file, std::move(document));
  }
  const auto check_unchanged = [&](const std::string& name) -> Status {
    const auto seen = seen_.find(name);
    const auto bytes = read_file(folder_ / name);
    const bool is_as_read = seen == seen_.end() ? !bytes && bytes.error().code == ErrorCode::kNotFound
                                                : bytes && *bytes == seen->second.bytes;
    if (is_as_read) return {};
    return fail(ErrorCode::kConflict, fmt::format("{} was changed in the meantime", name),
                "nothing is lost: try again");
  };
  for (auto& [name, document] : wanted) {
    const auto seen = seen_.find(name);
    if (seen != seen_.end() && is_same(seen->second.document, document)) continue;
    SIGNET_CHECK(check_unchanged(name));
    std::string bytes = json::pretty(document);
    SIGNET_CHECK(write_file(folder_ / name, bytes, kOwnerOnly));
    seen_[name] = {std::move(bytes), std::move(document)};
  }
  for (auto seen = seen_.begin(); seen != seen_.end();) {
    if (wanted.contains(seen->first)) {
      ++seen;
      continue;
    }
    SIGNET_CHECK(check_unchanged(seen->first));
    std::error_code failed;
    std::filesystem::remove(folder_ / seen->first, failed);
    if (failed) return fail(ErrorCode::kIo, fmt::format("cannot remove {}: {}", seen->first, failed.message()));
    seen = seen_.erase(seen);
  }
  return {};
}

Status WorkingCopy::show_conflicts(const std::map<std::string, json::value>& conflicts) const {
  const fs::path folder = inner("conflicts");
  std::error_code failed;
  for (const auto& one : fs::directory_iterator(folder, failed)) {
    const std::string id = one.path().stem().string();
    if (!conflicts.contains(id)) fs::remove(one.path(), failed);
  }
  for (const auto& [id, conflict] : conflicts) {
    SIGNET_CHECK(write_file(folder / (id + ".json"), json::pretty(conflict), kOwnerOnly));
  }
  return {};
}

}  // namespace signet::app
