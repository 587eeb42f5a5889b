#include "run/tokens.h"

#include <chrono>

#include "base/text.h"
#include "base/time.h"

namespace signet::run {

namespace {

namespace oauth2 = http::oauth2;

/// How long a wait may last before the interrupt is looked at again.
constexpr int kPollMilliseconds = 100;

void set(model::Auth& auth, std::string_view key, std::string_view value) {
  model::Param param;
  param.key = key;
  param.value = std::string(value);
  param.type = "string";
  auth.set(std::move(param));
}

void put_token(Job& job, const oauth2::Token& token) {
  set(*job.request.auth, "accessToken", token.access_token.expose());
  set(*job.request.auth, "tokenType", token.type);
}

bool is_refused(const Exchange& exchange) {
  return exchange.response && exchange.response->code == 401;
}

}  // namespace

void Tokens::warn(const Job& job, std::string_view text) {
  tell_(ConsoleWritten{job.cursor, job.item, "warn", {json::value(text)}});
}

/// In one line: the console shows texts as values, line ends as "\\n".
void Tokens::warn(const Job& job, const Error& error) {
  warn(job, replace_all(error.to_string(), "\n  hint: ", "; "));
}

Result<http::Response> Tokens::ask(http::Request request) {
  std::optional<Result<http::Response>> answer;
  const std::uint64_t transfer = client_.start(
      std::move(request), [&answer](Result<http::Response> result) { answer.emplace(std::move(result)); });
  while (!answer) {
    client_.poll({}, kPollMilliseconds);
    if (answer || !interrupt_.raised()) continue;
    client_.cancel(transfer);
    return fail(ErrorCode::kCancelled, "the run was stopped while it asked for a token");
  }
  return *std::move(answer);
}

bool Tokens::pause(std::int64_t milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);
  while (!interrupt_.raised()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return true;
    client_.poll({}, static_cast<int>(std::min<std::int64_t>(left, kPollMilliseconds)));
  }
  return false;
}

oauth2::Context Tokens::context_for(const Job& job) {
  oauth2::Context context;
  context.send = [this](http::Request request) { return ask(std::move(request)); };
  context.settings = job.settings;
  context.now_ms = unix_now_ms;
  context.pause = [this](std::int64_t milliseconds) { return pause(milliseconds); };
  context.hide = [this](std::string_view secret) { mask_.add(secret); };
  context.warn = [this, &job](const std::string& text) { warn(job, text); };
  context.person = person_;
  return context;
}

std::shared_ptr<const Exchange> Tokens::send(Sender& sender, Job job) {
  if (job.refusal || !job.request.auth || job.request.auth->type != "oauth2") return sender.send(std::move(job));
  const auto config = oauth2::read_config(*job.request.auth);
  if (!config) warn(job, config.error());
  if (!config || !*config) return sender.send(std::move(job));

  const oauth2::Context context = context_for(job);
  const auto token = source_.get(**config, context);
  if (!token) {
    if (!interrupt_.raised()) warn(job, token.error());
    return sender.send(std::move(job));
  }
  put_token(job, *token);
  std::shared_ptr<const Exchange> exchange = sender.send(job);
  if (!is_refused(*exchange) || interrupt_.raised()) return exchange;
  const auto another = source_.renew(**config, context, token->access_token);
  if (!another) {
    warn(job, another.error());
    return exchange;
  }
  put_token(job, *another);
  return sender.send(std::move(job));
}

}  // namespace signet::run
