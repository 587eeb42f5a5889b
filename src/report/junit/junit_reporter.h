// newman's junit report: a test suite for each request, a test case for each assertion name, in the JUnit XML that
// Jenkins, GitLab and others read.
#pragma once

#include <memory>

#include "report/reporters.h"
#include "report/sink.h"

namespace signet::report {

[[nodiscard]] Result<std::unique_ptr<run::Reporter>> make_junit_reporter(std::unique_ptr<Sink> out, Mask mask);

}  // namespace signet::report
