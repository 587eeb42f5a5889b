#include "app/sync/synchronizer.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/sync/fetch.h"
#include "app/sync/merge.h"

namespace signet::app {

namespace {

constexpr int kMostRounds = 20;
constexpr std::size_t kMostSent = 16;

/// Whether the server may have done it, or will do it all the same.
bool is_unanswered(const Error& error) {
  return error.code == ErrorCode::kNetwork || error.code == ErrorCode::kTimeout || error.code == ErrorCode::kCancelled;
}

/// Whether it is about one element, as another one may be fine.
bool is_about_element(const Error& error) {
  return error.code == ErrorCode::kInvalidInput;
}

/// Whether somebody was faster.
bool is_overtaken(const Error& error) {
  return error.code == ErrorCode::kConflict || error.code == ErrorCode::kNotFound;
}

class Synchronizer {
 public:
  Synchronizer(WorkingCopy& copy, CopyState state, WorkspaceClient& client, const SyncOptions& options)
      : copy_(copy), state_(std::move(state)), client_(client), options_(options) {}

  SyncReport run() {
    if (const Status done = run_rounds(); !done) report_.error = done.error();
    return std::move(report_);
  }

 private:
  Status run_rounds() {
    for (int round = 0; round < kMostRounds; ++round) {
      report_.refused.clear();
      SIGNET_TRY(const bool is_settled, run_once());
      if (is_settled) return {};
    }
    return fail(ErrorCode::kConflict, "the workspace changes faster than this copy can follow", "try again later");
  }

  /// Whether nothing is left to do.
  Result<bool> run_once() {
    SIGNET_TRY(std::vector<LocalFile> files, copy_.read_files());
    SIGNET_TRY(nodes_, read_local(state_, std::move(files)));
    settle_known();
    if (options_.takes) SIGNET_CHECK(fetch(client_, state_, nodes_, options_.show));
    CopyState fetched = state_;
    Taken taken = take();
    add(report_.taken, std::move(taken.steps));
    report_.conflicts = taken.conflicts;
    add(report_.overruled, std::move(taken.overruled));
    if (options_.is_dry) {
      if (options_.gives) list_calls(plan_calls(state_.entries, nodes_, taken.held));
      return true;
    }
    SIGNET_CHECK(write(std::move(fetched)));
    SIGNET_CHECK(show(taken.conflicts));
    if (!options_.gives) return true;
    const std::vector<Call> calls = plan_calls(state_.entries, nodes_, taken.held);
    if (calls.empty()) return true;
    return give(calls);
  }

