// JSON and forms that hold secrets: their memory is overwritten when it is given back.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace signet::vault {

/// Deepest nesting read in a provider's answer; real ones have fewer than ten levels.
inline constexpr std::size_t kMaxAnswerDepth = 64;

/// The same as json::parse, in memory that is wiped; errors tell where, and never quote the text.
[[nodiscard]] Result<json::value> parse_secret_json(std::string_view text, std::string_view source);

/// An empty object in such memory: what is put into it is wiped as well.
[[nodiscard]] json::object secret_object();

/// The text of a value; no other copy of it stays.
[[nodiscard]] SecretString secret_text(const json::value& v);

/// A value as a secret: a text as it is, numbers and words as JavaScript writes them, the rest as JSON.
[[nodiscard]] SecretString secret_value(const json::value& v);

using FormField = std::pair<std::string_view, std::string_view>;

/// "a=b&c=d", percent-encoded.
[[nodiscard]] SecretString secret_form(std::span<const FormField> fields);
[[nodiscard]] inline SecretString secret_form(std::initializer_list<FormField> fields) {
  return secret_form(std::span<const FormField>(fields.begin(), fields.size()));
}

/// Overwrites a string and empties it.
void wipe_text(std::string& text);

}  // namespace signet::vault
