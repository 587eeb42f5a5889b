// References to secrets of 1Password: "op://VAULT/ITEM/[SECTION/]FIELD[?attribute=otp]".
// Source: https://developer.1password.com/docs/cli/secret-reference-syntax
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::vault {

inline constexpr std::size_t kMaxOnePasswordReference = 1024;

struct OnePasswordReference {
  std::string vault;  ///< this and the next three: a name in any case, or an id
  std::string item;
  std::string section;     ///< empty: none is named
  std::string field;       ///< or a file's name
  std::string attribute;   ///< in lower case; empty: the value of a field, the content of a file
  std::string ssh_format;  ///< "openssh", or empty

  /// With op:// in front, as the `op` program takes it.
  [[nodiscard]] std::string uri() const;
  bool operator==(const OnePasswordReference&) const = default;
};

/// With or without op:// in front. Names that hold '/' or '?' cannot be written: their ids can. Fails with
/// kInvalidInput and says what is wrong.
[[nodiscard]] Result<OnePasswordReference> parse_onepassword_reference(std::string_view text);

/// 26 small letters and digits, as 1Password makes ids of vaults and items.
[[nodiscard]] bool is_onepassword_id(std::string_view text);

/// The name where a reference can hold it, else the id.
[[nodiscard]] std::string_view onepassword_step(std::string_view name, std::string_view id);

}  // namespace signet::vault
