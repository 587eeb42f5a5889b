// A real SMTP server (Debian's python3-aiosmtpd) on a free loopback port, as a child process, that keeps what it gets.
// smtp_sink.py says which recipients it refuses.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/mail/smtp.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::server::test {

/// A mail as the sink got it.
struct KeptMail {
  std::string bytes;
  std::string from;
  std::string to;
  bool by_tls = false;
  std::string login;

  /// A header's value, unfolded; empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  /// The decoded content of the part with this type ("text/plain"), as Python's email package reads it.
  [[nodiscard]] std::string part(std::string_view type) const;
  /// A header as a mail program shows it.
  [[nodiscard]] std::string shown_header(std::string_view name) const;
};

struct SinkOptions {
  SmtpSecurity security = SmtpSecurity::kPlain;
  bool wants_login = false;
  std::string certificate_name = "localhost";
};

class SmtpSink {
 public:
  static constexpr std::string_view kUser = "signet";
  static constexpr std::string_view kPassword = "pass: word";

  /// Whether the program is there.
  [[nodiscard]] static bool is_installed();

  /// Listens when this returns.
  explicit SmtpSink(SinkOptions options = SinkOptions());
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  /// How to reach it, with the authority of its certificate.
  [[nodiscard]] SmtpSettings settings() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// The next mail, waiting for it; nullopt after 20 seconds.
  [[nodiscard]] std::optional<KeptMail> next();
  /// How many mails came that next() did not give.
  [[nodiscard]] std::size_t left();

 private:
  [[nodiscard]] std::optional<std::string> next_line(int timeout_ms);

  SinkOptions options_;
  signet::test::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t child_ = -1;
  int lines_ = -1;
  std::string buffer_;
};

}  // namespace signet::server::test
