// What the server writes to people. Each mail says what happened, when and from where, and what to do if it was not
// you.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/mail/mail_queue.h"
#include "server/origin.h"

namespace signet::server {

/// Who is written to, and about what.
struct MailContext {
  std::string_view to;
  std::string_view name;
  std::string_view public_url;  ///< "https://signet.example.com", without a slash at the end
  const Origin& origin;
  std::int64_t now_ms;
};

[[nodiscard]] Mail verification_mail(const MailContext& context, std::string_view token);
/// To the address that an account is to have from now on.
[[nodiscard]] Mail new_address_mail(const MailContext& context, std::string_view token);
/// To the owner of an address that somebody tried to sign up with again.
[[nodiscard]] Mail already_signed_up_mail(const MailContext& context);
[[nodiscard]] Mail password_reset_mail(const MailContext& context, std::string_view token);
/// `what` as in "Your password was changed": a sentence without its end.
[[nodiscard]] Mail security_change_mail(const MailContext& context, std::string_view what);

/// Where an invitation leads, by name.
struct InvitedTo {
  std::string_view team;       ///< empty: to the server alone
  std::string_view workspace;  ///< one of the team's; empty: none
};
/// `inviter` is a name.
[[nodiscard]] Mail invitation_mail(const MailContext& context, std::string_view inviter, const InvitedTo& to,
                                   std::string_view token);
/// To a member, about what others did: `what` as in "You were removed from the team X".
[[nodiscard]] Mail team_change_mail(const MailContext& context, std::string_view what);
/// To a person, about what an administrator did with the account.
[[nodiscard]] Mail administration_mail(const MailContext& context, std::string_view what);

}  // namespace signet::server
