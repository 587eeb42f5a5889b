// Reading the address of a mail server.
#include <arpa/inet.h>
#include <curl/curl.h>

#include <charconv>

#include "base/owned.h"
#include "base/text.h"
#include "server/mail/smtp.h"

namespace signet::server {

namespace {

constexpr std::uint16_t kSubmissionPort = 587;      // RFC 6409
constexpr std::uint16_t kTlsSubmissionPort = 465;   // RFC 8314
constexpr unsigned kLoopbackNetwork = 0x7F000000U;  // 127.0.0.0/8
constexpr unsigned kLoopbackNetmask = 0xFF000000U;

using Url = Owned<CURLU, curl_url_cleanup>;
using Text = Owned<char, curl_free>;

Error no_address() {
  return fail(ErrorCode::kInvalidInput, "this is no address of a mail server",
              "write smtps://mail.example.com:465 or smtp://mail.example.com:587");
}

/// A part of the address, decoded where `flags` say so; null when it is not there.
Text part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return nullptr;
  return Text(text);
}

bool is_this_machine(const std::string& host) {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) & kLoopbackNetmask) == kLoopbackNetwork;
  return equals_ignore_case(host, "localhost") || host == "[::1]";
}

}  // namespace

Result<SmtpSettings> parse_smtp_address(const SecretString& address, bool may_be_plain) {
  const Url url(curl_url());
  std::string text(address.expose());
  const CURLUcode read = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0);
  wipe(text);
  if (read != CURLUE_OK) return no_address();
  const Text scheme = part(url.get(), CURLUPART_SCHEME);
  const Text host = part(url.get(), CURLUPART_HOST);
  const Text path = part(url.get(), CURLUPART_PATH);
  const bool is_tls = scheme && std::string_view(scheme.get()) == "smtps";
  const bool is_smtp = is_tls || (scheme && std::string_view(scheme.get()) == "smtp");
  const bool has_more = (path && std::string_view(path.get()) != "/") || part(url.get(), CURLUPART_QUERY) ||
                        part(url.get(), CURLUPART_FRAGMENT) || part(url.get(), CURLUPART_OPTIONS);
  if (!is_smtp || !host || has_more) return no_address();

  SmtpSettings settings;
  settings.host = host.get();
  settings.port = is_tls ? kTlsSubmissionPort : kSubmissionPort;
  if (const Text port = part(url.get(), CURLUPART_PORT)) {
    const std::string_view digits = port.get();
    std::from_chars(digits.data(), digits.data() + digits.size(), settings.port);
  }
  if (const Text user = part(url.get(), CURLUPART_USER, CURLU_URLDECODE)) settings.user = user.get();
  if (const Text password = part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE)) {
    settings.password = SecretString(password.get());
    wipe({password.get(), settings.password.size()});
  }
  const bool is_plain = may_be_plain || is_this_machine(settings.host);
  settings.security = is_tls ? SmtpSecurity::kTls : is_plain ? SmtpSecurity::kPlain : SmtpSecurity::kStartTls;
  return settings;
}

}  // namespace signet::server
