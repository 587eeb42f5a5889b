// The names that reports show for items: their path below the collection, as newman's getFullName.
#pragma once

#include <string>

#include "model/collection.h"

namespace signet::report {

/// "Folder / Request"; the id stands in for an empty name. Empty for null.
[[nodiscard]] std::string full_name(const model::Item* item);
/// The folder's full name, or empty at the top level.
[[nodiscard]] std::string folder_name(const model::Item* item);
/// The request's URL as text.
[[nodiscard]] std::string url_text(const model::Request& request);
/// The method if it is a token (RFC 9110 §5.6.2), else "?": nothing else may begin a line of output.
[[nodiscard]] std::string method_text(const model::Request& request);

}  // namespace signet::report
