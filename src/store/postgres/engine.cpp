#include "store/postgres/engine.h"

namespace signet::store {

Result<std::unique_ptr<Engine>> make_postgres_engine(DatabaseOptions /*options*/) {
  return fail(ErrorCode::kUnsupported, "PostgreSQL is not built in yet");
}

}  // namespace signet::store
