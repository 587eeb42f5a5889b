#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "base/owned.h"
#include "base/text.h"
#include "server/mail/message.h"
#include "server/mail/smtp.h"

namespace signet::server {

namespace {

constexpr std::chrono::milliseconds kConnectTime{15'000};
constexpr long kReplySeconds = 60;
constexpr std::size_t kMaxReplyBytes = 300;
constexpr std::size_t kMaxDialogueLines = 200;

using Easy = Owned<CURL, curl_easy_cleanup>;
using Lines = Owned<curl_slist, curl_slist_free_all>;
using Mime = Owned<curl_mime, curl_mime_free>;

void add_line(Lines& lines, const std::string& line) {
  if (curl_slist* longer = curl_slist_append(lines.get(), line.c_str()); longer != nullptr) {
    (void)lines.release();  // NOLINT(bugprone-unused-return-value): the longer list holds it
    lines.reset(longer);
  }
}

/// Text lines end in CRLF in a mail (RFC 2046 §4.1.1).
std::string with_crlf(std::string_view text) {
  return replace_all(replace_all(text, "\r\n", "\n"), "\n", "\r\n");
}

/// What a server said, fit for logs: one line without control characters, cut.
std::string shown_reply(std::string_view line) {
  std::string text(trim(line).substr(0, kMaxReplyBytes));
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  return text;
}

/// The commands and replies of one mail.
class Dialogue {
 public:
  void clear() { *this = Dialogue(); }
  void sent(std::string_view text) {
    // Whatever is no known command is part of a login.
    constexpr std::array<std::string_view, 8> kShown = {"EHLO", "HELO", "STARTTLS", "MAIL",
                                                        "RCPT", "DATA", "RSET",     "QUIT"};
    const std::string_view verb = text.substr(0, text.find_first_of(" \r\n"));
    const bool is_known = std::find(kShown.begin(), kShown.end(), verb) != kShown.end();
    add("> ", is_known ? shown_reply(text) : verb == "AUTH" ? "AUTH ..." : "...");
    if (verb == "QUIT") is_over_ = true;
    if (!is_over_) verb_ = is_known ? verb : "AUTH";
  }
  void received(std::string_view text) {
    add("< ", shown_reply(text));
    if (!is_over_) reply_ = shown_reply(text);
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] const std::string& reply() const { return reply_; }
  [[nodiscard]] bool is_refusal() const { return reply_.starts_with('4') || reply_.starts_with('5'); }
  /// Whether this mail was refused for good. A 5yz to anything before is about us: a login or a sender that the
  /// administrator can mend.
  [[nodiscard]] bool is_final() const { return reply_.starts_with('5') && (verb_ == "RCPT" || verb_ == "DATA"); }

 private:
  void add(std::string_view mark, std::string_view line) {
    if (lines_.size() < kMaxDialogueLines) lines_.push_back(fmt::format("{}{}", mark, line));
  }

  std::vector<std::string> lines_;
  std::string verb_;   ///< of the last command before QUIT
  std::string reply_;  ///< the last one before QUIT
  bool is_over_ = false;
};

int on_debug(CURL* /*easy*/, curl_infotype type, char* data, std::size_t size, void* dialogue) {
  if (type == CURLINFO_HEADER_OUT) static_cast<Dialogue*>(dialogue)->sent({data, size});
  if (type == CURLINFO_HEADER_IN) static_cast<Dialogue*>(dialogue)->received({data, size});
  return 0;
}

int on_progress(void* is_stopped, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t /*out*/, curl_off_t /*sent*/) {
  return (*static_cast<const std::function<bool()>*>(is_stopped))() ? 1 : 0;
}

/// Text and page as alternatives.
Mime make_body(CURL* easy, const Mail& mail) {
  Mime body(curl_mime_init(easy));
  const auto add = [&body](const std::string& text, const char* type) {
    curl_mimepart* part = curl_mime_addpart(body.get());
    const std::string lines = with_crlf(text);
    curl_mime_data(part, lines.data(), lines.size());
    curl_mime_type(part, type);
    curl_mime_encoder(part, "quoted-printable");
  };
  add(mail.text, "text/plain; charset=utf-8");
  if (!mail.html.empty()) add(mail.html, "text/html; charset=utf-8");
  return body;
}

std::string_view hint_of(CURLcode code) {
  switch (code) {
    case CURLE_USE_SSL_FAILED:
      return "the server offers no STARTTLS: somebody may have taken the offer away; use smtps://, or --smtp-plain";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "its certificate does not prove its name; --smtp-ca names another authority";
    case CURLE_LOGIN_DENIED:
      return "look at the user and the password";
    default:
      return "";
  }
}

}  // namespace

struct SmtpSender::Impl {
  SmtpSettings settings;
  Easy easy;
  Dialogue dialogue;

