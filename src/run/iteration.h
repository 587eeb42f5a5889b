// One iteration: the items in order, setNextRequest, --bail. Source: postman-runtime waterfall.command.js.
#pragma once

#include <optional>
#include <vector>

#include "run/item_runner.h"

namespace signet::run {

/// How an iteration ended.
struct IterationOutcome {
  bool stop_run = false;       ///< --bail: no further iteration
  std::optional<Error> abort;  ///< --bail folder: the run ends with this error, without closing events
};

[[nodiscard]] IterationOutcome run_iteration(ItemRunner& runner, const Lane& lane,
                                             const std::vector<const model::Item*>& items, int iteration);

}  // namespace signet::run
