// What the parts of one conversion share.
#pragma once

#include "base/json.h"
#include "model/import/openapi_auth.h"
#include "model/import/openapi_schema.h"

namespace signet::model::openapi {

struct Work {
  /// The document must outlive it.
  Work(const json::object& described, std::size_t most_bytes) : document(described), growth(most_bytes) {}
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  const json::object& document;
  Notices notices;
  Growth growth;
  ConvertedVariables variables;
  References references{document, notices, growth};
  Samples samples{references, notices, growth};
  SecuritySchemes schemes{document, references, notices, variables};
};

}  // namespace signet::model::openapi
