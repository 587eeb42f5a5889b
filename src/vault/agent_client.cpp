#include "vault/agent_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>

#include "base/descriptor.h"
#include "base/encoding.h"
#include "base/spawn.h"
#include "base/text.h"
#include "vault/agent/keyring.h"

namespace signet::vault {

namespace {

constexpr time_t kAnswerSeconds = 5;

std::string reason(int code) {
  return std::generic_category().message(code);
}

/// All that comes until the other side closes.
SecretString read_all(int fd) {
  std::array<char, 8192> buffer{};
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t n = ::read(fd, buffer.data() + size, buffer.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  SecretString all(std::string_view(buffer.data(), size));
  wipe(buffer);
  return all;
}

/// A connection to the agent, or none when there is no agent.
Descriptor connect_to(const std::filesystem::path& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& path = socket_path.native();
  if (path.size() >= sizeof address.sun_path) return Descriptor();
  path.copy(static_cast<char*>(address.sun_path), path.size());
  Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{kAnswerSeconds, 0};
  (void)::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the socket API takes addresses
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) connection.close();
  return connection;
}

bool is_same_user(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

struct Child {
  pid_t pid = -1;
  Descriptor input;
  Descriptor output;
  Descriptor errors;
};

/// Starts the program with pipes for its three streams.
Result<Child> start_program(const std::filesystem::path& program, std::vector<std::string> words) {
  std::array<std::array<int, 2>, 3> pipes{};
  for (auto& ends : pipes) {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::kIo, "cannot make a pipe: " + reason(errno));
  }
  words.insert(words.begin(), program.filename().string());
  const std::vector<char*> arguments = word_pointers(words);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(pipes[0][0], STDIN_FILENO);
    ::dup2(pipes[1][1], STDOUT_FILENO);
    ::dup2(pipes[2][1], STDERR_FILENO);
    ::execv(program.c_str(), arguments.data());
    constexpr int kNotStarted = 127;
    ::_exit(kNotStarted);
  }
  Child child{pid, Descriptor(pipes[0][1]), Descriptor(pipes[1][0]), Descriptor(pipes[2][0])};
  ::close(pipes[0][0]);
  ::close(pipes[1][1]);
  ::close(pipes[2][1]);
  if (pid < 0) return fail(ErrorCode::kIo, "cannot start a program: " + reason(errno));
  return child;
}

Error not_started(const std::filesystem::path& program, std::string_view why) {
  return fail(ErrorCode::kIo, fmt::format("the vault agent did not start: {}", trim(why)),
              fmt::format("it is {}, which belongs beside signet", program.string()));
}

}  // namespace

