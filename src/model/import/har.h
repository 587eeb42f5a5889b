// Recordings of a browser or proxy, HAR 1.2, as collections: a request for each entry, what came back as its saved
// example. Source: the HTTP Archive format, http://www.softwareishard.com/blog/har-12-spec/.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "model/import/conversion.h"

namespace signet::model {

/// Whether a document is a recording: it has a `log` with `entries`.
[[nodiscard]] bool is_har(const json::object& document);

/// Credentials that were recorded in headers, addresses and forms are not taken: secret variables of an environment
/// stand in their places. kInvalidInput when none of the entries is a request.
[[nodiscard]] Result<Conversion> convert_har(const json::object& document);

}  // namespace signet::model
