// Owners of libpq's objects.
#pragma once

#include <libpq-fe.h>

#include "base/owned.h"

namespace signet::store::postgres {

using Connection = Owned<PGconn, PQfinish>;
using Answer = Owned<PGresult, PQclear>;

}  // namespace signet::store::postgres
