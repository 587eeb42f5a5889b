#include "app/agent/team_session.h"

#include "base/time.h"

namespace signet::app {

Result<std::unique_ptr<TeamSession>> TeamSession::open(MakeContext make_context, std::string_view server,
                                                       std::optional<SignIns> file, KeptDevices& devices) {
  SIGNET_TRY(const TeamClient client, TeamClient::make(make_context(), server, ""));
  std::unique_ptr<TeamSession> session(
      new TeamSession(std::move(make_context), client.server(), std::move(file), devices));
  if (!session->file_) return session;
  SIGNET_TRY(auto known, session->file_->list());
  for (SignIn& one : known) {
    if (one.server == session->server_) session->token_ = std::move(one.token);
  }
  return session;
}

Result<TeamClient> TeamSession::client() const {
  return TeamClient::make(make_context_(), server_, "");
}

std::optional<SecretString> TeamSession::token() const {
  const std::lock_guard lock(mutex_);
  return token_ ? std::optional(token_->clone()) : std::nullopt;
}

Result<std::optional<CodeWanted>> TeamSession::sign_in(std::string_view email, const SecretString& password) {
  SIGNET_TRY(TeamClient asked, client());
  SIGNET_TRY(auto outcome, asked.sign_in(email, password, SessionKind::kApp, devices_.find(server_, email)));
  if (auto* wanted = std::get_if<CodeWanted>(&outcome)) return std::optional(std::move(*wanted));
  SIGNET_CHECK(keep(email, std::get<SignedIn>(std::move(outcome))));
  return std::optional<CodeWanted>();
}

Status TeamSession::give_code(std::string_view email, const SecretString& ticket, const SecretString& code,
                              bool remember) {
  SIGNET_TRY(TeamClient asked, client());
  SIGNET_TRY(SignedIn in, asked.give_code(ticket, code, SessionKind::kApp, remember));
  return keep(email, std::move(in));
}

Status TeamSession::keep(std::string_view email, SignedIn in) {
  const std::lock_guard lock(mutex_);
  token_ = in.token.clone();
  if (!in.device.empty()) SIGNET_CHECK(devices_.put(server_, email, in.device));
  if (!file_) return {};
  const auto before =
      file_->put({server_, std::string(email), std::move(in.session), "", unix_now_ms(), std::move(in.token)});
  return before ? Status() : Status(before.error());
}

Status TeamSession::renew(std::string_view id, SecretString token) {
  const std::lock_guard lock(mutex_);
  token_ = token.clone();
  if (!file_) return {};
  SIGNET_TRY(SignIn known, file_->find(server_));
  known.session = id;
  known.token = std::move(token);
  const auto before = file_->put(std::move(known));
  return before ? Status() : Status(before.error());
}

Status TeamSession::sign_out() {
  std::optional<SecretString> ended;
  {
    const std::lock_guard lock(mutex_);
    ended = std::exchange(token_, std::nullopt);
    if (file_) {
      SIGNET_TRY([[maybe_unused]] const bool was_there, file_->remove(server_));
    }
  }
  if (!ended) return {};
  SIGNET_TRY(TeamClient asked, client());
  return asked.sign_out(*ended);
}

}  // namespace signet::app
