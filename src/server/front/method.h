// The HTTP methods that the front serves; any other is answered with 501.
#pragma once

#include <optional>
#include <string_view>

namespace signet::server {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

/// "GET".
[[nodiscard]] std::string_view to_text(Method method);
/// Case-sensitive, as RFC 9110 §9.1 wants; nullopt for any other name.
[[nodiscard]] std::optional<Method> parse_method(std::string_view name);

}  // namespace signet::server
