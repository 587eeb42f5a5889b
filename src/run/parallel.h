// --parallel: iterations on several lanes (a thread, an HTTP client and a script worker each), told in order.
// Each iteration starts from the variables and cookies of the start of the run, so that its result does not depend on
// which lane it ran on; the final variables are those of the last iteration.
#pragma once

#include "run/iteration.h"

namespace signet::run {

/// What every lane shares. All of it outlives the call.
struct ParallelJob {
  const RunOptions& options;
  const std::vector<const model::Item*>& items;
  int iterations = 1;
  const model::Scopes& initial;
  const http::CookieJar& jar;
  Mask& mask;
  VaultGate& vault;
  http::oauth2::TokenSource& tokens;
  const Interrupt& interrupt;
};

/// What is left when all iterations are told.
struct ParallelEnd {
  std::optional<Error> error;
  model::Scopes scopes;
  http::CookieJar jar;
};

[[nodiscard]] ParallelEnd run_parallel(const ParallelJob& job, Teller& teller);

}  // namespace signet::run
