// Bodies of a description of an API: what a request sends, and as what a sample of it is written.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/import/openapi_work.h"

namespace signet::model::openapi {

/// Of several media types the one that a collection holds best: JSON, then forms, then text.
struct Media {
  std::string_view type;  ///< as written; empty: there is none
  const json::object* described = nullptr;
};
[[nodiscard]] Media best_media(Work& work, const json::object& content);

/// A sample as a body of that media type.
[[nodiscard]] std::string body_text(Work& work, const json::value& sample, std::string_view media_type);

/// Adds the body of an operation, and the header that says what it is, to its request.
void add_body(Work& work, const json::object& operation, json::object& request);

}  // namespace signet::model::openapi
