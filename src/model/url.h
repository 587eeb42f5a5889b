// The splitter under Url::parse, also used for collections of format v1, whose converter has rules of its own.
#pragma once

#include <string_view>

#include "model/request.h"

namespace signet::model {

/// Whose rules split a URL: the SDK's (postman-url-encoder 3, parser/index.js) or those of the v1 converter
/// (postman-collection-transformer 4, lib/url.js), which keeps extra slashes and knows "http:\\host".
enum class UrlRules { kSdk, kV1 };

[[nodiscard]] Url split_url(std::string_view text, UrlRules rules);

}  // namespace signet::model
