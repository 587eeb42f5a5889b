// Example values: those that a description of an API gives, and where it gives none, what its schemas (JSON Schema, as
// OpenAPI 3.0 and 3.1 have it) say a value looks like.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/import/growth.h"
#include "model/import/openapi_references.h"

namespace signet::model::openapi {

/// What is `readOnly` is not sent; what is `writeOnly` does not come back.
enum class Direction { kRequest, kResponse };

class Samples {
 public:
  /// All must outlive it.
  Samples(const References& references, Notices& notices, Growth& growth)
      : references_(references), notices_(notices), growth_(growth) {}

  struct Named {
    std::string name;  ///< empty when there is one only
    json::value value;
  };
  /// Of a parameter, header or media type: its `example`, its `examples` by their names, or one by its `schema`. Empty
  /// where nothing says what it looks like.
  [[nodiscard]] std::vector<Named> all(const json::object& described, Direction direction);
  /// The first of them; null without.
  [[nodiscard]] json::value first(const json::object& described, Direction direction);

  /// The schema of a property, in what `allOf` adds, too; null when there is none.
  [[nodiscard]] const json::object* property(const json::object& schema, std::string_view name);

 private:
  /// nullopt where nothing can stand: inside itself, too deep, or past the limits.
  [[nodiscard]] std::optional<json::value> of_schema(const json::value& schema, Direction direction);
  [[nodiscard]] std::optional<json::value> of_parts(const json::object& schema, Direction direction);
  [[nodiscard]] json::object of_object(const json::object& schema, Direction direction);
  void add_composed(const json::object& schema, std::string_view keyword, bool is_first_only, Direction direction,
                    std::optional<json::value>& sample);
  [[nodiscard]] std::optional<json::value> taken(const json::value& given);

  const References& references_;
  Notices& notices_;
  Growth& growth_;
  std::vector<const json::object*> open_;  ///< the schemas that what is made now stands in
  std::size_t values_ = 0;                 ///< of this sample
};

/// The type of a schema: the first of several that is not "null", and what its keywords tell where it has none.
[[nodiscard]] std::string_view type_of(const json::object& schema);
/// Whether a value of this schema is bytes rather than text: format `binary` (3.0), a media type without an encoding
/// (3.1), or a list of such.
[[nodiscard]] bool is_binary(const References& references, const json::object& schema);

}  // namespace signet::model::openapi
