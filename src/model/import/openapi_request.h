// One operation of a description of an API as an item of a collection.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/import/openapi_work.h"

namespace signet::model::openapi {

/// Where an operation stands.
struct Place {
  std::string_view method;  ///< as written: "get"
  std::string_view path;    ///< "/orders/{id}"
  const json::object& path_item;
  const json::object& operation;
  std::string base_url;      ///< the variable of its server: "{{baseUrl}}"
  const Security& security;  ///< the document's, which counts unless the operation has its own
};

/// The request with its saved examples.
[[nodiscard]] json::object request_item(Work& work, const Place& place);

}  // namespace signet::model::openapi
