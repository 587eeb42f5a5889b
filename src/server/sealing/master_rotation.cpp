#include <array>

#include "server/accounts/two_factor.h"
#include "server/audit/audit_log.h"
#include "server/mail/mail_queue.h"
#include "server/sealing/rotation.h"

namespace signet::server {

namespace {

constexpr std::int64_t kBatch = 200;

/// A column that the master key seals. Bytes 2 to 17 of a sealed value are its key's id (docs/formats/sealed-value.md).
struct Column {
  store::Sql count;   ///< by $1, by others
  store::Sql select;  ///< id, workspace, sealed: those behind $1 that are not by $2, $3 of them
  store::Sql update;  ///< of the row $1 to $2
  std::string (*place)(std::string_view id, std::string_view workspace);
};

std::string place_of_key_row(std::string_view id, std::string_view workspace) {
  return place_of_data_key(workspace, id);
}
std::string place_of_user(std::string_view id, std::string_view /*workspace*/) {
  return place_of_two_factor(id);
}
std::string place_of_text(std::string_view id, std::string_view /*workspace*/) {
  return place_of_mail(id, MailPart::kText);
}
std::string place_of_html(std::string_view id, std::string_view /*workspace*/) {
  return place_of_mail(id, MailPart::kHtml);
}

constexpr std::array<Column, 4> kColumns = {{
    {"SELECT COUNT(CASE WHEN substr(wrapped, 2, 16) = $1 THEN 1 END), "
     "COUNT(CASE WHEN substr(wrapped, 2, 16) <> $1 THEN 1 END) FROM data_keys",
     "SELECT id, workspace_id, wrapped FROM data_keys WHERE id > $1 AND substr(wrapped, 2, 16) <> $2 "
     "ORDER BY id LIMIT $3",
     "UPDATE data_keys SET wrapped = $2 WHERE id = $1", place_of_key_row},
    {"SELECT COUNT(CASE WHEN substr(secret, 2, 16) = $1 THEN 1 END), "
     "COUNT(CASE WHEN substr(secret, 2, 16) <> $1 THEN 1 END) FROM two_factor",
     "SELECT user_id, '', secret FROM two_factor WHERE user_id > $1 AND substr(secret, 2, 16) <> $2 "
     "ORDER BY user_id LIMIT $3",
     "UPDATE two_factor SET secret = $2 WHERE user_id = $1", place_of_user},
    {"SELECT COUNT(CASE WHEN substr(body_text, 2, 16) = $1 THEN 1 END), "
     "COUNT(CASE WHEN substr(body_text, 2, 16) <> $1 THEN 1 END) FROM mail_queue",
     "SELECT id, '', body_text FROM mail_queue WHERE id > $1 AND substr(body_text, 2, 16) <> $2 ORDER BY id LIMIT $3",
     "UPDATE mail_queue SET body_text = $2 WHERE id = $1", place_of_text},
    {"SELECT COUNT(CASE WHEN substr(body_html, 2, 16) = $1 THEN 1 END), "
     "COUNT(CASE WHEN substr(body_html, 2, 16) <> $1 THEN 1 END) FROM mail_queue",
     "SELECT id, '', body_html FROM mail_queue WHERE id > $1 AND substr(body_html, 2, 16) <> $2 ORDER BY id LIMIT $3",
     "UPDATE mail_queue SET body_html = $2 WHERE id = $1", place_of_html},
}};

store::Blob blob_of(const crypto::KeyId& id) {
  return {std::string(id.begin(), id.end())};
}

struct Batch {
  Rewrapped outcome;
  std::string last;  ///< empty: there were no more
};

Result<Batch> rewrap_batch(store::Transaction& transaction, const MasterKeys& master, const Column& column,
                           std::string_view after) {
  SIGNET_TRY(const auto current, master.current(transaction));
  SIGNET_TRY(const auto rows, transaction.query(column.select, {after, blob_of(current->id()), kBatch}));
  Batch batch;
  for (const store::Row& row : rows) {
    std::string workspace;
    store::Blob sealed;
    SIGNET_CHECK(row.read(batch.last, workspace, sealed));
    const std::string place = column.place(batch.last, workspace);
    const auto plain = master.open(sealed.bytes, place);
    if (!plain) {
      // Without its key nothing is lost yet: the key may come. What is damaged stays so.
      if (plain.error().code != ErrorCode::kInvalidInput) return plain.error();
      ++batch.outcome.broken;
      continue;
    }
    SIGNET_TRY(std::string anew, current->seal(*plain, place));
    const auto changed = transaction.execute(column.update, {batch.last, store::Blob{std::move(anew)}});
    if (!changed) return changed.error();
    ++batch.outcome.done;
  }
  return batch;
}

}  // namespace

Result<Wrapped> count_wrapped(store::Transaction& transaction, const crypto::KeyId& current) {
  Wrapped sum;
  for (const Column& column : kColumns) {
    SIGNET_TRY(const auto row, transaction.query_one(column.count, {blob_of(current)}));
    Wrapped one;
    if (row) SIGNET_CHECK(row->read(one.by_current, one.by_others));
    sum.by_current += one.by_current;
    sum.by_others += one.by_others;
  }
  return sum;
}

Status replace_master_key(store::Database& database, const MasterKeys& master, const crypto::KeyId& next,
                          std::int64_t now_ms) {
  SIGNET_TRY([[maybe_unused]] const auto key, master.find(next));
  return database.write([&](store::Transaction& transaction) -> Status {
    SIGNET_TRY(const auto before, master.current(transaction));
    if (before->id() == next) {
      return fail(ErrorCode::kConflict, "that is the master key of the database already");
    }
    const auto changed = transaction.execute(
        "INSERT INTO settings (name, value, changed_ms) VALUES ('master_key_id', $1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms",
        {to_text(next), now_ms});
    if (!changed) return changed.error();
    AuditEvent event{"server.keys.replace_master"};
    event.actor_kind = "system";
    event.details["from"] = to_text(before->id());
    event.details["to"] = to_text(next);
    return append_audit(transaction, event, {"", "", ""}, now_ms);
  });
}

Result<Rewrapped> rewrap(store::Database& database, const MasterKeys& master, const SeeProgress& see) {
  SIGNET_TRY(const Wrapped all, database.read([&](store::Transaction& transaction) -> Result<Wrapped> {
    SIGNET_TRY(const auto current, master.current(transaction));
    return count_wrapped(transaction, current->id());
  }));
  Rewrapped sum;
  for (const Column& column : kColumns) {
    std::string after;
    do {
      SIGNET_TRY(Batch batch, database.write([&](store::Transaction& transaction) {
        return rewrap_batch(transaction, master, column, after);
      }));
      sum.done += batch.outcome.done;
      sum.broken += batch.outcome.broken;
      after = std::move(batch.last);
      SIGNET_CHECK(see(sum.done + sum.broken, all.by_others));
    } while (!after.empty());
  }
  return sum;
}

}  // namespace signet::server
