#include "app/sync/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/sync/merge.h"

namespace signet::app {

namespace {

class Fetcher {
 public:
  Fetcher(WorkspaceClient& client, CopyState& state, const LocalNodes& nodes)
      : client_(client), state_(state), nodes_(nodes) {}

  Status run(const std::function<void(std::string_view)>& show) {
    SIGNET_TRY(const WorkspaceChanges changes, client_.changes_after(state_.seq));
    if (changes.last_seq == state_.seq) return {};
    SIGNET_TRY(const std::vector<ElementState> elements, client_.elements_after(state_.seq));
    std::size_t done = 0;
    for (const ElementState& element : elements) {
      if (show) show(fmt::format("{} of {} elements", ++done, elements.size()));
      if (is_in_files(element.kind)) SIGNET_CHECK(take(element));
    }
    remove(changes.deleted);
    for (const std::string& id : touched_) SIGNET_CHECK(settle(id));
    state_.seq = changes.last_seq;
    return {};
  }

 private:
  /// The content is asked for only when it is another version than those that are known.
  Status take(const ElementState& element) {
    Entry& entry = state_.entries[element.id];
    if (!entry.kind.empty() && entry.kind != element.kind) {
      return fail(ErrorCode::kNetwork, fmt::format("the server says that {} is a {} now", element.id, element.kind));
    }
    entry.kind = element.kind;
    touched_.insert(element.id);
    if (element.is_trashed) {
      entry.is_gone = true;
      return {};
    }
    Known known{element.parent, element.position, element.revision, element.version, {}};
    if (entry.theirs && entry.theirs->version == element.version) {
      known.content = entry.theirs->content;
    } else if (entry.base && entry.base->version == element.version) {
      known.content = entry.base->content;
    } else {
      auto whole = client_.read_element(element.id);
      if (!whole && whole.error().code == ErrorCode::kNotFound) {
        entry.is_gone = true;
        return {};
      }
      if (!whole) return whole.error();
      if (whole->is_trashed) {
        entry.is_gone = true;
        return {};
      }
      known = to_known(*std::move(whole));
    }
    entry.is_gone = false;
    entry.theirs = std::move(known);
    return {};
  }

  /// Those that were deleted for good, and all that the server had below them.
  void remove(const std::vector<std::string>& deleted) {
    if (deleted.empty()) return;
    const auto children = children_on_server(state_.entries);
    std::vector<std::string> all = deleted;
    std::set<std::string> known;  // a server may say that two are in each other
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!known.insert(all[i]).second) continue;
      const auto entry = state_.entries.find(all[i]);
      if (entry != state_.entries.end()) {
        entry->second.is_gone = true;
        touched_.insert(all[i]);
      }
      const auto below = children.find(all[i]);
      if (below != children.end()) all.insert(all.end(), below->second.begin(), below->second.end());
    }
  }

  /// What was sent and done is what both last agreed on.
  Status settle(const std::string& id) {
    const auto found = state_.entries.find(id);
    Entry& entry = found->second;
    const bool is_here = nodes_.contains(id);
    if (!entry.base && is_here) {
      SIGNET_CHECK(settle_new(id, entry));
    } else if (entry.base && entry.theirs) {
      SIGNET_CHECK(settle_change(id, entry));
    }
    entry.sent.clear();
    if (entry.is_gone) entry.theirs.reset();
    if (!entry.base && !entry.theirs) state_.entries.erase(found);
    return {};
  }

  /// It was made with the key that is here: by this copy, or by another one that has the same file.
  Status settle_new(const std::string& id, Entry& entry) {
    json::value first;
    const Known* theirs = entry.is_gone ? nullptr : &*entry.theirs;
    if (theirs != nullptr && theirs->version == 1) {
      first = theirs->content;
    } else {
      SIGNET_TRY(json::value said, client_.read_version(id, 1));
      if (said.is_object()) first = comparable(entry.kind, std::move(said));
    }
    const bool is_ours = !entry.sent.empty();
    if (!is_ours && theirs == nullptr) return {};  // an id that was used up long ago
    const std::string parent = is_ours ? entry.sent.back().parent : theirs->parent;
    if (first.is_object()) entry.base = Known{parent, theirs == nullptr ? 0 : theirs->position, 1, 1, std::move(first)};
    return {};
  }

  Status settle_change(const std::string& id, Entry& entry) {
    Known& base = *entry.base;
    const Known& theirs = *entry.theirs;
    for (const Sent& sent : entry.sent) {
      if (sent.parent != base.parent && sent.parent == theirs.parent) base.parent = sent.parent;
    }
    if (entry.sent.empty() || theirs.version == base.version) return {};
    // Ours was sent for the base's revision, so that it is the next version, if it was done; moves make no version.
    constexpr std::int64_t kMostMoves = 32;
    const std::int64_t last = std::min(theirs.version, base.version + kMostMoves);
    for (std::int64_t version = base.version + 1; version <= last; ++version) {
      json::value said = theirs.content;
      if (version != theirs.version) {
        SIGNET_TRY(said, client_.read_version(id, version));
        if (said.is_null()) continue;  // a move
        said = comparable(entry.kind, std::move(said));
      }
      const bool is_ours = std::any_of(entry.sent.begin(), entry.sent.end(),
                                       [&](const Sent& sent) { return is_same(sent.content, said); });
      if (is_ours) {
        base.content = std::move(said);
        base.version = version;
      }
      break;
    }
    return {};
  }

  WorkspaceClient& client_;
  CopyState& state_;
  const LocalNodes& nodes_;
  std::set<std::string> touched_;
};

}  // namespace

Status fetch(WorkspaceClient& client, CopyState& state, const LocalNodes& nodes,
             const std::function<void(std::string_view)>& show) {
  return Fetcher(client, state, nodes).run(show);
}

}  // namespace signet::app
