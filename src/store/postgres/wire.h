// Values as libpq's binary format has them (big-endian numbers, raw texts and bytes).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/postgres/owned.h"
#include "store/value.h"

namespace signet::store::postgres {

/// The parameters of one run, in the arrays that libpq wants. Points into the values it was made of.
class Parameters {
 public:
  explicit Parameters(const Values& values);

  [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
  [[nodiscard]] const Oid* types() const { return types_.data(); }
  [[nodiscard]] const char* const* pointers() const { return pointers_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }
  /// Of all values together.
  [[nodiscard]] std::size_t bytes() const;
  /// One letter a parameter: statements are prepared once for each.
  [[nodiscard]] const std::string& signature() const { return signature_; }

 private:
  std::vector<std::array<char, 8>> numbers_;
  std::vector<Oid> types_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::string signature_;
};

/// A column of a row that came in binary. Fails with kInternal on types that no column of ours has.
[[nodiscard]] Result<Value> value_at(const PGresult* answer, int column, std::string_view statement);

}  // namespace signet::store::postgres
