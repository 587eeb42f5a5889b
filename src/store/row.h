// A row of a query's result, read by type. A row is input from outside: a NULL or a type that was not expected is an
// Error, never a crash or a silent zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/value.h"

namespace signet::store {

class Row {
 public:
  /// `statement` names it in errors; it must live as long as the row.
  Row(std::string_view statement, std::vector<Value> values) : statement_(statement), values_(std::move(values)) {}

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

  /// Copies the columns, in order, into fields: `row.read(user.id, user.email, user.verified_ms)`. A field is an
  /// int64_t, bool (0 or 1), std::string or Blob, or an optional of these for a column that may be NULL.
  /// Fails with kInternal on another number of columns, a wrong type, or a NULL without an optional.
  template <typename... Fields>
  [[nodiscard]] Status read(Fields&... fields) const {
    if (values_.size() != sizeof...(Fields)) return wrong_count(sizeof...(Fields));
    Status status;
    std::size_t column = 0;
    (void)((status = read_one(column++, fields), status.ok()) && ...);
    return status;
  }

  /// One column, counted from 0, as read() does.
  template <typename T>
  [[nodiscard]] Result<T> get(std::size_t column) const {
    T field{};
    if (column >= values_.size()) return wrong_count(column + 1);
    SIGNET_CHECK(read_one(column, field));
    return field;
  }

 private:
  [[nodiscard]] Error wrong_count(std::size_t wanted) const;
  [[nodiscard]] Error wrong_type(std::size_t column, Type wanted) const;
  [[nodiscard]] Status read_one(std::size_t column, std::int64_t& field) const;
  [[nodiscard]] Status read_one(std::size_t column, bool& field) const;
  [[nodiscard]] Status read_one(std::size_t column, std::string& field) const;
  [[nodiscard]] Status read_one(std::size_t column, Blob& field) const;
  template <typename T>
  [[nodiscard]] Status read_one(std::size_t column, std::optional<T>& field) const {
    field.reset();
    return values_[column].is_null() ? Status() : read_one(column, field.emplace());
  }

  std::string_view statement_;
  std::vector<Value> values_;
};

/// All rows, each read by `read`, a function of Row that gives a Result<T>; the first error ends it.
template <typename Read>
[[nodiscard]] auto read_rows(const std::vector<Row>& rows, const Read& read)
    -> Result<std::vector<std::remove_cvref_t<decltype(*read(rows.front()))>>> {
  std::vector<std::remove_cvref_t<decltype(*read(rows.front()))>> out;
  out.reserve(rows.size());
  for (const Row& row : rows) {
    SIGNET_TRY(auto one, read(row));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace signet::store
