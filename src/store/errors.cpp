#include "store/errors.h"

namespace signet::store {

namespace {

// The conflict is the error's innermost cause, with these words in front of the name.
constexpr std::string_view kUniqueWords = "unique index ";
constexpr std::string_view kForeignKeyWords = "foreign key";

}  // namespace

std::optional<Conflict> conflict_of(const Error& error) {
  const Error* inner = &error;
  while (inner->cause != nullptr) inner = inner->cause.get();
  if (inner == &error || inner->code != ErrorCode::kConflict) return std::nullopt;
  const std::string_view words = inner->message;
  if (words.starts_with(kUniqueWords)) return Conflict{Conflict::Kind::kUnique, words.substr(kUniqueWords.size())};
  if (words == kForeignKeyWords) return Conflict{Conflict::Kind::kForeignKey, {}};
  return std::nullopt;
}

bool is_conflict(const Error& error, std::string_view unique_index) {
  const auto conflict = conflict_of(error);
  return conflict && conflict->kind == Conflict::Kind::kUnique && conflict->constraint == unique_index;
}

Error make_conflict(Conflict::Kind kind, std::string_view constraint, std::string_view statement) {
  if (kind == Conflict::Kind::kForeignKey) {
    return with_context(fail(ErrorCode::kConflict, std::string(kForeignKeyWords)),
                        fmt::format("a row points at one that is not there, in: {}", shown(statement)));
  }
  return with_context(fail(ErrorCode::kConflict, fmt::format("{}{}", kUniqueWords, constraint)),
                      fmt::format("such a row is there already, in: {}", shown(statement)));
}

std::string shown(std::string_view statement) {
  constexpr std::size_t kMost = 160;
  std::string text;
  for (const char c : statement) {
    if (text.size() == kMost) return text + "...";
    const char plain = c == '\n' || c == '\t' ? ' ' : c;
    if (plain != ' ' || text.empty() || text.back() != ' ') text += plain;
  }
  return text;
}

}  // namespace signet::store