Result<std::filesystem::path> agent_folder() {
  const char* runtime = ::secure_getenv("XDG_RUNTIME_DIR");
  const std::filesystem::path folder = runtime != nullptr && *runtime == '/'
                                           ? std::filesystem::path(runtime) / "signet"
                                           : std::filesystem::path(fmt::format("/tmp/signet-{}", ::getuid()));
  (void)::mkdir(folder.c_str(), S_IRWXU);
  struct stat info {};
  const bool ours = ::lstat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::getuid() &&
                    (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  if (!ours) {
    return fail(ErrorCode::kIo, fmt::format("{} is not a folder that is yours alone", folder.string()),
                "remove it, or set XDG_RUNTIME_DIR to a folder of yours with mode 0700");
  }
  return folder;
}

Result<std::optional<SecretString>> AgentClient::ask(std::string_view request) const {
  const Descriptor connection = connect_to(folder_ / kAgentSocket);
  if (connection.get() < 0) return std::optional<SecretString>();
  if (!is_same_user(connection.get())) {
    return fail(ErrorCode::kIo, "the vault agent's socket belongs to another user", "remove it");
  }
  if (::send(connection.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return std::optional<SecretString>();
  SecretString answer = read_all(connection.get());
  if (answer.expose().starts_with("error ")) {
    return fail(ErrorCode::kInternal, fmt::format("the vault agent refused: {}", trim(answer.expose().substr(6))));
  }
  return std::optional<SecretString>(std::move(answer));
}

Status AgentClient::start() const {
  SIGNET_TRY(Child child, start_program(program_, {(folder_ / kAgentSocket).string()}));
  child.input.close();
  // It says "ready" and lives on; or it ends, and its streams with it.
  std::array<char, 16> ready{};
  const ssize_t n = ::read(child.output.get(), ready.data(), ready.size());
  if (n > 0) return {};
  const SecretString why = read_all(child.errors.get());
  (void)::waitpid(child.pid, nullptr, 0);
  if (connect_to(folder_ / kAgentSocket).get() >= 0) return {};  // another process started one at the same time
  return not_started(program_, why.expose());
}

Status AgentClient::put(const VaultKey& key, std::chrono::seconds idle) const {
  std::string encoded = base64_encode(key.key.expose());
  std::string text = fmt::format("put {} {} {}\n", key.vault_id, idle.count(), encoded);
  const SecretString request(text);
  wipe(encoded);
  wipe(text);
  SIGNET_TRY(const auto answer, ask(request.expose()));
  if (answer) return {};
  SIGNET_CHECK(start());
  SIGNET_TRY(const auto second, ask(request.expose()));
  return second ? Status() : Status(not_started(program_, "it does not answer"));
}

Result<std::optional<VaultKey>> AgentClient::get(std::string_view vault_id) const {
  SIGNET_TRY(const auto answer, ask(fmt::format("get {}\n", vault_id)));
  constexpr std::string_view kKey = "key ";
  if (!answer || !answer->expose().starts_with(kKey)) return std::optional<VaultKey>();
  std::string bytes = base64_decode_lenient(trim(answer->expose().substr(kKey.size())));
  VaultKey key{std::string(vault_id), SecretString(bytes)};
  wipe(bytes);
  return std::optional<VaultKey>(std::move(key));
}

Status AgentClient::lock(std::string_view vault_id) const {
  const auto answer = ask(vault_id.empty() ? "lock\n" : fmt::format("lock {}\n", vault_id));
  return answer ? Status() : Status(answer.error());
}

Result<std::vector<HeldVault>> AgentClient::held() const {
  SIGNET_TRY(const auto answer, ask("status\n"));
  std::vector<HeldVault> vaults;
  if (!answer) return vaults;
  for (const std::string& line : split(std::string(answer->expose()), '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() != 3 || words[0] != "vault") continue;
    std::int64_t seconds = 0;
    (void)std::from_chars(words[2].data(), words[2].data() + words[2].size(), seconds);
    vaults.push_back({words[1], std::chrono::seconds(seconds)});
  }
  return vaults;
}

Result<SecretString> AgentClient::ask_keyring(std::string_view action, std::string_view vault_id,
                                              std::string_view input) const {
  SIGNET_TRY(Child child, start_program(program_, {"keyring", std::string(action), std::string(vault_id)}));
  if (!input.empty()) (void)!::write(child.input.get(), input.data(), input.size());
  child.input.close();
  SecretString output = read_all(child.output.get());
  const SecretString errors = read_all(child.errors.get());
  int status = 0;
  (void)::waitpid(child.pid, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kKeyringFailed;
  if (code == kKeyringDone) return output;
  if (code == kKeyringNothing) return fail(ErrorCode::kNotFound, "the keyring has no secret of this vault");
  return fail(ErrorCode::kUnsupported, fmt::format("the keyring cannot be used: {}", trim(errors.expose())),
              "unlock the vault by its passphrase or a key file");
}

Status AgentClient::keyring_store(std::string_view vault_id, const SecretString& secret) const {
  std::string text = base64_encode(secret.expose()) + "\n";
  const auto stored = ask_keyring("store", vault_id, text);
  wipe(text);
  return stored ? Status() : Status(stored.error());
}

Result<std::optional<SecretString>> AgentClient::keyring_read(std::string_view vault_id) const {
  const auto found = ask_keyring("read", vault_id, {});
  if (!found && found.error().code == ErrorCode::kNotFound) return std::optional<SecretString>();
  if (!found) return found.error();
  std::string bytes = base64_decode_lenient(trim(found->expose()));
  std::optional<SecretString> secret{SecretString(bytes)};
  wipe(bytes);
  return secret;
}

Status AgentClient::keyring_remove(std::string_view vault_id) const {
  const auto removed = ask_keyring("remove", vault_id, {});
  return removed ? Status() : Status(removed.error());
}

}  // namespace signet::vault
