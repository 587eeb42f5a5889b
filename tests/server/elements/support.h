// Documents of elements for tests.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "server/elements/content.h"

namespace signet::server::test {

inline json::value parsed(std::string_view text) {
  auto value = json::parse(text, "test");
  EXPECT_TRUE(value) << (value ? "" : value.error().to_string());
  return value ? *std::move(value) : json::value();
}

inline Content taken(ElementKind kind, std::string_view text) {
  auto content = take_apart(kind, parsed(text));
  EXPECT_TRUE(content) << (content ? "" : content.error().to_string());
  return content ? *std::move(content) : Content{};
}

/// Slot → JSON text of its value, "as before" of those without one.
inline std::map<std::string, std::string> secrets_of(const Content& content) {
  std::map<std::string, std::string> found;
  for (const SecretPlace& place : content.secrets) {
    const bool is_new = found.emplace(place.slot, place.value ? place.value->expose() : "as before").second;
    EXPECT_TRUE(is_new) << place.slot;
  }
  return found;
}

inline json::value put_together(Content content) {
  put_back(content.document, content.secrets);
  return std::move(content.document);
}

}  // namespace signet::server::test
