// Links and tickets that work once: confirming an address, a new one, a new password, the first admin, the second step
// of a sign-in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "store/transaction.h"

namespace signet::server {

enum class LinkKind : std::uint8_t { kVerifyEmail, kChangeEmail, kResetPassword, kFirstAdmin, kSecondFactor };

struct Link {
  std::optional<std::string> user_id;
  std::optional<std::string> email;
};

/// The token of a new link, valid for `life_ms`. Earlier ones of the same kind and user are worth nothing from then on,
/// but for tickets of sign-ins.
[[nodiscard]] Result<SecretString> make_link(store::Transaction& transaction, LinkKind kind, const Link& link,
                                             std::int64_t life_ms, std::int64_t now_ms);
/// Uses a link up; nullopt when it is unknown, used, too old, or of another kind.
[[nodiscard]] Result<std::optional<Link>> take_link(store::Transaction& transaction, LinkKind kind,
                                                    const SecretString& token, std::int64_t now_ms);
/// The same without using it up.
[[nodiscard]] Result<std::optional<Link>> look_at_link(store::Transaction& transaction, LinkKind kind,
                                                       const SecretString& token, std::int64_t now_ms);
/// Makes all of a user's links worthless.
[[nodiscard]] Status drop_links(store::Transaction& transaction, std::string_view user_id);

}  // namespace signet::server
