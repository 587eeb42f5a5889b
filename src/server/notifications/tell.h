// Telling people of what happened to their accounts and teams, in the app and by mail.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/change.h"
#include "server/mail/mail_texts.h"
#include "store/transaction.h"

namespace signet::server {

/// Who is told, and at which address: that of before a change, perhaps.
struct Person {
  std::string_view id;
  std::string_view email;
  std::string_view name;
};

/// How the mail puts it: security_change_mail and its like.
using MailText = Mail (*)(const MailContext& context, std::string_view what);

/// A notification and a mail, in the transaction of what they tell of. `kind` is the action in the audit log; `what` is
/// for people, a sentence without its end.
[[nodiscard]] Status tell(store::Transaction& transaction, const Person& person, std::string_view kind,
                          std::string_view what, MailText text, const ChangeContext& change);
/// The same of the people in a statement's rows: id, e-mail address, name.
[[nodiscard]] Status tell_all(store::Transaction& transaction, const std::vector<store::Row>& people,
                              std::string_view kind, std::string_view what, MailText text, const ChangeContext& change);

}  // namespace signet::server
