#include "model/import/openapi_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace signet::model::openapi {
namespace {

constexpr std::size_t kMostLevels = 32;    // of schemas within schemas
constexpr std::size_t kMostValues = 2000;  // in one sample
constexpr std::size_t kMostExamples = 20;  // of one media type

/// By `format`; documentation's own names and addresses (RFC 2606, RFC 5737, RFC 3849).
std::string_view text_of_format(std::string_view format) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kTexts{{
      {"date-time", "2030-01-31T12:00:00Z"},
      {"date", "2030-01-31"},
      {"time", "12:00:00Z"},
      {"duration", "PT1H"},
      {"email", "person@example.com"},
      {"hostname", "example.com"},
      {"ipv4", "192.0.2.1"},
      {"ipv6", "2001:db8::1"},
      {"uri", "https://example.com"},
      {"url", "https://example.com"},
      {"uuid", "00000000-0000-4000-8000-000000000000"},
      {"byte", "dGV4dA=="},
      {"binary", ""},
  }};
  const auto* found =
      std::find_if(kTexts.begin(), kTexts.end(), [&](const auto& text) { return text.first == format; });
  return found == kTexts.end() ? "string" : found->second;
}

json::value number_of(const json::object& schema) {
  for (const std::string_view keyword : {"minimum", "maximum"}) {
    const json::value* bound = json::find(schema, keyword);
    // 0, unless it is out of bounds.
    if (bound == nullptr || !bound->is_number()) continue;
    const double at = bound->to_number<double>();
    if (keyword == "minimum" ? at > 0 : at < 0) return *bound;
  }
  return 0;
}

/// "example", the first of "examples" (3.1), "const", "default", the first of "enum".
const json::value* given_in(const json::object& schema) {
  if (const json::value* value = json::find(schema, "example")) return value;
  const auto first_of = [&](std::string_view keyword) -> const json::value* {
    const json::array* list = json::find_array(schema, keyword);
    return list == nullptr || list->empty() ? nullptr : list->data();
  };
  if (const json::value* value = first_of("examples")) return value;
  for (const std::string_view keyword : {"const", "default"}) {
    if (const json::value* value = json::find(schema, keyword)) return value;
  }
  return first_of("enum");
}

}  // namespace

std::string_view type_of(const json::object& schema) {
  const json::value* type = json::find(schema, "type");
  if (type != nullptr && type->is_string()) return type->get_string();
  if (const auto* types = type == nullptr ? nullptr : type->if_array()) {
    for (const json::value& one : *types) {
      if (one.is_string() && one.get_string() != "null") return one.get_string();
    }
  }
  if (schema.contains("properties") || schema.contains("additionalProperties")) return "object";
  if (schema.contains("items") || schema.contains("prefixItems")) return "array";
  if (schema.contains("format") || schema.contains("pattern")) return "string";
  return {};
}

bool is_binary(const References& references, const json::object& schema) {
  const json::object* one = &schema;
  if (type_of(schema) == "array") one = references.object(json::find(schema, "items"));
  if (one == nullptr) return false;
  const bool is_media = one->contains("contentMediaType") && !one->contains("contentEncoding");
  return json::string_or(*one, "format") == "binary" || is_media;
}

std::optional<json::value> Samples::taken(const json::value& given) {
  if (growth_.is_over() || !growth_.take(weight_of(given))) return std::nullopt;
  return given;
}

std::vector<Samples::Named> Samples::all(const json::object& described, Direction direction) {
  if (const json::value* example = json::find(described, "example")) {
    return {{"", taken(*example).value_or(json::value())}};
  }
  std::vector<Named> found;
  for (const auto& member : object_in(described, "examples")) {
    if (found.size() == kMostExamples) {
      notices_.add(fmt::format("Of more than {} examples of one body, only the first were taken.", kMostExamples));
      break;
    }
    if (!growth_.take(kValueBytes)) break;
    const json::object* example = references_.object(&member.value());
    if (example == nullptr) continue;
    if (const json::value* value = json::find(*example, "value")) {
      if (auto copy = taken(*value)) found.push_back({std::string(member.key()), *std::move(copy)});
    } else if (example->contains("externalValue")) {
      notices_.add("Examples that stand in files of their own were left out.");
    }
  }
  if (found.size() == 1) found.front().name.clear();
  if (!found.empty()) return found;
  const json::value* schema = json::find(described, "schema");
  if (schema == nullptr) return {};
  values_ = 0;
  if (auto made = of_schema(*schema, direction)) return {{"", *std::move(made)}};
  return {};
}

