// What JSON may come in or go out, declared once: the dispatcher validates by it, and the OpenAPI description is
// written from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "server/api/problem.h"

namespace signet::server {

enum class Type { kString, kInteger, kNumber, kBoolean, kObject, kArray };

/// One member of an object, one parameter, or (without a name) the elements of an array.
///
///     {.name = "email", .type = Type::kString, .required = true, .format = "email", .max = 254}
struct Field {
  std::string name;
  Type type = Type::kString;
  bool required = false;
  std::string description;
  /// Of strings; checked: "email", "uuid", "date-time", "uri". Others are only described.
  std::string format;
  /// Of strings in characters, of arrays in elements, of numbers their value. Strings and arrays have a limit always:
  /// without `max` kDefaultLength or kDefaultElements.
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  /// Of strings: the only values that may come; empty for any.
  std::vector<std::string> values;
  /// null is taken too.
  bool nullable = false;
  /// A password or token: the dispatcher takes it out of the JSON into Call::secrets (top level only), and it is
  /// writeOnly in the description.
  bool secret = false;
  /// Of objects: their members. Of arrays: one entry, the elements. An object without any takes anything.
  std::vector<Field> fields;
  /// Of objects: the name under which the description keeps the schema once, "Team"; empty: it stands where it is used.
  std::string shape;
};

inline constexpr std::int64_t kDefaultLength = 4096;
inline constexpr std::int64_t kDefaultElements = 1000;

/// A member's name as a part of a JSON pointer, with "~" and "/" escaped (RFC 6901 §3).
[[nodiscard]] std::string escape_pointer(std::string_view name);

/// Adds what is wrong with `value` to `faults`, all of it: missing and unknown members, types, limits, formats.
/// `pointer` is where the value stands ("#").
void validate(const json::value& value, const Field& field, const std::string& pointer, std::vector<Fault>& faults);

/// Reads a parameter's text as the field's type; nullopt, and a fault, when it is none or breaks a limit.
[[nodiscard]] std::optional<json::value> read_parameter(std::string_view text, const Field& field,
                                                        std::vector<Fault>& faults);

/// Whether a schema tells what may come in, which is all that is taken, or what goes out, which may grow in later
/// versions.
enum class Direction { kIn, kOut };

/// The field as JSON Schema 2020-12, as OpenAPI 3.1 takes it. A `shape` becomes a reference to
/// "#/components/schemas/NAME", and its schema is put under its name into `shapes`; when another schema has that name
/// already, it stands where it is used.
[[nodiscard]] json::object to_schema(const Field& field, Direction direction, json::object& shapes);

}  // namespace signet::server
