// YAML 1.2 read as JSON: the core schema, aliases and merge keys, within limits that hostile files meet. yaml-cpp knows
// the syntax; what its texts mean is told here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

struct YamlLimits {
  std::size_t bytes = 16U << 20;    ///< of the text
  std::size_t memory = 256U << 20;  ///< about what the values may take, with what aliases stand for
};

/// One document. Keys are texts as written, the last of the same wins; numbers that JSON does not have stay texts.
/// kInvalidInput naming line:column, kLimit past a limit or some 500 levels; `source` names it in errors.
[[nodiscard]] Result<json::value> parse_yaml(const std::string& text, std::string_view source,
                                             const YamlLimits& limits = {});

}  // namespace signet::model
