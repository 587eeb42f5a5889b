#include "store/value.h"

#include <array>

#include "base/encoding.h"

namespace signet::store {

std::string_view name_of(Type type) {
  constexpr std::array<std::string_view, 4> kNames = {"NULL", "integer", "text", "blob"};
  return kNames[static_cast<std::size_t>(type)];
}

Type Value::type() const {
  constexpr std::array<Type, 4> kTypes = {Type::kNull, Type::kInteger, Type::kText, Type::kBlob};
  return kTypes[state_.index()];
}

Status check_values(const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string* text = values[i].if_text();
    if (text == nullptr) continue;
    if (text->find('\0') != std::string::npos || !is_utf8(*text)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("the text for parameter ${} is no UTF-8 without NUL", i + 1));
    }
  }
  return {};
}

}  // namespace signet::store
