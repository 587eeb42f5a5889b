// An inspection of a TLS server as text for people: columns, a mark and a word beside every colour, everything that
// comes from the server escaped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/reporters.h"
#include "tls/inspect/inspection.h"

namespace signet::cli {

/// `now` is in seconds since 1970, for "12 more days".
[[nodiscard]] std::string inspection_text(const tls::Inspection& inspection, const std::vector<tls::Finding>& findings,
                                          const report::Terminal& terminal, std::int64_t now);

}  // namespace signet::cli
