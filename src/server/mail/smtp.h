// Handing mails in at a mail server (SMTP, RFC 5321 and 6409), by libcurl. Over TLS with a checked certificate unless
// the settings say otherwise; a server that offers no STARTTLS is not spoken to in the clear.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/mail/mail_queue.h"

namespace signet::server {

enum class SmtpSecurity : std::uint8_t {
  kTls,       ///< from the first byte (RFC 8314)
  kStartTls,  ///< STARTTLS, or nothing is sent
  kPlain,     ///< no TLS
};

struct SmtpSettings {
  std::string host;
  std::uint16_t port = 587;
  SmtpSecurity security = SmtpSecurity::kStartTls;
  std::string user;  ///< empty: no login
  SecretString password;
  std::string from;               ///< the sender's address
  std::filesystem::path ca_file;  ///< PEM, of who signs the server's certificate; empty: the system's authorities
  std::chrono::milliseconds time{kMailSendingMs};  ///< for one mail, connecting included
};

/// Reads "smtps://USER:PASSWORD@HOST:465" (TLS) or "smtp://…:587" (STARTTLS; without TLS when `may_be_plain` or when
/// the host is this machine: "localhost", 127.0.0.0/8, ::1). User, password and port may be left out.
/// kInvalidInput for anything else; the error does not show the address.
[[nodiscard]] Result<SmtpSettings> parse_smtp_address(const SecretString& address, bool may_be_plain);

/// How it went.
struct Delivery {
  Status status;          ///< an error names the server's own words
  bool is_final = false;  ///< of an error: the server refused this mail for good (5yz to RCPT or DATA, RFC 5321 §4.2.1)
};

/// One connection, kept for mails that follow each other. Not thread-safe.
class SmtpSender {
 public:
  explicit SmtpSender(SmtpSettings settings);
  ~SmtpSender();
  SmtpSender(const SmtpSender&) = delete;
  SmtpSender& operator=(const SmtpSender&) = delete;

  /// Hands a mail in: its text and its page as alternatives, the better one last (RFC 2046 §5.1.4). `is_stopped` is
  /// asked about once a second and ends it early.
  [[nodiscard]] Delivery send(const LeasedMail& mail, const std::function<bool()>& is_stopped = {});
  /// Ends the connection; the next mail makes another.
  void disconnect();
  /// The commands of the last mail and what the server answered, line by line, without what logs in.
  [[nodiscard]] const std::vector<std::string>& dialogue() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
