#include "model/import/growth.h"

namespace signet::model {

bool Growth::take(std::size_t bytes) {
  is_over_ = is_over_ || bytes > left_;
  if (!is_over_) left_ -= bytes;
  return !is_over_;
}

// As deep as the parser let the value be (json::kMaxDepth).
std::size_t weight_of(const json::value& value) {  // NOLINT(misc-no-recursion)
  std::size_t bytes = kValueBytes;
  if (const auto* text = value.if_string()) bytes += text->size();
  if (const auto* list = value.if_array()) {
    for (const json::value& element : *list) bytes += weight_of(element);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) bytes += member.key().size() + weight_of(member.value());
  }
  return bytes;
}

}  // namespace signet::model
