#include "server/sealing/key_status.h"

#include "server/sealing/rotation.h"

namespace signet::server {

Result<KeyStatus> key_status(store::Transaction& transaction) {
  KeyStatus status;
  SIGNET_TRY(const auto rotation, transaction.query_one("SELECT 1 FROM settings WHERE name = 'data_key_rotation'"));
  status.rotates = rotation.has_value();
  SIGNET_TRY(const auto row, transaction.query_one("SELECT value FROM settings WHERE name = 'master_key_id'"));
  if (!row) return status;
  SIGNET_TRY(status.master_key_id, row->get<std::string>(0));
  SIGNET_TRY(const crypto::KeyId id, parse_key_id(*status.master_key_id));
  SIGNET_TRY(const Wrapped wrapped, count_wrapped(transaction, id));
  status.wrapped_by_it = wrapped.by_current;
  status.wrapped_by_others = wrapped.by_others;
  return status;
}

Status each_data_key(store::Transaction& transaction, const std::function<Status(const DataKeyStatus&)>& see) {
  return transaction.each(
      "SELECT k.id, k.workspace_id, w.name, k.created_ms, k.retired_ms, k.sealed_values, "
      "(SELECT COUNT(*) FROM sealed_values v WHERE v.key_id = k.id) FROM data_keys k "
      "JOIN workspaces w ON w.id = k.workspace_id ORDER BY k.workspace_id, k.created_ms, k.id",
      {}, [&](const store::Row& row) -> Status {
        DataKeyStatus key;
        SIGNET_CHECK(row.read(key.id, key.workspace, key.workspace_name, key.created_ms, key.retired_ms,
                              key.sealed_values, key.values));
        return see(key);
      });
}

}  // namespace signet::server