  static void add(std::vector<Step>& to, std::vector<Step> steps) {
    to.insert(to.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
  }

  /// What a command that was killed had written already.
  void settle_known() {
    for (auto& [id, entry] : state_.entries) {
      const auto node = nodes_.find(id);
      if (!entry.theirs || entry.is_gone || node == nodes_.end()) continue;
      const bool is_taken =
          node->second.parent == entry.theirs->parent && is_same(node->second.content, entry.theirs->content);
      if (is_taken && !entry.base) entry.base = entry.theirs;
    }
  }

  Taken take() {
    Taken taken = take_theirs(state_, nodes_);
    if (!options_.side) return taken;
    bool resolved = false;
    for (const Conflict& conflict : taken.conflicts) {
      if (!is_named(conflict)) continue;
      resolve(conflict, *options_.side, state_, nodes_);
      resolved = true;
    }
    if (!resolved) return taken;
    Taken again = take_theirs(state_, nodes_);
    again.steps.insert(again.steps.begin(), taken.steps.begin(), taken.steps.end());
    again.overruled.insert(again.overruled.begin(), taken.overruled.begin(), taken.overruled.end());
    return again;
  }

  [[nodiscard]] bool is_named(const Conflict& conflict) const {
    if (options_.elements.empty()) return true;
    return std::any_of(options_.elements.begin(), options_.elements.end(), [&](const std::string& wanted) {
      const auto entry = state_.entries.find(conflict.id);
      return wanted == conflict.id || wanted == conflict.name ||
             (entry != state_.entries.end() && !entry->second.file.empty() && entry->second.file == wanted);
    });
  }

  /// First what was fetched, so that no file is there that the state does not know; then the files; then what is
  /// agreed on. A kill between them leaves what the next command merges to the same.
  Status write(CopyState fetched) {
    copy_.name_files(state_, nodes_);
    for (const auto& [id, entry] : state_.entries) {
      const auto before = fetched.entries.find(id);
      if (before != fetched.entries.end()) before->second.file = entry.file;
    }
    SIGNET_CHECK(copy_.save_state(fetched));
    SIGNET_CHECK(copy_.write_files(nodes_));
    return copy_.save_state(state_);
  }

  Status show(const std::vector<Conflict>& conflicts) const {
    std::map<std::string, json::value> shown;
    for (const Conflict& conflict : conflicts) shown.emplace(conflict.id, describe(conflict, state_, nodes_));
    return copy_.show_conflicts(shown);
  }

  [[nodiscard]] Step step_of(const Call& call) const {
    constexpr std::array<std::string_view, 4> kWords = {"create", "move", "change", "delete"};
    const std::string what(kWords.at(static_cast<std::size_t>(call.kind)));
    const auto node = nodes_.find(call.id);
    if (node != nodes_.end())
      return {what, call.id, node->second.kind, name_in(node->second.kind, node->second.content)};
    const Entry& entry = state_.entries.find(call.id)->second;
    return {what, call.id, entry.kind, name_in(entry.kind, entry.base->content)};
  }

  void list_calls(const std::vector<Call>& calls) {
    for (const Call& call : calls) report_.given.push_back(step_of(call));
  }

  /// Notes what is going to be sent: the answer may be lost.
  Status note_sent(const std::vector<Call>& calls) {
    for (const Call& call : calls) {
      const auto node = nodes_.find(call.id);
      if (node == nodes_.end()) continue;
      Entry& entry = state_.entries[call.id];
      entry.kind = node->second.kind;
      entry.file = node->second.file;
      if (entry.sent.size() >= kMostSent) entry.sent.erase(entry.sent.begin());
      entry.sent.push_back({node->second.parent, node->second.content});
    }
    return copy_.save_state(state_);
  }

  /// Whether all was done; else there is something to look at anew.
  Result<bool> give(const std::vector<Call>& calls) {
    SIGNET_CHECK(note_sent(calls));
    Status overtaken;
    Status ended;
    std::map<std::string, std::string> renewed;
    std::size_t done = 0;
    for (Call call : calls) {
      if (options_.show) options_.show(fmt::format("{} of {} changes", ++done, calls.size()));
      for (std::string* id : {&call.id, &call.place.parent, &call.place.before}) {
        if (const auto other = renewed.find(*id); other != renewed.end()) *id = other->second;
      }
      const Step step = step_of(call);
      const Status given = send(call, renewed);
      if (given) {
        report_.given.push_back(step);
      } else if (is_overtaken(given.error())) {
        overtaken = given;
        if (!options_.takes) report_.behind.push_back(step);
      } else if (is_about_element(given.error())) {
        report_.refused.push_back({step, given.error()});
      } else {
        ended = given;
        break;
      }
    }
    std::erase_if(state_.entries,
                  [&](const auto& one) { return !nodes_.contains(one.first) && one.second.on_server() == nullptr; });
    SIGNET_CHECK(copy_.write_files(nodes_));
    SIGNET_CHECK(copy_.save_state(state_));
    if (!ended) return ended.error();
    if (overtaken) return !report_.refused.empty();
    // What was refused though nothing has changed there is refused for another reason: the archive, say.
    const bool is_new = overtaken_at_ != state_.seq;
    overtaken_at_ = state_.seq;
    if (!options_.takes) return true;
    if (!is_new) return overtaken.error();
    return false;
  }

  Status send(const Call& call, std::map<std::string, std::string>& renewed) {
    Entry& entry = state_.entries.find(call.id)->second;
    if (call.kind == CallKind::kTrash) {
      SIGNET_CHECK(client_.trash_element(call.id, state_.seq));
      entry.is_gone = true;
      return {};
    }
    if (call.kind == CallKind::kCreate) return create(call, renewed);
    LocalNode& node = nodes_.find(call.id)->second;
    const std::int64_t revision = entry.on_server()->revision;
    auto answer = call.kind == CallKind::kMove ? client_.move_element(call.id, revision, call.place)
                                               : client_.change_element(call.id, revision, node.content);
    if (!answer) {
      if (!is_unanswered(answer.error())) entry.sent.clear();
      return answer.error();
    }
    if (answer->id != call.id) return fail(ErrorCode::kNetwork, "the server answered about another element");
    accept(entry, node, call.kind, *std::move(answer));
    return {};
  }

  static void accept(Entry& entry, LocalNode& node, CallKind kind, ElementState answer) {
    entry.base = to_known(std::move(answer));
    entry.theirs.reset();
    entry.sent.clear();
    if (kind == CallKind::kChange) node.content = entry.base->content;
  }

  Status create(const Call& call, std::map<std::string, std::string>& renewed) {
    std::string id = call.id;
    for (int tries = 0; tries < 2; ++tries) {
      LocalNode& node = nodes_.find(id)->second;
      auto answer = client_.create_element(node.kind, call.place, node.content, node.key);
      if (!answer) {
        if (!is_unanswered(answer.error()) && id == call.id) state_.entries.find(id)->second.sent.clear();
        return answer.error();
      }
      if (!answer->is_trashed) {
        Entry& entry = state_.entries[id];
        entry.kind = node.kind;
        entry.file = node.file;
        // It was made before, and somebody has changed it since: the next look at the server tells.
        if (answer->version != 1) return fail(ErrorCode::kConflict, "it was made before");
        entry.base = to_known(*std::move(answer));
        entry.sent.clear();
        return {};
      }
      // An id from the trash: what came back is new.
      state_.entries.erase(id);
      std::string other = renew_node(nodes_, id, state_.workspace);
      renewed[id] = other;
      id = std::move(other);
    }
    return fail(ErrorCode::kConflict, "its id is in the trash");
  }

  WorkingCopy& copy_;
  CopyState state_;
  WorkspaceClient& client_;
  const SyncOptions& options_;
  LocalNodes nodes_;
  SyncReport report_;
  std::optional<std::int64_t> overtaken_at_;  ///< the seq at which the server had something newer
};

}  // namespace

SyncReport synchronize(WorkingCopy& copy, CopyState state, WorkspaceClient& client, const SyncOptions& options) {
  return Synchronizer(copy, std::move(state), client, options).run();
}

std::string_view words_of(ConflictKind what) {
  switch (what) {
    case ConflictKind::kChangedByBoth:
      return "changed here and there";
    case ConflictKind::kDeletedThere:
      return "deleted there, changed here";
    case ConflictKind::kDeletedHere:
      return "deleted here, changed there";
  }
  return "";
}

json::value describe(const Conflict& conflict, const CopyState& state, const LocalNodes& nodes) {
  json::object shown{
      {"id", conflict.id}, {"kind", conflict.kind}, {"name", conflict.name}, {"what", words_of(conflict.what)}};
  json::array& places = shown["places"].emplace_array();
  for (const std::string& place : conflict.places) places.emplace_back(place);
  json::array& elements = shown["elements"].emplace_array();
  for (const std::string& id : conflict.held) {
    json::object element{{"id", id}, {"base", nullptr}, {"mine", nullptr}, {"theirs", nullptr}};
    const auto entry = state.entries.find(id);
    if (entry != state.entries.end()) {
      if (entry->second.base) element["base"] = entry->second.base->content;
      if (const Known* theirs = entry->second.on_server()) element["theirs"] = theirs->content;
    }
    if (const auto node = nodes.find(id); node != nodes.end()) element["mine"] = node->second.content;
    elements.emplace_back(std::move(element));
  }
  return shown;
}

}  // namespace signet::app
