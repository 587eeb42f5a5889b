// One worker with all that is known about it: its process, its bytes in and out, and what it has been told already.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "script/process.h"
#include "script/protocol.h"

namespace signet::script {

/// What the worker holds of the variable scopes, so that only changed ones are sent.
class ScopeMirror {
 public:
  /// What has changed since the last call, and notes it as sent.
  ScopeSelection select(const model::Scopes& scopes);
  /// Applies what a script changed. The worker has made the same changes in its own copy already.
  void apply(ScopeChanges changes, model::Scopes& scopes);

 private:
  struct Seen {
    bool sent = false;
    std::uint64_t revision = 0;
    std::string id;
    std::string name;
    bool differs(const model::VariableScope& scope);
  };
  static void apply(std::vector<Mutation>& mutations, model::VariableScope& scope, Seen& seen);

  Seen local_;
  Seen environment_;
  Seen collection_;
  Seen globals_;
  bool data_sent_ = false;
  json::object data_;
};

/// Numbers for script sources: each is sent once.
class SourceTable {
 public:
  struct Entry {
    std::uint64_t id = 0;  ///< 0: not to be remembered, too many sources are known already
    bool is_new = true;
  };
  Entry enter(std::string_view code);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> ids_;
  std::size_t bytes_ = 0;
};

class Connection {
 public:
  Connection(std::unique_ptr<Process> process, std::uint64_t max_message_bytes)
      : process_(std::move(process)), reader_(max_message_bytes) {}

  [[nodiscard]] Process& process() { return *process_; }
  [[nodiscard]] int socket() const { return process_->socket(); }
  ScopeMirror mirror;
  SourceTable sources;
  bool ready = false;  ///< has said that it can run scripts

  /// Sends one frame; what the socket does not take now waits for flush(). False when the worker is gone.
  [[nodiscard]] bool send(std::string_view json, std::string_view blob = {});
  [[nodiscard]] bool flush();
  [[nodiscard]] bool has_unsent() const { return sent_ < unsent_.size(); }

  enum class Read { kSome, kNothing, kClosed };
  /// Takes what has come, without waiting.
  [[nodiscard]] Read read();
  /// Looks for an answer for as long as a short script takes, giving the processor away between looks. Sleeping at once
  /// costs more: an idle processor takes as long to wake as such a script (bench/script: 80 against 57 us).
  [[nodiscard]] bool answers_soon() const;
  [[nodiscard]] Result<std::optional<Frame>> next() { return reader_.next(); }

 private:
  std::unique_ptr<Process> process_;
  FrameReader reader_;
  std::string unsent_;
  std::size_t sent_ = 0;
};

}  // namespace signet::script
