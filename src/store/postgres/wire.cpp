#include "store/postgres/wire.h"

#include <fmt/format.h>

#include <numeric>

#include "base/encoding.h"
#include "store/errors.h"

namespace signet::store::postgres {

namespace {

// pg_type.dat of PostgreSQL; these never change.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kVarchar = 1043;

constexpr int kBinary = 1;

std::array<char, 8> to_wire(std::int64_t number) {
  std::array<char, 8> bytes{};
  const auto bits = static_cast<std::uint64_t>(number);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bits >> (56 - 8 * i));
  return bytes;
}

/// A big-endian number of 1, 2, 4 or 8 bytes, its sign spread.
std::int64_t from_wire(std::string_view bytes) {
  std::uint64_t bits = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 && bytes.size() > 1 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(bits);
}

/// Bytes of a number, or 0 when the type is none.
std::size_t number_bytes(Oid type) {
  switch (type) {
    case kBool:
      return 1;
    case kInt2:
      return 2;
    case kInt4:
      return 4;
    case kInt8:
      return 8;
    default:
      return 0;
  }
}

Oid type_of(Type type) {
  switch (type) {
    case Type::kInteger:
      return kInt8;
    case Type::kText:
      return kText;
    case Type::kBlob:
      return kBytea;
    default:
      return 0;  // the server's guess
  }
}

}  // namespace

Parameters::Parameters(const Values& values) : numbers_(values.size()) {
  constexpr std::array<char, 4> kLetters = {'n', 'i', 't', 'b'};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    const char* pointer = nullptr;
    std::size_t length = 0;
    Type type = value.type();
    if (const auto* number = value.if_integer()) {
      numbers_[i] = to_wire(*number);
      pointer = numbers_[i].data();
      length = numbers_[i].size();
    } else if (const auto* text = value.if_text()) {
      pointer = text->c_str();
      length = text->size();
    } else if (const auto* blob = value.if_blob()) {
      pointer = blob->bytes.c_str();
      length = blob->bytes.size();
    } else {
      type = value.if_null()->type;
    }
    types_.push_back(type_of(type));
    pointers_.push_back(pointer);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(kBinary);
    signature_ += kLetters[static_cast<std::size_t>(type)];
  }
}

std::size_t Parameters::bytes() const {
  return std::accumulate(lengths_.begin(), lengths_.end(), std::size_t{0},
                         [](std::size_t sum, int length) { return sum + static_cast<std::size_t>(length); });
}

Result<Value> value_at(const PGresult* answer, int column, std::string_view statement) {
  if (PQgetisnull(answer, 0, column) != 0) return Value();
  const Oid type = PQftype(answer, column);
  const std::string_view bytes(PQgetvalue(answer, 0, column), static_cast<std::size_t>(PQgetlength(answer, 0, column)));
  const auto wrong = [&](std::string_view what) {
    return fail(ErrorCode::kInternal, fmt::format("column {} {}, in: {}", column + 1, what, shown(statement)));
  };
  if (const std::size_t size = number_bytes(type); size != 0) {
    if (bytes.size() != size) return wrong("is a number of a wrong size");
    return Value(from_wire(bytes));
  }
  switch (type) {
    case kText:
    case kVarchar:
    case kName:
      if (bytes.find('\0') != std::string_view::npos || !is_utf8(bytes)) return wrong("holds a text that is no UTF-8");
      return Value(bytes);
    case kBytea:
      return Value(Blob{std::string(bytes)});
    default:
      return wrong(fmt::format("has PostgreSQL's type {}: CAST it to BIGINT, TEXT or BLOB", type));
  }
}

}  // namespace signet::store::postgres
