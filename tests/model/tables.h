// The tables of tests/model/data: inputs and what Postman's own packages make of them (see data/make.mjs).
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "base/json.h"

namespace signet::model {

inline json::value load_table(const std::string& name) {
  const std::string path = std::string(SIGNET_SOURCE_DIR) + "/tests/model/data/" + name + ".json";
  auto text = read_file(path);
  EXPECT_TRUE(text.ok()) << path;
  auto table = text ? json::parse(*text, path) : Result<json::value>(json::value(json::array()));
  EXPECT_TRUE(table.ok()) << path;
  return table ? *std::move(table) : json::value(json::array());
}

/// Parses JSON that the test itself writes.
inline json::value parsed(std::string_view text) {
  auto value = json::parse(text, "test");
  EXPECT_TRUE(value.ok()) << (value ? "" : value.error().to_string());
  return value ? *std::move(value) : json::value();
}

}  // namespace signet::model
