// Vectors from files of tests/crypto/vectors.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"

namespace signet::crypto::test {

inline json::value read_vectors(const std::string& name) {
  const auto text = read_file(SIGNET_SOURCE_DIR "/tests/crypto/vectors/" + name);
  auto vectors = text ? json::parse(*text, name) : Result<json::value>(text.error());
  if (vectors) return *std::move(vectors);
  ADD_FAILURE() << vectors.error().to_string();
  return json::object();
}

inline std::string from_hex(std::string_view hex) {
  std::string percent;
  for (std::size_t i = 0; i < hex.size(); i += 2) percent.append("%").append(hex.substr(i, 2));
  return percent_decode(percent);
}

/// The bytes of a member in hex.
inline std::string bytes(const json::value& v, std::string_view name) {
  return from_hex(json::string_or(v.as_object(), name));
}

}  // namespace signet::crypto::test
