// Collections of format v1 (Postman before 2017) as v2.1. Facts from the behaviour of the npm package
// postman-collection-transformer 4, which newman itself uses.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

/// Whether `document` is of format v1: it has a name, an order and a list of requests.
[[nodiscard]] bool is_v1(const json::object& document);

/// The same collection in format v2.1. Fails when a folder is listed twice or inside itself, or nested past a limit.
[[nodiscard]] Result<json::object> convert_v1(const json::object& document, std::string_view source);

/// One request of v1 as the `request` of a v2.1 item.
[[nodiscard]] json::object convert_v1_request(const json::object& request);
/// `auth`, or the older currentHelper and helperAttributes, as v2.1; null when there is none to write.
[[nodiscard]] json::value convert_v1_auth(const json::object& entity, bool skip_noauth);
/// `events`, or the older tests and preRequestScript, as v2.1; null when there are none.
[[nodiscard]] json::value convert_v1_events(const json::object& entity);

}  // namespace signet::model
