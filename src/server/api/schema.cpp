#include "server/api/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "server/api/formats.h"

namespace signet::server {
namespace {

/// So that the answer to a hostile body is not longer than the body.
constexpr std::size_t kMostFaults = 50;

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kString:
      return "string";
    case Type::kInteger:
      return "integer";
    case Type::kNumber:
      return "number";
    case Type::kBoolean:
      return "boolean";
    case Type::kObject:
      return "object";
    case Type::kArray:
      return "array";
  }
  return "string";
}

/// Whether handlers can read it as std::int64_t, whatever way it was written ("1.0").
bool is_integer(const json::value& value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: doubles below it are whole numbers without doubt
  if (const auto* number = value.if_double()) return std::trunc(*number) == *number && std::fabs(*number) <= kExact;
  return value.is_int64();  // Boost.JSON keeps as uint64 only what does not fit
}

bool has_type(const json::value& value, Type type) {
  switch (type) {
    case Type::kString:
      return value.is_string();
    case Type::kInteger:
      return is_integer(value);
    case Type::kNumber:
      return value.is_number();
    case Type::kBoolean:
      return value.is_bool();
    case Type::kObject:
      return value.is_object();
    case Type::kArray:
      return value.is_array();
  }
  return false;
}

std::string_view with_article(Type type) {
  switch (type) {
    case Type::kInteger:
      return "an integer";
    case Type::kObject:
      return "an object";
    case Type::kArray:
      return "an array";
    case Type::kNumber:
      return "a number";
    case Type::kBoolean:
      return "true or false";
    case Type::kString:
      break;
  }
  return "a string";
}

/// Characters, not bytes: every byte that begins one.
std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::optional<std::int64_t> most_of(const Field& field) {
  if (field.max) return field.max;
  if (field.type == Type::kString && field.values.empty()) return kDefaultLength;
  if (field.type == Type::kArray) return kDefaultElements;
  return std::nullopt;
}

/// What is wrong with a string; empty when nothing is.
std::string fault_of_string(std::string_view text, const Field& field) {
  if (!field.values.empty()) {
    const bool known = std::find(field.values.begin(), field.values.end(), text) != field.values.end();
    return known ? std::string() : fmt::format("must be one of: {}", join(field.values, ", "));
  }
  const std::int64_t length = count_characters(text);
  if (field.min && length < *field.min) return fmt::format("must have at least {} characters", *field.min);
  if (const auto most = most_of(field); length > *most) return fmt::format("must have at most {} characters", *most);
  return std::string(fault_of_format(text, field.format));
}

std::string fault_of_number(double number, const Field& field) {
  if (field.min && number < static_cast<double>(*field.min)) return fmt::format("must be at least {}", *field.min);
  if (field.max && number > static_cast<double>(*field.max)) return fmt::format("must be at most {}", *field.max);
  return {};
}

void validate_object(const json::object& object, const Field& field, const std::string& pointer,
                     std::vector<Fault>& faults) {
  if (field.fields.empty()) return;
  for (const Field& member : field.fields) {
    const std::string at = pointer + "/" + escape_pointer(member.name);
    const json::value* value = object.if_contains(member.name);
    if (value != nullptr) {
      validate(*value, member, at, faults);
    } else if (member.required) {
      faults.push_back({.pointer = at, .detail = "is required"});
    }
  }
  for (const auto& member : object) {
    const bool known = std::any_of(field.fields.begin(), field.fields.end(),
                                   [&](const Field& declared) { return declared.name == member.key(); });
    // The name is told: it is the client's own, and it came as JSON, so that it can go as JSON.
    if (!known && faults.size() < kMostFaults)
      faults.push_back({.pointer = pointer + "/" + escape_pointer(member.key()), .detail = "is not known here"});
  }
}

void validate_array(const json::array& array, const Field& field, const std::string& pointer,
                    std::vector<Fault>& faults) {
  const auto size = static_cast<std::int64_t>(array.size());
  if (field.min && size < *field.min) {
    faults.push_back({.pointer = pointer, .detail = fmt::format("must have at least {} elements", *field.min)});
  }
  if (size > *most_of(field)) {
    faults.push_back({.pointer = pointer, .detail = fmt::format("must have at most {} elements", *most_of(field))});
    return;
  }
  if (field.fields.empty()) return;
  for (std::size_t i = 0; i < array.size(); ++i) {
    validate(array[i], field.fields.front(), fmt::format("{}/{}", pointer, i), faults);
  }
}

