// Text between the engine's UTF-16 and the wire's UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace signet::worker {

/// Decodes as WHATWG's UTF-8 decoder does: each maximal ill-formed part becomes U+FFFD. A byte order mark stays.
std::u16string utf8_to_utf16(std::string_view bytes);

[[nodiscard]] bool is_ascii(std::string_view bytes);

/// JSON.stringify writes lone surrogates, and nothing else of theirs, as \udXXX. No UTF-8 can carry them, and the
/// parent's parser refuses them: each becomes \ufffd, in place.
void replace_lone_surrogates(char* json, std::size_t size);

}  // namespace signet::worker
