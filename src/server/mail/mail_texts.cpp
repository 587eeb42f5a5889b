#include "server/mail/mail_texts.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"

namespace signet::server {

namespace {

/// Text and page of the same words. `link` may be empty.
Mail compose(const MailContext& context, std::string_view subject, std::string_view words, std::string_view link,
             std::string_view end) {
  Mail mail;
  mail.to = context.to;
  mail.subject = subject;
  const std::string shown_link = link.empty() ? "" : fmt::format("{}\n\n", link);
  mail.text =
      fmt::format("Hello {},\n\n{}\n\n{}{}\n\nSignet, {}\n", context.name, words, shown_link, end, context.public_url);
  const std::string anchor = link.empty() ? "" : fmt::format("<p><a href=\"{0}\">{0}</a></p>", escape_html(link));
  mail.html = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{}</title>"
      "<p>Hello {},</p><p>{}</p>{}<p>{}</p><p>Signet, {}</p></html>\n",
      escape_html(subject), escape_html(context.name), escape_html(words), anchor, escape_html(end),
      escape_html(context.public_url));
  // The key is public within the database; a hash of the text keeps a token out of it.
  mail.dedup_key =
      hex_encode(crypto::sha256(fmt::format("{}\n{}\n{}\n{}", context.to, subject, context.now_ms, mail.text)));
  return mail;
}

std::string when_and_where(const MailContext& context) {
  return fmt::format("It was on {}, from the address {}.", iso_time(context.now_ms), context.origin.address);
}

}  // namespace

Mail verification_mail(const MailContext& context, std::string_view token) {
  return compose(
      context, "Confirm your e-mail address",
      "Somebody, most likely you, signed up with this address. Open this page to confirm it:",
      fmt::format("{}/verify#{}", context.public_url, token),
      "The link works once, for 24 hours. If it was not you, do nothing: without it the account is not used.");
}

Mail new_address_mail(const MailContext& context, std::string_view token) {
  return compose(context, "Confirm your new e-mail address",
                 "Somebody, most likely you, asked to use this address for an account. " + when_and_where(context) +
                     " Open this page, signed in to that account, to confirm it:",
                 fmt::format("{}/account/email#{}", context.public_url, token),
                 "The link works once, for 24 hours. If it was not you, do nothing: the account stays as it is.");
}

Mail already_signed_up_mail(const MailContext& context) {
  return compose(context, "You have an account already",
                 "Somebody, most likely you, tried to sign up with this address, which has an account already. " +
                     when_and_where(context),
                 fmt::format("{}/sign-in", context.public_url),
                 "If you forgot your password, that page helps. If it was not you, there is nothing to do.");
}

Mail password_reset_mail(const MailContext& context, std::string_view token) {
  return compose(context, "Set a new password",
                 "Somebody, most likely you, asked to set a new password. " + when_and_where(context) +
                     " Open this page to do it:",
                 fmt::format("{}/reset#{}", context.public_url, token),
                 "The link works once, for an hour. If it was not you, do nothing: your password stays as it is.");
}

Mail security_change_mail(const MailContext& context, std::string_view what) {
  return compose(context, fmt::format("{}", what), fmt::format("{}. {}", what, when_and_where(context)), "",
                 "If it was not you, set a new password now, end all sessions in your account settings, and tell your "
                 "administrator.");
}

Mail invitation_mail(const MailContext& context, std::string_view inviter, const InvitedTo& to,
                     std::string_view token) {
  std::string where = to.team.empty() ? std::string("Signet") : fmt::format("the team \"{}\"", to.team);
  if (!to.workspace.empty()) where = fmt::format("the workspace \"{}\" of {}", to.workspace, where);
  return compose(context, fmt::format("An invitation to {}", where),
                 fmt::format("{} invites you to {}. Open this page to accept:", inviter, where),
                 fmt::format("{}/invitation#{}", context.public_url, token),
                 "The link works once, for 7 days, for this address. If you know nobody of that name, do nothing.");
}

Mail team_change_mail(const MailContext& context, std::string_view what) {
  return compose(context, what, fmt::format("{}. It was on {}.", what, iso_time(context.now_ms)), "",
                 "If you did not expect this, ask an owner of the team.");
}

Mail administration_mail(const MailContext& context, std::string_view what) {
  return compose(context, what, fmt::format("{}. It was on {}.", what, iso_time(context.now_ms)), "",
                 "If you did not expect this, ask an administrator of the server.");
}

}  // namespace signet::server
