// All of the vault at once: out of it into a file, from a file into it, and under another passphrase.
#pragma once

#include <vector>

#include "app/vault/vault_routes.h"
#include "server/api/route.h"

namespace signet::app {

/// POST /vault/v1/export, /vault/v1/import and /vault/v1/passphrase. What gives all of it away asks for the passphrase
/// again: a window that was left open is not enough.
[[nodiscard]] std::vector<server::Route> transfer_routes(const VaultParts& parts);

}  // namespace signet::app