std::optional<json::value> parse_text(std::string_view text, Type type) {
  const char* const end = text.data() + text.size();
  if (type == Type::kString) return json::value(text);
  if (type == Type::kBoolean && (text == "true" || text == "false")) return json::value(text == "true");
  if (type == Type::kInteger) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), end, number);
    if (!text.empty() && parsed.ec == std::errc() && parsed.ptr == end) return json::value(number);
  }
  if (type == Type::kNumber) {
    double number = 0;
    const auto parsed = std::from_chars(text.data(), end, number);
    if (!text.empty() && parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(number))
      return json::value(number);
  }
  return std::nullopt;
}

void add_limits(json::object& schema, const Field& field, Direction direction) {
  const bool text = field.type == Type::kString;
  const bool list = field.type == Type::kArray;
  if (field.type == Type::kBoolean || field.type == Type::kObject) return;
  const std::string_view least = text ? "minLength" : list ? "minItems" : "minimum";
  const std::string_view most = text ? "maxLength" : list ? "maxItems" : "maximum";
  if (field.min) schema[least] = *field.min;
  if (const auto limit = direction == Direction::kIn ? most_of(field) : field.max) schema[most] = *limit;
}

void add_members(json::object& schema, const Field& field, Direction direction, json::object& shapes) {
  json::object properties;
  json::array required;
  for (const Field& member : field.fields) {
    properties[member.name] = to_schema(member, direction, shapes);
    if (member.required) required.emplace_back(member.name);
  }
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  if (direction == Direction::kIn) schema["additionalProperties"] = false;
}

}  // namespace

std::string escape_pointer(std::string_view name) {
  return replace_all(replace_all(name, "~", "~0"), "/", "~1");
}

void validate(const json::value& value, const Field& field, const std::string& pointer, std::vector<Fault>& faults) {
  if (faults.size() >= kMostFaults || (value.is_null() && field.nullable)) return;
  if (!has_type(value, field.type)) {
    faults.push_back({.pointer = pointer, .detail = fmt::format("must be {}", with_article(field.type))});
    return;
  }
  if (const auto* object = value.if_object()) return validate_object(*object, field, pointer, faults);
  if (const auto* array = value.if_array()) return validate_array(*array, field, pointer, faults);
  std::string detail;
  if (const auto* text = value.if_string()) detail = fault_of_string(*text, field);
  if (value.is_number()) detail = fault_of_number(value.to_number<double>(), field);
  if (!detail.empty()) faults.push_back({.pointer = pointer, .detail = std::move(detail)});
}

std::optional<json::value> read_parameter(std::string_view text, const Field& field, std::vector<Fault>& faults) {
  auto value = parse_text(text, field.type);
  if (!value) {
    faults.push_back({.parameter = field.name, .detail = fmt::format("must be {}", with_article(field.type))});
    return std::nullopt;
  }
  std::vector<Fault> found;
  validate(*value, field, "#", found);
  if (found.empty()) return value;
  faults.push_back({.parameter = field.name, .detail = found.front().detail});
  return std::nullopt;
}

json::object to_schema(const Field& field, Direction direction, json::object& shapes) {
  json::object schema;
  const std::string_view type = type_name(field.type);
  if (field.nullable)
    schema["type"] = json::array{type, "null"};
  else
    schema["type"] = type;
  if (!field.format.empty()) schema["format"] = field.format;
  if (field.secret) {
    schema["format"] = "password";
    if (direction == Direction::kIn) schema["writeOnly"] = true;
  }
  if (!field.values.empty()) {
    json::array values(field.values.begin(), field.values.end());
    if (field.nullable) values.emplace_back(nullptr);
    schema["enum"] = std::move(values);
  }
  add_limits(schema, field, direction);
  if (field.type == Type::kArray && !field.fields.empty())
    schema["items"] = to_schema(field.fields.front(), direction, shapes);
  if (field.type == Type::kObject && !field.fields.empty()) add_members(schema, field, direction, shapes);
  const json::value* known = shapes.if_contains(field.shape);
  if (!field.shape.empty() && (known == nullptr || *known == schema)) {
    shapes[field.shape] = std::move(schema);
    schema = {{"$ref", "#/components/schemas/" + field.shape}};
  }
  if (!field.description.empty()) schema["description"] = field.description;
  return schema;
}

}  // namespace signet::server
