// The html report: one self-contained page, written as the run goes, that stays usable with many thousands of requests.
#pragma once

#include <memory>

#include "report/reporters.h"
#include "report/sink.h"

namespace signet::report {

[[nodiscard]] Result<std::unique_ptr<run::Reporter>> make_html_reporter(std::unique_ptr<Sink> out, Mask mask);

}  // namespace signet::report
