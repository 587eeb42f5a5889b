// Which passwords an account may have: long enough and not among those that attackers try first; no rules about the
// kinds of letters (NIST SP 800-63B §5.1.1.2, OWASP ASVS 5 §6.2).
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "base/result.h"

namespace signet::server {

inline constexpr std::size_t kLeastPasswordLetters = 12;  ///< code points
inline constexpr std::size_t kMostPasswordBytes = 1024;

/// Fails with kInvalidInput and what to do about it: too short, too long, not UTF-8, a common password or two, one with
/// figures around it, one letter or a row of the keyboard over and over, or little more than one of the `personal`
/// texts (the address, the name, the service's name).
[[nodiscard]] Status check_new_password(std::string_view password, std::initializer_list<std::string_view> personal);

}  // namespace signet::server
