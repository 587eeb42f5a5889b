// Small texts that strangers write: addresses of mail, cookies, user agents. What is taken has no byte that could end a
// line of a mail or a cookie, and is text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/encoding.h"
#include "server/accounts/password_rules.h"
#include "server/mail/email.h"
#include "server/routes/authentication.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;          // NOLINT(google-build-using-namespace)
  using namespace signet::server;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; };

  if (const auto email = parse_email(text)) {
    if (std::any_of(email->shown.begin(), email->shown.end(), is_control)) std::abort();
    if (std::count(email->shown.begin(), email->shown.end(), '@') != 1) std::abort();
    const auto again = parse_email(email->canonical);
    if (!again || again->canonical != email->canonical) std::abort();
  }
  Request request;
  request.headers = {{"Cookie", text}, {"User-Agent", text}};
  if (cookie(request, kSessionCookie).find(';') != std::string_view::npos) std::abort();
  const Origin origin = origin_of(request);
  if (!is_utf8(origin.user_agent) || origin.user_agent.size() > kMaxUserAgentBytes) std::abort();
  (void)check_new_password(text, {"somebody@example.com", "Somebody", "signet"});
  return 0;
}
