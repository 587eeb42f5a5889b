#include "cli/vault/value.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "base/file.h"
#include "cli/terminal.h"
#include "vault/agent_client.h"

namespace signet::cli {

namespace {

SecretString without_line_end(std::string& text) {
  std::string_view value = text;
  if (value.ends_with('\n')) value.remove_suffix(1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  SecretString secret(value);
  wipe(text);
  return secret;
}

/// A file that only lives while it is edited: in the runtime folder (memory, where the system has one), overwritten and
/// removed at the end.
class ScratchFile {
 public:
  static Result<ScratchFile> make(std::string_view bytes) {
    SIGNET_TRY(const std::filesystem::path folder, vault::agent_folder());
    std::string path = (folder / "edit.XXXXXX").string();
    const int fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd < 0) return fail(ErrorCode::kIo, fmt::format("cannot make a file in {}", folder.string()));
    ScratchFile file(std::move(path));
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    ::close(fd);
    if (written != static_cast<ssize_t>(bytes.size())) return fail(ErrorCode::kIo, "cannot write the file to edit");
    return file;
  }
  ScratchFile(ScratchFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFile& operator=(ScratchFile&&) = delete;
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() {
    if (path_.empty()) return;
    std::error_code error;
    const auto size = std::filesystem::file_size(path_, error);
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    const std::string zeros(error ? 0 : std::min<std::size_t>(size, kMaxValueBytes), '\0');
    if (fd >= 0) {
      (void)!::write(fd, zeros.data(), zeros.size());
      ::close(fd);
    }
    ::unlink(path_.c_str());
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit ScratchFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// VISUAL and EDITOR are commands of the user's own shell, with options maybe: the shell runs them, as git does.
Status run_editor(const std::string& path) {
  const char* editor = std::getenv("VISUAL");                                // NOLINT(concurrency-mt-unsafe)
  if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");  // NOLINT(concurrency-mt-unsafe)
  if (editor == nullptr || *editor == '\0') editor = "vi";
  const std::string command = fmt::format("{} \"$1\"", editor);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), "sh", path.c_str(), nullptr);
    constexpr int kNotStarted = 127;
    ::_exit(kNotStarted);
  }
  int status = 0;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid || status != 0) {
    return fail(ErrorCode::kCancelled, fmt::format("the editor \"{}\" failed; nothing is changed", editor),
                "set EDITOR, or give the value by standard input");
  }
  return {};
}

Result<SecretString> edit_value(const SecretString* present) {
  SIGNET_TRY(const ScratchFile file, ScratchFile::make(present == nullptr ? std::string_view() : present->expose()));
  SIGNET_CHECK(run_editor(file.path()));
  SIGNET_TRY(std::string text, read_file(file.path(), kMaxValueBytes));
  return without_line_end(text);
}

}  // namespace

Result<SecretString> read_value(const VaultArguments& arguments, const SecretString* present) {
  if (arguments.editor) return edit_value(present);
  if (!arguments.value_file.empty()) {
    SIGNET_TRY(std::string text, read_file(arguments.value_file, kMaxValueBytes));
    return without_line_end(text);
  }
  if (can_prompt()) return prompt_secret("Value: ");
  if (::isatty(STDIN_FILENO) == 1) {
    return fail(ErrorCode::kInvalidInput, "nobody can be asked for the value here", "give it by standard input");
  }
  SIGNET_TRY(std::string text, read_file("-", kMaxValueBytes));
  return without_line_end(text);
}

}  // namespace signet::cli
