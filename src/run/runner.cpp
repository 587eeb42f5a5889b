#include "run/runner.h"

#include "base/time.h"
#include "http/proxy.h"
#include "run/parallel.h"
#include "run/secrets.h"
#include "run/select.h"

namespace signet::run {

namespace {

int iteration_count(const RunOptions& options) {
  if (options.iterations) return *options.iterations;
  if (options.data == nullptr) return 1;
  return std::max(1, static_cast<int>(std::min<std::size_t>(options.data->size(), INT32_MAX)));
}

model::Scopes initial_scopes(const RunOptions& options) {
  model::Scopes scopes;
  scopes.environment = options.environment;
  scopes.globals = options.globals;
  scopes.collection = options.collection->variables;
  return scopes;
}

/// All iterations on this thread, each going on with the variables and cookies of the one before.
std::optional<Error> run_in_sequence(const ParallelJob& job, model::Scopes& scopes, http::CookieJar& jar,
                                     script::Session& session, Teller& teller) {
  http::Client client(jar);
  if (job.options.vault != nullptr) {
    client.set_guard([&job](const http::Outgoing& outgoing) { return job.vault.check(outgoing); });
  }
  const Tell tell = [&teller](const Event& event) { teller(event); };
  Lane lane{job.options, client,     jar,           session, scopes,        job.mask,
            job.vault,   job.tokens, job.interrupt, tell,    job.iterations};
  ItemRunner runner(lane);
  for (int iteration = 0; iteration < job.iterations && !job.interrupt.raised(); ++iteration) {
    if (job.options.data != nullptr) {
      SIGNET_TRY(scopes.data, job.options.data->row(static_cast<std::size_t>(iteration)));
    }
    IterationOutcome outcome = run_iteration(runner, lane, job.items, iteration);
    if (outcome.abort) return std::move(outcome.abort);
    if (outcome.stop_run) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Error> run_iterations(const ParallelJob& job, model::Scopes& scopes, http::CookieJar& jar,
                                    Teller& teller) {
  if (job.items.empty()) return std::nullopt;  // newman: no iteration is begun at all
  if (job.options.parallel > 1 && job.iterations > 1) {
    ParallelEnd end = run_parallel(job, teller);
    scopes = std::move(end.scopes);
    jar = std::move(end.jar);
    return std::move(end.error);
  }
  if (job.options.session != nullptr) return run_in_sequence(job, scopes, jar, *job.options.session, teller);
  auto session = script::Session::start(job.options.sandbox);
  if (!session) return std::move(session).error();
  return run_in_sequence(job, scopes, jar, **session, teller);
}

Error time_out(std::int64_t milliseconds) {
  return fail(ErrorCode::kTimeout, fmt::format("the run took longer than {} ms and was stopped", milliseconds),
              "give it more time with --timeout");
}

}  // namespace

RunResult run_collection(const RunOptions& options, http::CookieJar& jar, const std::vector<Reporter*>& reporters) {
  RunResult result;
  auto items = options.order.empty() ? select_items(*options.collection, options.folders)
                                     : items_in_order(*options.collection, options.order);
  if (!items) {
    result.error = std::move(items).error();
    return result;
  }
  Interrupt interrupt;
  interrupt.stop = options.stop;
  if (options.timeout_ms > 0) {
    interrupt.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(options.timeout_ms);
  }
  Mask own_mask;
  Mask& mask = options.mask != nullptr ? *options.mask : own_mask;
  add_secrets(mask, options.environment);
  for (const std::string& secret : http::secrets_of_proxies(options.http.proxy, http::process_environment)) {
    mask.add(secret);
  }

  model::Scopes scopes = initial_scopes(options);
  const model::Scopes initial = scopes;
  Teller teller(reporters);
  http::oauth2::TokenSource tokens;
  VaultGate gate(options.vault, mask);
  const ParallelJob job{options, *items, iteration_count(options), initial, jar, mask, gate, tokens, interrupt};
  RunInfo info{options.collection, &scopes.environment, &scopes.globals, job.iterations,
               static_cast<int>(items->size())};
  teller.stats().started_ms = unix_now_ms();
  for (Reporter* reporter : reporters) reporter->start(info);
  result.error = run_iterations(job, scopes, jar, teller);
  if (interrupt.timed_out() && !interrupt.stopped()) result.error = time_out(options.timeout_ms);
  result.interrupted = interrupt.stopped();
  teller.stats().completed_ms = unix_now_ms();
  result.stats = teller.stats();

  const RunSummary summary{info, &result.stats, result.error, result.interrupted};
  for (Reporter* reporter : reporters) {
    if (Status finished = reporter->finish(summary); !finished && !result.report_error) {
      result.report_error = std::move(finished).error();
    }
  }
  result.environment = std::move(scopes.environment);
  result.globals = std::move(scopes.globals);
  result.collection_variables = std::move(scopes.collection);
  return result;
}

}  // namespace signet::run
