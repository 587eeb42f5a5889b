// A minimum that a server has to meet, for CI. The profiles are Mozilla's guidelines "Server Side TLS", version 5.8
// (https://ssl-config.mozilla.org/guidelines/5.8.json), read as a lower bound: what is stronger than the profile meets
// it too, so that a server of profile "modern" meets "intermediate" and "old".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tls/inspect/inspection.h"
#include "tls/protocol.h"

namespace signet::tls {

struct Policy {
  std::string profile;  ///< "modern", "intermediate", "old"; empty: none
  std::optional<Protocol> min_protocol;
  bool forward_secrecy = false;  ///< every suite must have it
  std::optional<int> min_days;   ///< for which certificates must still be valid

  [[nodiscard]] bool empty() const { return profile.empty() && !min_protocol && !forward_secrecy && !min_days; }
};

[[nodiscard]] const std::vector<std::string_view>& profile_names();

/// Where the server stays below the minimum; each of level kPolicy. `now` is in seconds since 1970.
/// Fails with kInvalidInput for a profile that is not known.
[[nodiscard]] Result<std::vector<Finding>> violations(const Inspection& inspection, const Policy& policy,
                                                      std::int64_t now);

}  // namespace signet::tls