json::value Samples::first(const json::object& described, Direction direction) {
  std::vector<Named> found = all(described, direction);
  return found.empty() ? json::value() : std::move(found.front().value);
}

// At most kMostLevels deep, as are the two below.
std::optional<json::value> Samples::of_schema(const json::value& described,  // NOLINT(misc-no-recursion)
                                              Direction direction) {
  const json::object* schema = references_.object(&described);
  if (schema == nullptr || std::find(open_.begin(), open_.end(), schema) != open_.end()) return std::nullopt;
  if (open_.size() >= kMostLevels || ++values_ > kMostValues) {
    notices_.add("Examples that schemas make very large were cut.");
    return std::nullopt;
  }
  if (!growth_.take(kValueBytes)) return std::nullopt;
  if (const json::value* given = given_in(*schema)) return taken(*given);
  open_.push_back(schema);
  auto made = of_parts(*schema, direction);
  open_.pop_back();
  return made;
}

std::optional<json::value> Samples::of_parts(const json::object& schema,  // NOLINT(misc-no-recursion)
                                             Direction direction) {
  const std::string_view type = type_of(schema);
  std::optional<json::value> sample;
  if (type == "object") sample = of_object(schema, direction);
  add_composed(schema, "allOf", false, direction, sample);
  add_composed(schema, "oneOf", true, direction, sample);
  add_composed(schema, "anyOf", true, direction, sample);
  if (sample) return sample;
  if (type == "array") {
    json::array list;
    for (const json::value& item : list_in(schema, "prefixItems")) {
      if (!growth_.take(kValueBytes)) break;
      if (auto one = of_schema(item, direction)) list.push_back(*std::move(one));
    }
    const json::value* items = json::find(schema, "items");
    if (auto one = items == nullptr || !list.empty() ? std::nullopt : of_schema(*items, direction)) {
      list.push_back(*std::move(one));
    }
    return list;
  }
  if (type == "string") return json::value(text_of_format(json::string_or(schema, "format")));
  if (type == "integer" || type == "number") return number_of(schema);
  if (type == "boolean") return true;
  return json::value();
}

json::object Samples::of_object(const json::object& schema, Direction direction) {  // NOLINT(misc-no-recursion)
  json::object made;
  const std::string_view hidden = direction == Direction::kRequest ? "readOnly" : "writeOnly";
  for (const auto& member : object_in(schema, "properties")) {
    if (!growth_.take(kValueBytes + member.key().size())) break;
    const json::object* property = references_.object(&member.value());
    if (property == nullptr || json::bool_or(*property, hidden, false)) continue;
    if (auto value = of_schema(member.value(), direction)) made.emplace(member.key(), *std::move(value));
  }
  const json::value* others = json::find(schema, "additionalProperties");
  if (made.empty() && others != nullptr && others->is_object() && !others->get_object().empty()) {
    if (auto value = of_schema(*others, direction)) made.emplace("key", *std::move(value));
  }
  return made;
}

void Samples::add_composed(const json::object& schema, std::string_view keyword,  // NOLINT(misc-no-recursion)
                           bool is_first_only, Direction direction, std::optional<json::value>& sample) {
  for (const json::value& part : list_in(schema, keyword)) {
    if (!growth_.take(kValueBytes)) return;
    std::optional<json::value> made = of_schema(part, direction);
    if (!made || (is_first_only && made->is_null())) continue;
    if (!sample || !sample->is_object() || !made->is_object()) {
      if (!sample) sample = std::move(made);
    } else {
      for (auto& member : made->get_object()) sample->get_object().insert_or_assign(member.key(), member.value());
    }
    if (is_first_only) return;
  }
}

const json::object* Samples::property(const json::object& schema, std::string_view name) {
  if (const json::value* own = json::find(object_in(schema, "properties"), name)) return references_.object(own);
  for (const json::value& part : list_in(schema, "allOf")) {
    if (!growth_.take(kValueBytes)) return nullptr;
    const json::object* inner = references_.object(&part);
    if (inner == nullptr) continue;
    if (const json::value* added = json::find(object_in(*inner, "properties"), name)) return references_.object(added);
  }
  return nullptr;
}

}  // namespace signet::model::openapi
