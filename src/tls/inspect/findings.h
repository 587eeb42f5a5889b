// What is wrong with a server, judged by what every client may expect of it. No minimum is needed for these.
#pragma once

#include <vector>

#include "tls/inspect/inspection.h"

namespace signet::tls {

/// Faults first, then warnings, then notes. Certificates' faults are among them.
[[nodiscard]] std::vector<Finding> judge(const Inspection& inspection);

}  // namespace signet::tls
