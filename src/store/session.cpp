#include "store/session.h"

#include "base/text.h"

namespace signet::store {

bool is_plain_name(std::string_view name) {
  constexpr std::size_t kMost = 63;  // PostgreSQL cuts longer ones
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= kMost && std::all_of(name.begin(), name.end(), is_plain);
}

Result<Type> column_type(std::string_view declared, std::string_view table, std::string_view column) {
  const std::string type = to_lower(declared);
  if (type == "bigint" || type == "int8") return Type::kInteger;
  if (type == "text") return Type::kText;
  if (type == "blob" || type == "bytea") return Type::kBlob;
  return fail(ErrorCode::kUnsupported,
              fmt::format("the column {}.{} is neither BIGINT, TEXT nor BLOB; Signet did not make it", table, column));
}

}  // namespace signet::store
