#include "server/routes/mail_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace signet::server {

namespace {

struct MailPage {
  std::string_view path;
  std::string_view title;
  std::string_view where;  ///< in the app
};

constexpr std::string_view kAtSignIn = "On its page to sign in, choose <b>I have a link from a mail</b>, and paste it.";

constexpr std::array<MailPage, 5> kPages = {{
    {"/verify", "Confirm your e-mail address", kAtSignIn},
    {"/reset", "Set a new password", kAtSignIn},
    {"/invitation", "Accept your invitation",
     "Signed in, choose <b>Join a team</b> in the list of workspaces, and paste it. Without an account, choose <b>I "
     "have a "
     "link from a mail</b> on the page to sign in."},
    {"/account/email", "Confirm your new e-mail address",
     "Signed in, open <b>Account</b>, and paste it below your e-mail address."},
    {"/sign-in", "Sign in to Signet",
     "Its first page is the one to sign in; it also helps when you forgot your password."},
}};

}  // namespace

std::optional<Response> mail_page(const Request& request) {
  if (request.method != Method::kGet && request.method != Method::kHead) return std::nullopt;
  const std::string path = request.path();
  const auto page = std::find_if(kPages.begin(), kPages.end(), [&](const MailPage& one) { return one.path == path; });
  if (page == kPages.end()) return std::nullopt;
  return make_response(
      200, "text/html; charset=utf-8",
      fmt::format(
          "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
          "content=\"width=device-width\"><title>{0}</title><h1>{0}</h1><p>Copy the address of this page, and open "
          "Signet on your machine (<code>signet app --server</code> and this server's address).</p><p>{1}</p>"
          "</html>\n",
          page->title, page->where));
}

}  // namespace signet::server
