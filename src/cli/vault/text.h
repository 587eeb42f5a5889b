// How entries are shown: values masked unless asked for, times as dates.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "vault/contents.h"

namespace signet::cli {

/// One line each: name, domains, tags, when it expires; in the order of names.
[[nodiscard]] std::string entries_table(const std::vector<const vault::Entry*>& entries, std::int64_t now_ms);
[[nodiscard]] std::string entry_text(const vault::Entry& entry, bool reveal, bool history, std::int64_t now_ms);
[[nodiscard]] json::object entry_json(const vault::Entry& entry, bool reveal, bool history);

/// "expired 2026-01-02", "expires 2026-12-01 (in 6 days)", or empty when it is neither over nor within two weeks.
[[nodiscard]] std::string expiry_warning(const vault::Entry& entry, std::int64_t now_ms);

}  // namespace signet::cli
