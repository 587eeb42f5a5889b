// The language between the session and its worker: frames, what the session tells, and what the worker may say. Every
// byte of the worker is hostile input: lengths are checked before anything grows, JSON is parsed with limits, and each
// member must have its type.
//
// Frame, both ways: u32le json bytes, u32le blob bytes, json (UTF-8), blob.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/types.h"
#include "script/session.h"

namespace signet::script {

inline constexpr std::size_t kFrameHeaderBytes = 8;

/// One frame; the views end with the reader's next call.
struct Frame {
  std::string_view json;
  std::string_view blob;
};

/// Cuts the worker's bytes into frames.
class FrameReader {
 public:
  explicit FrameReader(std::uint64_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  /// Where the next bytes go; at least a few kB. Memory grows with what has come, never with what a header promises.
  [[nodiscard]] std::span<char> space();
  /// `size` bytes have been put into space().
  void filled(std::size_t size) { end_ += size; }
  /// The next whole frame, nothing when it has not come yet, or an error when it is larger than allowed.
  [[nodiscard]] Result<std::optional<Frame>> next();

 private:
  std::uint64_t max_frame_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// One change of a variable scope by a script.
struct Mutation {
  enum class Kind { kSet, kUnset, kClear };
  Kind kind = Kind::kClear;
  std::string key;
  json::value value;
  std::optional<std::string> type;
};

/// What a script changed since it last told, in order. Data rows cannot be changed.
struct ScopeChanges {
  std::vector<Mutation> local;
  std::vector<Mutation> environment;
  std::vector<Mutation> collection;
  std::vector<Mutation> globals;
};

// What the worker says.
struct ReadyMessage {
  bool sandbox = false;
  std::string problem;  ///< why there is no sandbox
};
struct ConsoleMessage {
  std::string level;
  json::array messages;
};
struct AssertionsMessage {
  std::vector<Assertion> list;
};
struct ExceptionMessage {
  ScriptError error;
};
struct RequestMessage {
  std::int64_t id = 0;
  json::value definition;
  ScopeChanges scopes;
};
struct RunRequestMessage {
  std::int64_t id = 0;
  std::string item;
  json::value options;
  ScopeChanges scopes;
};
struct CookiesMessage {
  std::int64_t id = 0;
  std::string method;
  json::array args;
};
struct VaultMessage {
  std::int64_t id = 0;
  std::string method;  ///< "get", "set", "unset"
  std::string name;
  std::string value;
};
struct DynamicMessage {
  std::string name;
};
struct DoneMessage {
  Outcome outcome;
  ScopeChanges scopes;
};
struct FatalMessage {
  std::string message;
};

struct WorkerMessage {
  std::optional<std::uint64_t> execution;  ///< which script says it; absent: the one that runs
  std::variant<ReadyMessage, ConsoleMessage, AssertionsMessage, ExceptionMessage, RequestMessage, RunRequestMessage,
               CookiesMessage, VaultMessage, DynamicMessage, DoneMessage, FatalMessage>
      body;
};

/// Reads one message. Fails with kInvalidInput or kLimit, naming the message and the member.
[[nodiscard]] Result<WorkerMessage> parse_message(std::string_view json);

// What the session tells, appended to `out` as JSON.

/// Which parts of the scopes go along: those that the worker's mirror does not have yet.
struct ScopeSelection {
  bool local = false;
  bool environment = false;
  bool collection = false;
  bool globals = false;
  bool data = false;
  [[nodiscard]] bool any() const { return local || environment || collection || globals || data; }
};

struct ExecuteMessage {
  std::uint64_t id = 0;
  std::uint64_t code_id = 0;  ///< the source's number; 0: not to be remembered
  bool with_code = true;      ///< the worker does not know the source yet
  bool top_level_await = false;
  ScopeSelection scopes;
};

void write_execute(std::string& out, const ExecuteMessage& message, const Invocation& invocation);
/// An answer to `request` or `runRequest`, with the cookies that the response's URL now has; the response's body goes
/// as the frame's blob.
void write_response_reply(std::string& out, std::int64_t id, const Result<http::Response>& result,
                          const std::vector<http::Cookie>& cookies, const model::Scopes& scopes,
                          const ScopeSelection& selection);
/// An answer to `cookies` or `vault`.
void write_value_reply(std::string& out, std::int64_t id, const Result<json::value>& result);
/// The answer to the call `dynamic`.
void write_dynamic_answer(std::string& out, const std::optional<std::string>& value);
void write_abort(std::string& out, std::uint64_t id);

}  // namespace signet::script
