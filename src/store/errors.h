// What errors of the store tell beyond their code: which rule of the schema a row broke.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::store {

/// Why an error is kConflict.
struct Conflict {
  enum class Kind {
    kUnique,      ///< a row with that key is there already
    kForeignKey,  ///< the row points at one that is not there, or is pointed at
  };
  Kind kind = Kind::kUnique;
  /// The unique index's name, as the migrations give it ("users_email"), or TABLE_pkey; the same on every database.
  /// Empty for foreign keys: SQLite does not tell theirs.
  std::string_view constraint;
};

/// The conflict in an error of Transaction, or nullopt. The name lives as long as the error.
[[nodiscard]] std::optional<Conflict> conflict_of(const Error& error);

/// Whether an error is the unique index's: `if (is_conflict(error, "users_email")) ...`.
[[nodiscard]] bool is_conflict(const Error& error, std::string_view unique_index);

/// For the databases' own files: the kConflict error that conflict_of() reads.
[[nodiscard]] Error make_conflict(Conflict::Kind kind, std::string_view constraint, std::string_view statement);

/// The start of a statement for messages, on one line. Statements are literals, so this shows no value.
[[nodiscard]] std::string shown(std::string_view statement);

}  // namespace signet::store
