// Which parameters of an authentication are secret. Those that are known to say only who, where and how are not; all
// others are, so that one that nobody has heard of yet is kept safe, too.
#pragma once

#include <string_view>

namespace signet::model {

/// Source: the parameters of Postman's authorization types, as http/auth/ and http/oauth2/ read them.
[[nodiscard]] bool is_secret_auth_param(std::string_view type, std::string_view key);

}  // namespace signet::model
