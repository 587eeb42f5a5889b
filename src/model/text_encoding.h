// Turns files of the encodings that Postman's tools meet into UTF-8. newman asks the npm package chardet; the three
// that it acts on are UTF-8, UTF-16LE and ISO-8859-1.
#pragma once

#include <string>

namespace signet::model {

/// `bytes` as UTF-8 without a byte order mark. UTF-16 is known by its mark; what is not UTF-8 is read as ISO-8859-1.
[[nodiscard]] std::string to_utf8(std::string bytes);

}  // namespace signet::model
