// Inside this folder only: the chain that a server shows, checked for every fault there is, not for the first one only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tls/inspect/inspection.h"
#include "tls/openssl.h"

namespace signet::tls {

/// The authorities to trust. Fails with kInvalidInput for a file that cannot be read.
[[nodiscard]] Result<StorePtr> load_authorities(const std::vector<std::filesystem::path>& files,
                                                bool system_authorities);

/// Describes and checks the chain for `host`, a name or an address. `now` is in seconds since 1970.
[[nodiscard]] ShownCertificate check_chain(STACK_OF(X509) * chain, X509_STORE* trust, const std::string& host,
                                           std::int64_t now);

}  // namespace signet::tls
