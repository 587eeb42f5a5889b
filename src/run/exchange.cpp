#include "run/exchange.h"

#include "base/ids.h"

namespace signet::run {

namespace {

/// How long a wait may last before the interrupt is looked at again; the transfer itself ends the wait at once.
constexpr int kPollMilliseconds = 100;

std::shared_ptr<Exchange> failed(model::Request shown, Error error) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(shown);
  exchange->error_name = "Error";
  exchange->error_message = error.message;
  exchange->error = std::move(error);
  return exchange;
}

}  // namespace

struct Sender::Attempt {
  Job job;
  Answered answered;
  std::unique_ptr<http::Authorizer> authorizer;
  int tries = 0;
  std::uint64_t transfer = 0;
};

void Sender::warn(const Job& job, std::string_view message) {
  tell_(ConsoleWritten{job.cursor, job.item, "warn", {json::value(message)}});
}

std::shared_ptr<Sender::Attempt> Sender::start(Job job, Answered answered) {
  auto state = std::make_shared<Attempt>();
  state->job = std::move(job);
  state->answered = std::move(answered);
  if (state->job.request.auth) {
    if (state->job.learned != nullptr) {
      for (const model::Param& param : *state->job.learned) state->job.request.auth->set(param);
    }
    auto authorizer = http::make_authorizer(*state->job.request.auth);
    if (authorizer) {
      state->authorizer = *std::move(authorizer);
    } else {
      warn(state->job, authorizer.error().to_string());
    }
  }
  attempt(state);
  return state;
}

void Sender::attempt(const std::shared_ptr<Attempt>& state) {
  Job& job = state->job;
  job.cursor.http_request_id = make_uuid();
  tell_(RequestStarted{job.cursor, job.item});
  if (job.refusal) {
    end_try(state, failed(job.request, *job.refusal));
    return;
  }
  Result<http::Prepared> prepared = http::prepare(job.request, job.settings, files_);
  if (!prepared) {
    end_try(state, failed(job.request, std::move(prepared).error()));
    return;
  }
  for (const std::string& warning : prepared->warnings) warn(job, warning);
  if (state->authorizer) {
    if (Status signed_ok = state->authorizer->sign(prepared->wire, prepared->shown); !signed_ok) {
      warn(job, fmt::format("{} authentication could not sign the request: {}", job.request.auth->type,
                            signed_ok.error().to_string()));
    }
  }
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(prepared->shown);
  exchange->from_script = job.from_script;
  state->transfer = client_.start(std::move(prepared->wire), [this, state, exchange](Result<http::Response> result) {
    if (result) {
      exchange->response = *std::move(result);
      http::show_sent(exchange->request, *exchange->response);
    } else {
      exchange->error_name = "Error";
      exchange->error_message = result.error().message;
      exchange->error = std::move(result).error();
    }
    end_try(state, exchange);
  });
}

void Sender::end_try(const std::shared_ptr<Attempt>& state, std::shared_ptr<Exchange> exchange) {
  exchange->from_script = state->job.from_script;
  tell_(RequestEnded{state->job.cursor, state->job.item, exchange});
  // wants_retry also reads the challenge, so what was learned is asked for after it.
  const bool retry = exchange->response && state->authorizer && state->authorizer->wants_retry(*exchange->response);
  if (state->authorizer && state->job.learned != nullptr) *state->job.learned = state->authorizer->learned();
  if (const std::string trouble = state->authorizer ? state->authorizer->trouble() : ""; !trouble.empty()) {
    warn(state->job, fmt::format("runtime~{}.auth: there was an error validating auth: {}",
                                 state->job.request.auth->type, trouble));
  }
  if (!retry) {
    state->answered(std::move(exchange));
  } else if (++state->tries > kMaxRetries) {
    warn(state->job, "the server asked for authentication again after 3 tries; check user name and password");
    state->answered(std::move(exchange));
  } else {
    attempt(state);
  }
}

std::shared_ptr<const Exchange> Sender::send(Job job) {
  std::shared_ptr<const Exchange> last;
  const auto state =
      start(std::move(job), [&last](std::shared_ptr<const Exchange> exchange) { last = std::move(exchange); });
  while (last == nullptr) {
    client_.poll({}, kPollMilliseconds);
    if (last == nullptr && interrupt_.raised()) {
      client_.cancel(state->transfer);
      end_try(state,
              failed(state->job.request, fail(ErrorCode::kCancelled, "the run was stopped during this request")));
    }
  }
  return last;
}

}  // namespace signet::run
