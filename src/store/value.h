// What a column holds and a parameter gives: NULL, a 64-bit number, a text or bytes. The same four on every database.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace signet::store {

/// Bytes of any value, apart from text, which is UTF-8 without NUL.
struct Blob {
  std::string bytes;

  auto operator<=>(const Blob&) const = default;
};

enum class Type { kNull, kInteger, kText, kBlob };

/// "integer", "text", "blob", "NULL".
[[nodiscard]] std::string_view name_of(Type type);

/// NULL that knows which type it stands for: PostgreSQL cannot always guess it.
struct Null {
  Type type = Type::kNull;

  auto operator<=>(const Null&) const = default;
};

template <typename T>
concept Number = std::integral<T> &&(sizeof(T) < sizeof(std::int64_t) || std::signed_integral<T>);

class Value {
 public:
  Value() : state_(Null{}) {}
  // NOLINTBEGIN(google-explicit-constructor): a list of values reads as the values
  Value(Null null) : state_(null) {}
  Value(std::nullopt_t /*none*/) : state_(Null{}) {}
  /// Numbers, and bool as 0 or 1. Unsigned 64-bit ones must be cast: they may not fit.
  template <Number T>
  Value(T number) : state_(static_cast<std::int64_t>(number)) {}
  Value(const char* text) : state_(std::string(text)) {}
  Value(std::string_view text) : state_(std::string(text)) {}
  Value(std::string text) : state_(std::move(text)) {}
  Value(Blob blob) : state_(std::move(blob)) {}
  template <typename T>
  Value(const std::optional<T>& optional) : state_(Null{type_for<T>()}) {
    if (optional) *this = Value(*optional);
  }
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] Type type() const;
  [[nodiscard]] bool is_null() const { return type() == Type::kNull; }
  /// Null when it is of another type.
  [[nodiscard]] const Null* if_null() const { return std::get_if<Null>(&state_); }
  [[nodiscard]] const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&state_); }
  [[nodiscard]] const std::string* if_text() const { return std::get_if<std::string>(&state_); }
  [[nodiscard]] const Blob* if_blob() const { return std::get_if<Blob>(&state_); }

  [[nodiscard]] bool operator==(const Value&) const = default;

 private:
  template <typename T>
  static constexpr Type type_for() {
    if (std::integral<T>) return Type::kInteger;
    return std::same_as<T, Blob> ? Type::kBlob : Type::kText;
  }

  std::variant<Null, std::int64_t, std::string, Blob> state_;
};

using Values = std::vector<Value>;

/// kInvalidInput when a text is no UTF-8 or holds a NUL, which no database may be given.
[[nodiscard]] Status check_values(const Values& values);

}  // namespace signet::store
