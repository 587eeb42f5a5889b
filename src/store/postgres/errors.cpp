#include "store/postgres/errors.h"

#include <fmt/format.h>

#include <array>

#include "store/errors.h"

namespace signet::store::postgres {

namespace {

std::string_view field(const PGresult* answer, int which) {
  const char* text = PQresultErrorField(answer, which);
  return text == nullptr ? std::string_view() : text;
}

/// A code, or a class of codes by its two characters (PostgreSQL 15, appendix A). The first match counts.
struct Known {
  std::string_view state;
  ErrorCode code;
  std::string_view hint;
  Fate fate = Fate::kFinal;
  bool breaks_connection = false;
};

constexpr std::string_view kUnavailable = "the server went away or is starting; try again";

constexpr auto kKnown = std::to_array<Known>({
    {"40001", ErrorCode::kTimeout, "another change was in the way; try again", Fate::kSerialize},
    {"40P01", ErrorCode::kTimeout, "another change was in the way; try again", Fate::kSerialize},
    {"57014", ErrorCode::kTimeout, "the statement took too long"},
    {"55P03", ErrorCode::kTimeout, "another transaction holds a lock for too long"},
    {"57P0", ErrorCode::kNetwork, kUnavailable, Fate::kConnection, true},
    {"25P03", ErrorCode::kNetwork, "the transaction was idle for too long", Fate::kConnection, true},
    {"08", ErrorCode::kNetwork, kUnavailable, Fate::kConnection, true},
    // The prepared statement is gone (a pooler), see also failure_of().
    {"26000", ErrorCode::kNetwork, "use a pooler in session mode, or none", Fate::kConnection, true},
    {"53100", ErrorCode::kIo, "the disk of the PostgreSQL server is full: make room"},
    {"53300", ErrorCode::kNetwork, "the PostgreSQL server takes no more connections", Fate::kFinal, true},
    {"53", ErrorCode::kIo, "the PostgreSQL server lacks memory or space"},
    {"58", ErrorCode::kIo, "look into the PostgreSQL server's log"},
    {"XX001", ErrorCode::kIo, "the database is damaged: restore the last backup"},
    {"XX002", ErrorCode::kIo, "an index is damaged: REINDEX it"},
    {"28", ErrorCode::kPermission, "check the user and its password"},
    {"42501", ErrorCode::kPermission, "the user must own the database"},
    {"54", ErrorCode::kLimit, ""},
    {"22021", ErrorCode::kInvalidInput, ""},
    {"22", ErrorCode::kInternal, ""},
});

const Known* find_known(std::string_view state) {
  for (const Known& known : kKnown) {
    if (state.starts_with(known.state)) return &known;
  }
  return nullptr;
}

}  // namespace

Failure failure_of(const PGresult* answer, std::string_view statement) {
  const std::string_view state = field(answer, PG_DIAG_SQLSTATE);
  const std::string_view constraint = field(answer, PG_DIAG_CONSTRAINT_NAME);
  if (state == "23505") return {make_conflict(Conflict::Kind::kUnique, constraint, statement)};
  if (state == "23503" || state == "23001") return {make_conflict(Conflict::Kind::kForeignKey, {}, statement)};
  // The messages of class 22 quote the value that they are about; 23514 and 23502 do not.
  const std::string_view words =
      state.starts_with("22") ? "a value does not fit" : field(answer, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message = fmt::format("{} (PostgreSQL {}), in: {}", words, state, shown(statement));
  // A migration of another replica changed a table below a prepared statement: prepare it anew.
  if (state == "0A000" && words.find("cached plan") != std::string_view::npos) {
    return {fail(ErrorCode::kNetwork, message), Fate::kConnection, true};
  }
  const Known* known = find_known(state);
  if (known == nullptr) return {fail(ErrorCode::kInternal, message)};
  return {fail(known->code, message, std::string(known->hint)), known->fate, known->breaks_connection};
}

Failure lost_connection(std::string reason) {
  return {fail(ErrorCode::kNetwork, "the connection to PostgreSQL was lost: " + std::move(reason),
               std::string(kUnavailable)),
          Fate::kConnection, true};
}

Failure no_answer(std::string_view statement) {
  return {fail(ErrorCode::kTimeout, "PostgreSQL does not answer, in: " + shown(statement),
               "look at the server and the network between"),
          Fate::kFinal, true};
}

}  // namespace signet::store::postgres