  void set_connection() const {
    CURL* handle = easy.get();
    curl_easy_reset(handle);  // connections stay
    const bool is_tls = settings.security == SmtpSecurity::kTls;
    const std::string url = fmt::format("{}://{}:{}", is_tls ? "smtps" : "smtp", settings.host, settings.port);
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // none from the environment
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     static_cast<long>(settings.security == SmtpSecurity::kPlain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) {
      curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
      curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    }
    if (!settings.user.empty()) {
      curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
      std::string password(settings.password.expose());
      curl_easy_setopt(handle, CURLOPT_PASSWORD, password.c_str());
      wipe(password);
    }
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.time.count()));
    curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, kReplySeconds);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(settings.time, kConnectTime).count()));
  }

  [[nodiscard]] Delivery failure(CURLcode code) const {
    if (code == CURLE_ABORTED_BY_CALLBACK) return {fail(ErrorCode::kCancelled, "stopped while a mail was sent")};
    const std::string why = dialogue.is_refusal() ? dialogue.reply() : curl_easy_strerror(code);
    return {
        fail(code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::kTimeout : ErrorCode::kNetwork,
             fmt::format("the mail server {}:{}: {}", settings.host, settings.port, why), std::string(hint_of(code))),
        dialogue.is_final()};
  }
};

SmtpSender::SmtpSender(SmtpSettings settings) : impl_(std::make_unique<Impl>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  impl_->settings = std::move(settings);
}

SmtpSender::~SmtpSender() {
  disconnect();
}

Delivery SmtpSender::send(const LeasedMail& mail, const std::function<bool()>& is_stopped) {
  Impl& self = *impl_;
  self.dialogue.clear();
  auto head = message_head(mail, self.settings.from);
  if (!head) return {std::move(head).error(), true};
  if (!self.easy) self.easy.reset(curl_easy_init());
  self.set_connection();
  CURL* handle = self.easy.get();

  Lines headers;
  for (const std::string& line : *head) add_line(headers, line);
  add_line(headers, "Content-Type: multipart/alternative");
  Lines recipients;
  add_line(recipients, mail.mail.to);
  const Mime body = make_body(handle, mail.mail);
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, self.settings.from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_MIMEPOST, body.get());
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &self.dialogue);
  if (is_stopped) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &is_stopped);
  }
  const CURLcode code = curl_easy_perform(handle);
  if (code == CURLE_OK) {
    curl_easy_reset(handle);  // it points at what ends here
    return {};
  }
  Delivery failed = self.failure(code);
  curl_easy_reset(handle);
  disconnect();
  return failed;
}

void SmtpSender::disconnect() {
  if (!impl_->easy) return;
  // libcurl says QUIT and waits two minutes for the answer, which nobody needs: the end of the connection is one.
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(impl_->easy.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD) {
    ::shutdown(socket, SHUT_RD);
  }
  impl_->easy.reset();
}

const std::vector<std::string>& SmtpSender::dialogue() const {
  return impl_->dialogue.lines();
}

}  // namespace signet::server
