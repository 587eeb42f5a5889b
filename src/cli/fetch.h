// Downloads for `signet run https://...`: collections, environments and data by URL, or by their UID from Postman's
// API.
#pragma once

#include <string>

#include "http/types.h"
#include "model/load.h"

namespace signet::cli {

/// A GET that fails unless it is answered with 200. `postman_api_key` goes to api.getpostman.com only.
[[nodiscard]] model::Fetch make_fetch(const http::Settings& settings, const std::string& postman_api_key);

/// The location itself, or the URL of Postman's API when it is a UID ("12345-uuid") and a key is given.
/// `kind` is "collections" or "environments".
[[nodiscard]] std::string postman_location(const std::string& location, std::string_view kind, bool has_key);

}  // namespace signet::cli
