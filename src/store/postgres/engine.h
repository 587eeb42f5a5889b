// PostgreSQL by libpq: connections over TLS or a local socket, statements prepared once a connection.
#pragma once

#include <memory>

#include "base/result.h"
#include "store/database.h"
#include "store/session.h"

namespace signet::store {

/// Does not connect yet. Fails with kInvalidInput on an address that libpq cannot read.
[[nodiscard]] Result<std::unique_ptr<Engine>> make_postgres_engine(DatabaseOptions options);

}  // namespace signet::store
