#include "server/notifications/tell.h"

#include "server/notifications/notifications.h"

namespace signet::server {

Status tell(store::Transaction& transaction, const Person& person, std::string_view kind, std::string_view what,
            MailText text, const ChangeContext& change) {
  SIGNET_CHECK(notify(transaction, person.id, kind, what, change.origin, change.now_ms));
  const MailContext context{person.email, person.name, change.outbox.public_url, change.origin, change.now_ms};
  return enqueue_mail(transaction, change.outbox, text(context, what), change.now_ms);
}

Status tell_all(store::Transaction& transaction, const std::vector<store::Row>& people, std::string_view kind,
                std::string_view what, MailText text, const ChangeContext& change) {
  for (const store::Row& row : people) {
    std::string id;
    std::string email;
    std::string name;
    SIGNET_CHECK(row.read(id, email, name));
    SIGNET_CHECK(tell(transaction, {id, email, name}, kind, what, text, change));
  }
  return {};
}

}  // namespace signet::server
