#include "server/accounts/owner_notice.h"

#include "server/mail/mail_texts.h"
#include "server/notifications/notifications.h"

namespace signet::server {

Status tell_owner(store::Transaction& transaction, const User& user, std::string_view kind, std::string_view sentence,
                  const ChangeContext& change) {
  SIGNET_CHECK(notify(transaction, user.id, kind, sentence, change.origin, change.now_ms));
  const MailContext context{user.email, user.name, change.outbox.public_url, change.origin, change.now_ms};
  return enqueue_mail(transaction, change.outbox, security_change_mail(context, sentence), change.now_ms);
}

}  // namespace signet::server
