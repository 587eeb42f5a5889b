#include "server/accounts/remembered_devices.h"

#include "base/ids.h"
#include "crypto/token.h"

namespace signet::server {

Result<SecretString> make_remembered_device(store::Transaction& transaction, std::string_view user_id,
                                            const Origin& origin, std::int64_t now_ms) {
  SecretString token = crypto::make_token();
  const auto added = transaction.execute(
      "INSERT INTO remembered_devices (token_hash, id, user_id, user_agent, address, created_ms, last_used_ms, "
      "expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
      {store::Blob{crypto::token_hash(token.expose())}, make_uuid(), user_id,
       origin.user_agent.substr(0, kMaxUserAgentBytes), origin.address, now_ms, now_ms + kRememberedDeviceMs});
  if (!added) return added.error();
  return token;
}

Result<bool> is_remembered(store::Transaction& transaction, std::string_view user_id, const SecretString& token,
                           const Origin& origin, std::int64_t now_ms) {
  if (token.empty()) return false;
  SIGNET_TRY(const std::int64_t found,
             transaction.execute("UPDATE remembered_devices SET last_used_ms = $3, address = $4 "
                                 "WHERE token_hash = $1 AND user_id = $2 AND expires_ms > $3",
                                 {store::Blob{crypto::token_hash(token.expose())}, user_id, now_ms, origin.address}));
  return found == 1;
}

Result<std::vector<RememberedDevice>> list_devices(store::Transaction& transaction, std::string_view user_id,
                                                   std::string_view token, std::int64_t now_ms) {
  SIGNET_TRY(const auto rows, transaction.query("SELECT id, user_agent, address, created_ms, last_used_ms, expires_ms, "
                                                "CASE WHEN token_hash = $3 THEN 1 ELSE 0 END FROM remembered_devices "
                                                "WHERE user_id = $1 AND expires_ms > $2 ORDER BY last_used_ms DESC, id",
                                                {user_id, now_ms, store::Blob{crypto::token_hash(token)}}));
  std::vector<RememberedDevice> devices;
  for (const store::Row& row : rows) {
    RememberedDevice& d = devices.emplace_back();
    SIGNET_CHECK(row.read(d.id, d.user_agent, d.address, d.created_ms, d.last_used_ms, d.expires_ms, d.is_this));
  }
  return devices;
}

Status revoke_device(store::Transaction& transaction, std::string_view user_id, std::string_view id) {
  SIGNET_TRY(const std::int64_t gone,
             transaction.execute("DELETE FROM remembered_devices WHERE user_id = $1 AND id = $2", {user_id, id}));
  if (gone == 0) return fail(ErrorCode::kNotFound, "there is no such device", "the list of devices shows them");
  return {};
}

Result<std::int64_t> forget_devices(store::Transaction& transaction, std::string_view user_id) {
  return transaction.execute("DELETE FROM remembered_devices WHERE user_id = $1", {user_id});
}

}  // namespace signet::server
