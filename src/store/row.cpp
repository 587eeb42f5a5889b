#include "store/row.h"

#include "store/errors.h"

namespace signet::store {

Error Row::wrong_count(std::size_t wanted) const {
  return fail(ErrorCode::kInternal, fmt::format("the database gave {} columns where {} are read, in: {}",
                                                values_.size(), wanted, shown(statement_)));
}

Error Row::wrong_type(std::size_t column, Type wanted) const {
  return fail(ErrorCode::kInternal, fmt::format("column {} is {} where {} is wanted, in: {}", column + 1,
                                                name_of(values_[column].type()), name_of(wanted), shown(statement_)));
}

Status Row::read_one(std::size_t column, std::int64_t& field) const {
  const std::int64_t* number = values_[column].if_integer();
  if (number == nullptr) return wrong_type(column, Type::kInteger);
  field = *number;
  return {};
}

Status Row::read_one(std::size_t column, bool& field) const {
  const std::int64_t* number = values_[column].if_integer();
  if (number == nullptr) return wrong_type(column, Type::kInteger);
  if (*number != 0 && *number != 1) {
    return fail(ErrorCode::kInternal,
                fmt::format("column {} is neither 0 nor 1, in: {}", column + 1, shown(statement_)));
  }
  field = *number == 1;
  return {};
}

Status Row::read_one(std::size_t column, std::string& field) const {
  const std::string* text = values_[column].if_text();
  if (text == nullptr) return wrong_type(column, Type::kText);
  field = *text;
  return {};
}

Status Row::read_one(std::size_t column, Blob& field) const {
  const Blob* blob = values_[column].if_blob();
  if (blob == nullptr) return wrong_type(column, Type::kBlob);
  field = *blob;
  return {};
}

}  // namespace signet::store
