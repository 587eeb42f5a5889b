// Security schemes of a description of an API as the authorization types of collections. Descriptions hold no
// credentials: what is needed becomes variables of an environment, without values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "model/import/openapi_references.h"

namespace signet::model::openapi {

/// What one operation, or the whole document, asks of a request.
struct Security {
  json::value auth;                 ///< null: nothing is said, so that the folder's counts
  std::vector<json::object> query;  ///< what a second scheme adds
  std::vector<json::object> headers;
};

class SecuritySchemes {
 public:
  /// All must outlive it.
  SecuritySchemes(const json::object& document, const References& references, Notices& notices,
                  ConvertedVariables& variables)
      : document_(document), references_(references), notices_(notices), variables_(variables) {}

  /// Of the member `security` of `owner`: the first alternative that a collection can hold.
  [[nodiscard]] Security of(const json::object& owner);

 private:
  [[nodiscard]] bool add(std::string_view name, const json::value& scopes, Security& security);
  [[nodiscard]] bool add_key(std::string_view name, const json::object& scheme, Security& security);
  [[nodiscard]] json::value http(std::string_view name, const json::object& scheme);
  [[nodiscard]] json::value oauth2(std::string_view name, const json::object& scheme, const json::value& scopes);
  void leave_out(std::string_view name, std::string_view why);

  const json::object& document_;
  const References& references_;
  Notices& notices_;
  ConvertedVariables& variables_;
};

}  // namespace signet::model::openapi
