// `signet serve` as a service manager meets it: the real program, its ports, its signals, its exit code.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <tuple>

#include "base/json.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::cli {
namespace {

using signet::test::raw_get;
using signet::test::RawClient;
using signet::test::RawTlsClient;
using testing::HasSubstr;

class ServeProgram {
 public:
  explicit ServeProgram(std::vector<std::string> words) {
    words.insert(words.begin(), {SIGNET_BUILD_DIR "/signet", "serve", "--data", (data_.path() / "data").string()});
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) std::abort();
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(err[1], STDERR_FILENO);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(out[1]);
    ::close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~ServeProgram() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(out_);
    ::close(err_);
  }
  ServeProgram(const ServeProgram&) = delete;
  ServeProgram& operator=(const ServeProgram&) = delete;

  /// The ports that it prints first, under "ports" or "metrics_ports".
  std::uint16_t port(std::string_view key) {
    if (!wait_for(out_, output, "\n")) return 0;
    const json::value first = boost::json::parse(output.substr(0, output.find('\n')));
    return first.at(key).as_array().at(0).to_number<std::uint16_t>();
  }
  void signal(int number) const { ::kill(child_, number); }
  /// Waits until standard error holds `text`.
  bool told(std::string_view text) { return wait_for(err_, errors, text); }
  /// Waits for its end; its exit code, or -1 when it had to be killed.
  int wait() {
    while (read_more(out_, output)) {
    }
    while (read_more(err_, errors)) {
    }
    if (timed_out_) ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(std::exchange(child_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string output;
  std::string errors;

 private:
  signet::test::TemporaryFolder data_;
  bool read_more(int fd, std::string& text) {
    constexpr int kPatienceMs = 30'000;
    pollfd ready{fd, POLLIN, 0};
    timed_out_ = timed_out_ || ::poll(&ready, 1, kPatienceMs) <= 0;
    if (timed_out_) return false;
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(fd, bytes.data(), bytes.size());
    if (got <= 0) return false;
    text.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  bool wait_for(int fd, std::string& text, std::string_view wanted) {
    while (text.find(wanted) == std::string::npos) {
      if (!read_more(fd, text)) return false;
    }
    return true;
  }

  pid_t child_ = -1;
  int out_ = -1;
  int err_ = -1;
  bool timed_out_ = false;
};

TEST(ServeCommand, ServesUntilToldToEnd) {
  for (const int number : {SIGTERM, SIGINT}) {
    ServeProgram program({"--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--json"});
    RawClient client(program.port("ports"));
    EXPECT_EQ(client.ask(raw_get("/healthz")).body, "ok\n");
    EXPECT_EQ(client.ask(raw_get("/readyz")).status, 200U);
    EXPECT_EQ(client.ask(raw_get("/metrics")).status, 404U);
    RawClient metrics(program.port("metrics_ports"));
    EXPECT_THAT(metrics.ask(raw_get("/metrics")).body, HasSubstr("signet_http_requests_total"));
    program.signal(number);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(program.wait(), 0) << program.errors;
    EXPECT_THAT(program.output, HasSubstr(R"("route":"/healthz","status":200)"));
  }
}

TEST(ServeCommand, ReadsTheCertificateAgainWhenToldTo) {
  const test::TlsAuthority authority;
  const test::Identity one = authority.issue();
  const test::Identity two = authority.issue();
  const test::TemporaryFolder folder;
  const std::string certificate = folder.write("certificate.pem", one.chain_pem);
  const std::string key = folder.write("key.pem", one.key_pem);
  ServeProgram program({"--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key, "--json"});
  const std::uint16_t port = program.port("ports");
  EXPECT_EQ(RawTlsClient(port, {.root_pem = authority.root_pem()}).certificate_pem(), one.certificate_pem);
  std::ignore = folder.write("key.pem", two.key_pem);
  program.signal(SIGHUP);
  EXPECT_TRUE(program.told("stays"));
  EXPECT_EQ(RawTlsClient(port, {.root_pem = authority.root_pem()}).certificate_pem(), one.certificate_pem);
  std::ignore = folder.write("certificate.pem", two.chain_pem);
  program.signal(SIGHUP);
  EXPECT_TRUE(program.told("was read again"));
  EXPECT_EQ(RawTlsClient(port, {.root_pem = authority.root_pem()}).certificate_pem(), two.certificate_pem);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST(ServeCommand, SaysWhatIsWrongBeforeItServes) {
  struct Case {
    std::vector<std::string> words;
    const char* told;
  };
  const std::vector<Case> table = {
      {{"--listen", "nowhere"}, "'nowhere' is no address to listen on"},
      {{"--listen", "0.0.0.0:0"}, "0.0.0.0:0 would be served without TLS"},
      {{"--trusted-proxy", "10.0.0.1/8", "--listen", "127.0.0.1:0"}, "did you mean 10.0.0.0/8?"},
      {{"--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem"}, "/nowhere.pem"},
      {{"--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem"}, "both a certificate and a key"},
      {{"--listen", "127.0.0.1:0", "--access-log", "/dev/null/log"}, "cannot open the log /dev/null/log"},
  };
  for (const Case& entry : table) {
    ServeProgram program(entry.words);
    EXPECT_EQ(program.wait(), 2) << entry.told;
    EXPECT_THAT(program.errors, HasSubstr(entry.told));
  }
}

TEST(ServeCommand, PrintsTheDescriptionOfTheApi) {
  ServeProgram program({"--openapi"});
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.output, HasSubstr("openapi: \"3.1.0\""));
}

TEST(ServeCommand, RefusesMailOptionsThatDoNotGoTogether) {
  const struct {
    std::vector<std::string> words;
    const char* says;
  } wrong[] = {
      {{"--smtp", "smtp://signet:secret@mail.example.com", "--smtp-from", "signet@example.com"},
       "does not belong on a command line"},
      {{"--smtp", "https://mail.example.com", "--smtp-from", "signet@example.com"}, "no address of a mail server"},
      {{"--smtp", "smtps://mail.example.com"}, "need a sender's address"},
      {{"--smtp", "smtps://mail.example.com", "--smtp-from", "a\nb@example.com"}, "need a sender's address"},
      {{"--smtp", "smtps://mail.example.com", "--smtp-from", "signet@example.com"}, "need the server's own address"},
      {{"--mail-test", "ada@example.com"}, "no mail server is given"},
  };
  for (const auto& [words, says] : wrong) {
    ServeProgram program(words);
    EXPECT_EQ(program.wait(), 2) << says;
    EXPECT_THAT(program.errors, HasSubstr(says));
    EXPECT_THAT(program.errors, testing::Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace signet::cli
