#include "server/accounts/links.h"

#include "crypto/token.h"

namespace signet::server {

namespace {

std::string_view name_of(LinkKind kind) {
  switch (kind) {
    case LinkKind::kVerifyEmail:
      return "verify_email";
    case LinkKind::kChangeEmail:
      return "change_email";
    case LinkKind::kResetPassword:
      return "reset_password";
    case LinkKind::kFirstAdmin:
      return "first_admin";
    case LinkKind::kSecondFactor:
      return "second_factor";
  }
  return "";
}

Result<std::optional<Link>> to_link(const std::optional<store::Row>& row) {
  if (!row) return std::optional<Link>();
  Link link;
  SIGNET_CHECK(row->read(link.user_id, link.email));
  return std::optional(std::move(link));
}

Status drop_earlier(store::Transaction& transaction, LinkKind kind, const Link& link) {
  if (kind == LinkKind::kSecondFactor) return {};  // a person may sign in on two devices at once
  const auto dropped =
      link.user_id
          ? transaction.execute("DELETE FROM one_time_links WHERE kind = $1 AND user_id = $2",
                                {name_of(kind), *link.user_id})
          : transaction.execute("DELETE FROM one_time_links WHERE kind = $1 AND user_id IS NULL", {name_of(kind)});
  if (!dropped) return dropped.error();
  return {};
}

}  // namespace

Result<SecretString> make_link(store::Transaction& transaction, LinkKind kind, const Link& link, std::int64_t life_ms,
                               std::int64_t now_ms) {
  SIGNET_CHECK(drop_earlier(transaction, kind, link));
  SecretString token = crypto::make_token();
  const auto added = transaction.execute(
      "INSERT INTO one_time_links (token_hash, kind, user_id, email, created_ms, expires_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {store::Blob{crypto::token_hash(token.expose())}, name_of(kind), link.user_id, link.email, now_ms,
       now_ms + life_ms});
  if (!added) return added.error();
  return token;
}

Result<std::optional<Link>> take_link(store::Transaction& transaction, LinkKind kind, const SecretString& token,
                                      std::int64_t now_ms) {
  SIGNET_TRY(const auto row,
             transaction.query_one("UPDATE one_time_links SET used_ms = $3 WHERE token_hash = $1 AND kind = $2 "
                                   "AND used_ms IS NULL AND expires_ms > $3 RETURNING user_id, email",
                                   {store::Blob{crypto::token_hash(token.expose())}, name_of(kind), now_ms}));
  return to_link(row);
}

Result<std::optional<Link>> look_at_link(store::Transaction& transaction, LinkKind kind, const SecretString& token,
                                         std::int64_t now_ms) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT user_id, email FROM one_time_links WHERE token_hash = $1 AND kind = $2 "
                                   "AND used_ms IS NULL AND expires_ms > $3",
                                   {store::Blob{crypto::token_hash(token.expose())}, name_of(kind), now_ms}));
  return to_link(row);
}

Status drop_links(store::Transaction& transaction, std::string_view user_id) {
  const auto dropped = transaction.execute("DELETE FROM one_time_links WHERE user_id = $1", {user_id});
  if (!dropped) return dropped.error();
  return {};
}

}  // namespace signet::server
