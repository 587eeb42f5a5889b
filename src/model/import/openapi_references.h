// `$ref` within a description of an API. Nothing outside of the document is read: neither files nor addresses.
#pragma once

#include <string_view>

#include "base/json.h"
#include "model/import/conversion.h"

namespace signet::model::openapi {

class References {
 public:
  /// All must outlive it.
  References(const json::object& document, Notices& notices, Growth& growth)
      : document_(document), notices_(notices), growth_(growth) {}

  /// `value` itself, or what it refers to. Null, and a notice, where that is not in the document, or refers to itself;
  /// null, too, once the growth is over.
  [[nodiscard]] const json::value* follow(const json::value& value) const;
  /// The same of an object; null where `value` is null or no object in the end.
  [[nodiscard]] const json::object* object(const json::value* value) const;

 private:
  [[nodiscard]] const json::value* look_up(std::string_view reference) const;

  const json::object& document_;
  Notices& notices_;
  Growth& growth_;
};

}  // namespace signet::model::openapi
