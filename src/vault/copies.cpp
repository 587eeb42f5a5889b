#include "vault/copies.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "vault/lock.h"
#include "vault/replace.h"

namespace signet::vault {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 16;
constexpr std::size_t kNameDigits = 32;
/// Files looked at beside a vault; who keeps it among more of them gets no word about copies.
constexpr std::size_t kMaxFilesBeside = 4096;

std::string short_hash(std::string_view text, std::size_t digits) {
  return hex_encode(crypto::sha256(text)).substr(0, digits);
}

std::string first_line(const fs::path& file) {
  constexpr std::uint64_t kMaxBytes = 4096;
  const auto text = read_file(file, kMaxBytes);
  return text ? std::string(trim(*text)) : std::string();
}

/// The header of a file, when it is a vault of that id; reads no more than needed to see that it is not.
std::optional<FileHeader> read_header(const fs::path& file, std::string_view vault_id) {
  constexpr std::size_t kPieceBytes = 16UL << 10;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  std::string start;
  std::optional<FileHeader> header;
  while (start.size() < kMaxFrontBytes) {
    const std::size_t before = start.size();
    start.resize(before + kPieceBytes);
    const ssize_t n = ::read(fd, start.data() + before, kPieceBytes);
    start.resize(before + static_cast<std::size_t>(std::max<ssize_t>(0, n)));
    if (n <= 0 || !std::string_view(start).starts_with(kVaultMagic)) break;
    auto parts = take_front(start, file.string());
    if (!parts) continue;
    if (parts->header.vault_id == vault_id) header = std::move(parts->header);
    break;
  }
  ::close(fd);
  return header;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && files.size() < kMaxFilesBeside;
       it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored) && !it->is_symlink(ignored)) files.push_back(it->path());
  }
  return files;
}

}  // namespace

Result<std::string> machine_name(const fs::path& state_folder, const fs::path& vault) {
  const fs::path file = state_folder / "machine";
  SIGNET_TRY(const FileLock lock, FileLock::take(state_folder / "machine.lock"));
  std::string id = first_line(file);
  if (id.empty()) {
    id = make_uuid();
    SIGNET_CHECK(replace_file(file, id + "\n"));
  }
  return short_hash(fmt::format("{}\n{}\n{}", id, first_line("/etc/machine-id"), vault.string()), kNameDigits);
}

void forget_machine_name(const fs::path& state_folder) {
  std::error_code error;
  fs::remove(state_folder / "machine", error);
}

bool has_more(const FileHeader& other, const FileHeader& have, const Edits& edits) {
  switch (compare(other.edits, edits)) {
    case Order::kOlder:
      return false;
    case Order::kNewer:
    case Order::kDiverged:
      return true;
    case Order::kEqual:
      // The same counts in another write: two machines have one name, as clones do.
      return other.edits == have.edits && other.body_salt != have.body_salt;
  }
  return true;
}

LastCopy::LastCopy(const fs::path& state_folder, const fs::path& vault, std::string_view vault_id)
    : file_(state_folder / fmt::format("{}-{}.last", vault_id, short_hash(vault.string(), kHashDigits))) {}

std::optional<Copy> LastCopy::read() const {
  auto bytes = read_file(file_, kMaxVaultBytes);
  if (!bytes) return std::nullopt;
  auto parts = take_apart(*bytes, file_.string());
  if (!parts) return std::nullopt;
  FileHeader header = std::move(parts->header);
  return Copy{file_, *std::move(bytes), std::move(header)};
}

Status LastCopy::write(std::string_view bytes) const {
  SIGNET_CHECK(make_private_folder(file_.parent_path()));
  remove_half_written(file_);
  return replace_file(file_, bytes);
}

Status LastCopy::keep_aside() const {
  std::error_code error;
  fs::rename(file_, fs::path(file_).concat(fmt::format(".kept-{}", make_uuid())), error);
  if (!error) return {};
  return fail(ErrorCode::kIo, fmt::format("cannot keep {}: {}", file_.string(), error.message()),
              "it has changes that the vault lacks; nothing was changed");
}

std::vector<fs::path> LastCopy::kept_aside() const {
  std::vector<fs::path> kept;
  const std::string prefix = file_.filename().string() + ".kept-";
  for (const fs::path& file : files_in(file_.parent_path())) {
    if (file.filename().string().starts_with(prefix)) kept.push_back(file);
  }
  return kept;
}

void LastCopy::remove() const {
  std::error_code error;
  for (const fs::path& file : kept_aside()) fs::remove(file, error);
  fs::remove(file_, error);
}

std::vector<OtherCopy> find_copies(const fs::path& vault, const LastCopy& last, const FileHeader& have,
                                   const Edits& edits) {
  std::vector<fs::path> candidates = last.kept_aside();
  for (fs::path& file : files_in(vault.parent_path())) {
    if (file != vault && !is_half_written(vault, file)) candidates.push_back(std::move(file));
  }
  std::vector<OtherCopy> copies;
  for (const fs::path& file : candidates) {
    const auto header = read_header(file, have.vault_id);
    if (header && has_more(*header, have, edits)) copies.push_back({file});
  }
  std::sort(copies.begin(), copies.end(), [](const OtherCopy& a, const OtherCopy& b) { return a.file < b.file; });
  return copies;
}

}  // namespace signet::vault
