#include "server/live/messages.h"

#include "base/json.h"

namespace signet::server {

namespace {

Channel::Text text_of(const json::object& message) {
  return std::make_shared<const std::string>(boost::json::serialize(message));
}

CloseCode code_of(EndReason reason) {
  switch (reason) {
    case EndReason::kShutdown:
      return CloseCode::kGoingAway;
    case EndReason::kTooSlow:
      return CloseCode::kTryAgainLater;
    case EndReason::kSignedOut:
    case EndReason::kNoAccess:
    case EndReason::kStale:
      break;
  }
  return CloseCode::kPolicy;
}

}  // namespace

Channel::Text change_text(const WorkspaceChange& change) {
  json::object message{{"type", "change"}};
  for (auto& member : to_json(change)) message[member.key()] = std::move(member.value());
  return text_of(message);
}

Channel::Text ready_text(std::int64_t last_seq) {
  return text_of({{"type", "ready"}, {"last_seq", last_seq}});
}

std::string_view name_of(EndReason reason) {
  switch (reason) {
    case EndReason::kSignedOut:
      return "signed_out";
    case EndReason::kNoAccess:
      return "no_access";
    case EndReason::kStale:
      return "stale";
    case EndReason::kTooSlow:
      return "too_slow";
    case EndReason::kShutdown:
      break;
  }
  return "shutdown";
}

void end_channel(Channel& channel, EndReason reason) {
  channel.end(text_of({{"type", "end"}, {"reason", name_of(reason)}}), code_of(reason));
}

}  // namespace signet::server
