#include "model/import/openapi_references.h"

#include <fmt/format.h>

#include <charconv>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::model::openapi {
namespace {

constexpr int kMostSteps = 32;  // of references to references

/// The part of a JSON pointer as it was before it was escaped (RFC 6901 §4, in a URI fragment §6).
std::string unescaped(std::string_view part) {
  return replace_all(replace_all(percent_decode(part), "~1", "/"), "~0", "~");
}

const json::value* element_at(const json::array& list, std::string_view part) {
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), index);
  const bool is_index = fault == std::errc() && end == part.data() + part.size();
  return is_index && index < list.size() ? &list[index] : nullptr;
}

}  // namespace

const json::value* References::look_up(std::string_view reference) const {
  reference.remove_prefix(1);
  if (!reference.starts_with('/')) return nullptr;
  const json::value* found = nullptr;
  for (const std::string& escaped : split(reference.substr(1), '/')) {
    const std::string part = unescaped(escaped);
    if (found == nullptr) {
      found = json::find(document_, part);
    } else if (const auto* object = found->if_object()) {
      found = json::find(*object, part);
    } else if (const auto* list = found->if_array()) {
      found = element_at(*list, part);
    } else {
      found = nullptr;
    }
    if (found == nullptr) return nullptr;
  }
  return found;
}

const json::value* References::follow(const json::value& value) const {
  const json::value* found = &value;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto* object = found->if_object();
    const json::value* reference = object == nullptr ? nullptr : object->if_contains("$ref");
    // A property may be called "$ref", too: then it is no text.
    if (reference == nullptr || !reference->is_string()) return found;
    const std::string_view text = reference->get_string();
    if (!text.starts_with('#')) {
      notices_.add(fmt::format("What {} refers to is not in the file and was left out.", in_quotes(text)));
      return nullptr;
    }
    if (!growth_.take(kValueBytes + text.size())) return nullptr;
    found = look_up(text);
    if (found == nullptr) {
      notices_.add(fmt::format("The reference {} leads nowhere.", in_quotes(text)));
      return nullptr;
    }
  }
  notices_.add("A reference that refers to itself was left out.");
  return nullptr;
}

const json::object* References::object(const json::value* value) const {
  if (value == nullptr) return nullptr;
  const json::value* found = follow(*value);
  return found == nullptr ? nullptr : found->if_object();
}

}  // namespace signet::model::openapi
