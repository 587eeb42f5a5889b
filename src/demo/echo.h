// The echo endpoints: what the server saw of a request, in the shape that postman-echo's /get, /post and so on answer.
#pragma once

#include <boost/json.hpp>

#include "demo/message.h"

namespace signet::demo {

/// Lower-case names; repeated headers joined as Node.js does, on which postman-echo runs.
[[nodiscard]] boost::json::object headers_object(const Request& request);

/// {args, headers, method, url}, and {data, files, form, json} for a request that has or may have a body.
[[nodiscard]] boost::json::object echo(const Request& request);

}  // namespace signet::demo
