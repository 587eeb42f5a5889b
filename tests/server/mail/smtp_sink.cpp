#include "tests/server/mail/smtp_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "base/command.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/support/loopback.h"

namespace signet::server::test {

namespace {

constexpr int kPatienceMs = 20'000;
/// Debian's own: python3-aiosmtpd is not there for others.
constexpr const char* kPython = "/usr/bin/python3";

/// What Python's email package reads in a mail.
std::string read_by_python(const std::string& mail, const std::string& expression) {
  const signet::test::TemporaryFolder folder;
  const std::string file = folder.write("mail", mail).string();
  const auto ran = run_program({kPython, "-c",
                                "import email, email.policy, sys\n"
                                "mail = email.message_from_bytes(open(sys.argv[1], 'rb').read(), "
                                "policy=email.policy.SMTPUTF8)\n"
                                "sys.stdout.buffer.write(" +
                                    expression + ")",
                                file});
  EXPECT_TRUE(ran && ran->exit_code == 0) << (ran ? ran->errors : ran.error().to_string());
  return ran ? std::string(ran->output.expose()) : std::string();
}

}  // namespace

std::string KeptMail::header(std::string_view name) const {
  std::size_t at = 0;
  while (at < bytes.size() && bytes.compare(at, 2, "\r\n") != 0) {
    std::size_t end = bytes.find("\r\n", at);
    while (end + 2 < bytes.size() && bytes[end + 2] == ' ') end = bytes.find("\r\n", end + 2);
    const std::string_view line = std::string_view(bytes).substr(at, end - at);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) {
      return std::string(line.substr(name.size() + 2));
    }
    at = end + 2;
  }
  return "";
}

std::string KeptMail::part(std::string_view type) const {
  return read_by_python(
      bytes,
      fmt::format("b''.join(p.get_payload(decode=True) for p in mail.walk() if p.get_content_type() == '{}')", type));
}

std::string KeptMail::shown_header(std::string_view name) const {
  return read_by_python(bytes, fmt::format("str(mail['{}']).encode()", name));
}

bool SmtpSink::is_installed() {
  const auto ran = run_program({kPython, "-c", "import aiosmtpd"});
  return ran && ran->exit_code == 0;
}

SmtpSink::SmtpSink(SinkOptions options) : options_(std::move(options)) {
  const signet::test::Listener listener = signet::test::listen_on_loopback();
  port_ = listener.port;
  std::vector<std::string> words = {kPython, SIGNET_SOURCE_DIR "/tests/server/mail/smtp_sink.py",
                                    std::to_string(listener.fd), folder_.path().string()};
  if (options_.security != SmtpSecurity::kPlain) {
    const signet::test::TlsAuthority authority;
    const signet::test::Identity identity = authority.issue({.names = {options_.certificate_name}});
    (void)folder_.write("ca.pem", authority.root_pem());
    words.insert(words.end(), {"--cert", folder_.write("chain.pem", identity.chain_pem).string(), "--key",
                               folder_.write("key.pem", identity.key_pem).string()});
  }
  if (options_.security == SmtpSecurity::kTls) words.emplace_back("--tls");
  if (options_.wants_login) words.emplace_back("--auth");
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::abort();
  child_ = ::fork();
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::fcntl(listener.fd, F_SETFD, 0);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::dup2(::open((folder_.path() / "log").c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  ::close(listener.fd);
  lines_ = pipe[0];
  EXPECT_TRUE(next_line(kPatienceMs)) << "the sink does not start";
}

SmtpSink::~SmtpSink() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  ::close(lines_);
}

SmtpSettings SmtpSink::settings() const {
  SmtpSettings settings;
  settings.host = "localhost";
  settings.port = port_;
  settings.security = options_.security;
  settings.from = "signet@example.com";
  if (options_.security != SmtpSecurity::kPlain) settings.ca_file = folder_.path() / "ca.pem";
  if (options_.wants_login) {
    settings.user = kUser;
    settings.password = SecretString(kPassword);
  }
  return settings;
}

std::optional<std::string> SmtpSink::next_line(int timeout_ms) {
  while (true) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    pollfd waiting{lines_, POLLIN, 0};
    if (::poll(&waiting, 1, timeout_ms) <= 0) return std::nullopt;
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(lines_, bytes.data(), bytes.size());
    if (got <= 0) return std::nullopt;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

std::optional<KeptMail> SmtpSink::next() {
  const auto line = next_line(kPatienceMs);
  if (!line) return std::nullopt;
  const json::object kept = boost::json::parse(*line).as_object();
  KeptMail mail;
  mail.bytes = *read_file(std::string(kept.at("file").as_string()));
  mail.from = kept.at("from").as_string();
  mail.to = kept.at("to").as_array().at(0).as_string();
  mail.by_tls = kept.at("tls").as_bool();
  mail.login = kept.at("login").as_string();
  return mail;
}

std::size_t SmtpSink::left() {
  std::size_t count = 0;
  while (next_line(0)) ++count;
  return count;
}

}  // namespace signet::server::test
