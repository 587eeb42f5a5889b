#include "vault/providers/json_key.h"

#include <charconv>

#include "base/encoding.h"
#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::size_t kMaxKeySteps = 32;
/// Of a secret's keys in an error.
constexpr std::size_t kMaxNames = 20;

const json::value* step_into(const json::value& v, std::string_view step) {
  if (const auto* o = v.if_object()) return json::find(*o, step);
  const auto* a = v.if_array();
  if (a == nullptr) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool is_index = error == std::errc() && end == step.data() + step.size() && index < a->size();
  return is_index ? &(*a)[index] : nullptr;
}

}  // namespace

const json::value* find_json_key(const json::value& document, std::string_view key) {
  if (const auto* o = document.if_object()) {
    if (const json::value* whole = json::find(*o, percent_decode(key))) return whole;
  }
  const std::vector<std::string> steps = split(key, '.');
  if (steps.size() > kMaxKeySteps) return nullptr;
  const json::value* at = &document;
  for (const std::string& step : steps) {
    at = step_into(*at, percent_decode(step));
    if (at == nullptr) return nullptr;
  }
  return at;
}

Result<SecretString> pick_json_key(const SecretString& value, std::string_view key, std::string_view subject,
                                   const Transport& transport) {
  if (key.empty()) return value.clone();
  const auto document = parse_secret_json(value.expose(), "the secret");
  if (!document || (!document->is_object() && !document->is_array())) {
    return transport.trouble(Trouble::kNotFound, fmt::format("{}#{}", subject, key),
                             "the secret is plain text, not JSON", "leave out # and the key");
  }
  const json::value* found = find_json_key(*document, key);
  if (found == nullptr) {
    std::vector<std::string_view> names;
    if (const json::object* o = document->if_object()) {
      for (const auto& member : *o) {
        if (names.size() < kMaxNames) names.emplace_back(member.key().data(), member.key().size());
      }
    }
    const std::string all = join(std::vector<std::string>(names.begin(), names.end()), ", ");
    const std::string_view near = nearest(key, names);
    return transport.trouble(Trouble::kNotFound, fmt::format("{}#{}", subject, key),
                             all.empty() ? std::string() : "the secret has the keys " + all,
                             near.empty() ? "write another #KEY" : fmt::format("did you mean #{}?", near));
  }
  return secret_value(*found);
}

}  // namespace signet::vault
