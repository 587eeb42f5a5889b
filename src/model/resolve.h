// Replaces {{name}} by values. Source: postman-collection's Substitutor (lib/superstring): nested names, at most 19
// passes, unknown names left as they are, so that cycles end. One call replaces no more once its texts have grown by
// 64 MiB or it has replaced 100,000 names inside values, so that a hostile collection cannot fill the memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "model/request.h"
#include "model/variables.h"

namespace signet::model {

/// Looks a name up; nullopt leaves {{name}} as it is.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Scopes first, then dynamic variables.
[[nodiscard]] Lookup lookup_in(const Scopes& scopes);

[[nodiscard]] std::string resolve_text(std::string_view text, const Lookup& lookup);

/// A copy with URL, path variables, query, headers, body and auth resolved, as postman-runtime does it.
/// Path segments ":name" become the value of the path variable. Disabled headers and fields are kept and stay disabled;
/// disabled query parameters are gone, because the URL is resolved as one text and split again.
[[nodiscard]] Request resolve_request(const Request& request, const Lookup& lookup);

}  // namespace signet::model
