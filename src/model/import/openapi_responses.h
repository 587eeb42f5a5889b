// The responses of an operation as the saved examples of its request.
#pragma once

#include "base/json.h"
#include "model/import/openapi_work.h"

namespace signet::model::openapi {

/// One for each status, or for each named example of its body; `request` is what they answer.
[[nodiscard]] json::array saved_examples(Work& work, const json::object& operation, const json::object& request);
/// The media type of the first answer that is no failure; empty without.
[[nodiscard]] std::string accepted_type(Work& work, const json::object& operation);

}  // namespace signet::model::openapi
