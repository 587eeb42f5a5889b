// PostgreSQL's SQLSTATE codes as Errors, and what they mean for the transaction. The server's DETAIL is never used: it
// quotes values.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/postgres/owned.h"
#include "store/session.h"

namespace signet::store::postgres {

struct Failure {
  Error error;
  Fate fate = Fate::kFinal;
  bool breaks_connection = false;
};

/// `statement` is what was run.
[[nodiscard]] Failure failure_of(const PGresult* answer, std::string_view statement);

/// The connection is gone, or has not answered in time.
[[nodiscard]] Failure lost_connection(std::string reason);
[[nodiscard]] Failure no_answer(std::string_view statement);

}  // namespace signet::store::postgres
