#include "server/live/room.h"

#include <algorithm>

#include "server/audit/audit_log.h"

namespace signet::server {

namespace {

/// Those who can take something now.
bool is_free(const Follower& follower) {
  const auto channel = follower.channel.lock();
  return channel != nullptr && channel->is_open() && channel->is_empty();
}

Result<std::optional<std::int64_t>> find_last_seq(store::Transaction& transaction, std::string_view workspace) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT last_seq FROM workspaces WHERE id = $1", {workspace}));
  if (!row) return std::optional<std::int64_t>();
  SIGNET_TRY(const auto last_seq, row->get<std::int64_t>(0));
  return std::optional(last_seq);
}

std::vector<Channel::Text> texts_of(const std::vector<WorkspaceChange>& changes) {
  std::vector<Channel::Text> texts;
  texts.reserve(changes.size());
  for (const WorkspaceChange& change : changes) texts.push_back(change_text(change));
  return texts;
}

}  // namespace

void Room::sweep(Clock::time_point now) {
  std::erase_if(followers_, [&](Follower& follower) {
    const auto channel = follower.channel.lock();
    if (channel == nullptr || !channel->is_open()) return true;
    if (channel->is_empty()) {
      follower.waits_since.reset();
    } else if (!follower.waits_since) {
      follower.waits_since = now;
    } else if (now - *follower.waits_since > options_.slowest) {
      end_channel(*channel, EndReason::kTooSlow);
      return true;
    }
    return false;
  });
}

bool Room::is_check_due(const Follower& follower, std::int64_t audit_seq, Clock::time_point now) const {
  return follower.checked_at_seq != audit_seq || now - follower.checked_at >= options_.check;
}

bool Room::is_due(std::optional<std::int64_t> last_seq, std::int64_t audit_seq, Clock::time_point now) const {
  return std::any_of(followers_.begin(), followers_.end(), [&](const Follower& follower) {
    return last_seq != follower.place || is_check_due(follower, audit_seq, now);
  });
}

Result<Look> Room::look(store::Transaction& transaction, std::int64_t now_ms, Clock::time_point now) const {
  Look found;
  found.ends.resize(followers_.size());
  found.is_asked.resize(followers_.size());
  SIGNET_TRY(found.audit_seq, last_audit_seq(transaction));
  SIGNET_TRY(found.last_seq, find_last_seq(transaction, workspace_));
  std::map<Standing, std::optional<EndReason>> known;
  for (std::size_t i = 0; i < followers_.size(); ++i) {
    const Follower& follower = followers_[i];
    if (!found.last_seq) {
      found.ends[i] = EndReason::kNoAccess;
      continue;
    }
    if (is_check_due(follower, found.audit_seq, now)) {
      if (!known.contains(follower.standing)) {
        SIGNET_TRY(known[follower.standing], check_standing(transaction, follower.standing, workspace_, now_ms));
      }
      found.ends[i] = known.at(follower.standing);
      found.is_asked[i] = true;
    }
    if (!found.ends[i] && follower.place > *found.last_seq) found.ends[i] = EndReason::kStale;
    const bool is_behind = !found.ends[i] && follower.place < *found.last_seq;
    if (!is_behind || found.pages.contains(follower.place) || !is_free(follower)) continue;
    SIGNET_TRY(found.pages[follower.place], list_changes(transaction, workspace_, follower.place, options_.page));
  }
  return found;
}

std::size_t Room::send(const Look& found, Clock::time_point now, const std::function<void()>& again) {
  std::size_t sent = 0;
  std::map<std::int64_t, std::vector<Channel::Text>> texts;
  for (const auto& [place, changes] : found.pages) texts.emplace(place, texts_of(changes));
  for (std::size_t i = 0; i < found.ends.size(); ++i) {
    Follower& follower = followers_[i];
    const auto channel = follower.channel.lock();
    if (channel == nullptr) continue;
    if (found.ends[i]) {
      end_channel(*channel, *found.ends[i]);
      continue;
    }
    if (found.is_asked[i]) {
      follower.checked_at = now;
      follower.checked_at_seq = found.audit_seq;
    }
    const auto page = texts.find(follower.place);
    if (page != texts.end() && is_free(follower)) sent += send_to(follower, *channel, page->second, *found.last_seq);
    if (!follower.is_ready && follower.place == *found.last_seq) {
      follower.is_ready = true;
      channel->send({ready_text(follower.place)});
    }
    if (follower.place != *found.last_seq) channel->when_empty(again);
  }
  return sent;
}

std::size_t Room::send_to(Follower& follower, Channel& channel, const std::vector<Channel::Text>& texts,
                          std::int64_t last_seq) {
  channel.send(texts);
  follower.waits_since.reset();  // all before was taken, whether or not a sweep came by then
  // Changes have no gaps, so that the page says where it ends; without any, a restore has left them out.
  follower.place = texts.empty() ? last_seq : follower.place + static_cast<std::int64_t>(texts.size());
  return texts.size();
}

void Room::end(EndReason reason) {
  for (const Follower& follower : followers_) {
    if (const auto channel = follower.channel.lock()) end_channel(*channel, reason);
  }
  followers_.clear();
}

}  // namespace signet::server
