// newman's json report: the run summary as one document. Executions are written as items end, failures are spooled,
// statistics and scopes come last.
#pragma once

#include <memory>

#include "report/reporters.h"
#include "report/sink.h"

namespace signet::report {

[[nodiscard]] Result<std::unique_ptr<run::Reporter>> make_json_reporter(std::unique_ptr<Sink> out, Mask mask);

}  // namespace signet::report
