#include "server/notifications/tell.h"

#include "server/notifications/notifications.h"

namespace signet::server {

Status tell(store::Transaction& transaction, const Person& person, std::string_view kind, std::string_view what,
            MailText text, const ChangeContext& change) {
  SIGNET_CHECK(notify(transaction, person.id, kind, what, change.origin, change.now_ms));
  const MailContext context{person.email, person.name, change.outbox.public_url, change.origin, change.now_ms};
  return enqueue_mail(transaction, change.outbox, text(context, what), change.now_ms);
}

}  // namespace signet::server
