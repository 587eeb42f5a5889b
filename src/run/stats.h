// Counts what a run did, from its events: newman's summary.run.stats, timings, transfers and failures.
// Source: newman lib/run/summary.js.
#pragma once

#include <optional>

#include "run/events.h"

namespace signet::run {

/// Counts `event` into `stats`; returns the failure that the event is, if it is one.
std::optional<Failure> count(const Event& event, Stats& stats);

}  // namespace signet::run
