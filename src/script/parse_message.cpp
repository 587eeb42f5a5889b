// Reads what the worker says. A member of a wrong type is a broken protocol, since our own JavaScript never sends one:
// the caller then stops the worker. Unknown members are ignored.
#include <limits>

#include "model/request.h"
#include "script/protocol.h"

namespace signet::script {

namespace {

constexpr std::size_t kMaxDepth = 512;
constexpr std::size_t kMaxNameBytes = 64UL << 10;  // methods, ids, names of dynamic variables
constexpr std::size_t kMaxVaultValueBytes = 1UL << 20;

/// Reads members of one message and remembers the first that is wrong.
class Members {
 public:
  Members(const json::object& object, std::string_view message) : object_(object), message_(message) {}

  std::string text(std::string_view key, bool required = false, std::size_t max_bytes = SIZE_MAX) {
    const json::value* v = present(key, required);
    if (v == nullptr) return {};
    const auto* s = v->if_string();
    if (s == nullptr || s->size() > max_bytes) return wrong(key, "text"), std::string();
    return std::string(*s);
  }

  std::int64_t integer(std::string_view key, bool required = false) {
    const json::value* v = present(key, required);
    if (v == nullptr) return 0;
    if (const auto* i = v->if_int64()) return *i;
    return wrong(key, "a whole number"), 0;
  }

  bool flag(std::string_view key) {
    const json::value* v = present(key, false);
    if (v == nullptr) return false;
    if (const bool* b = v->if_bool()) return *b;
    return wrong(key, "true or false"), false;
  }

  const json::array& list(std::string_view key, bool required) {
    static const json::array kNone;
    const json::value* v = present(key, required);
    if (v == nullptr) return kNone;
    if (const auto* a = v->if_array()) return *a;
    return wrong(key, "a list"), kNone;
  }

  /// Null when absent or null.
  const json::object* object(std::string_view key, bool required = false) {
    const json::value* v = present(key, required);
    if (v == nullptr) return nullptr;
    if (const auto* o = v->if_object()) return o;
    return wrong(key, "an object"), nullptr;
  }

  json::value any(std::string_view key) {
    const json::value* v = json::find(object_, key);
    return v == nullptr ? json::value() : *v;
  }

  void wrong(std::string_view key, std::string_view expected) {
    if (!error_) {
      error_ = fail(ErrorCode::kInvalidInput,
                    fmt::format("script worker: in message '{}' the member '{}' is not {}", message_, key, expected));
    }
  }
  void take(Error error) {
    if (!error_) error_ = std::move(error);
  }
  [[nodiscard]] std::optional<Error>& error() { return error_; }
  [[nodiscard]] std::string_view message() const { return message_; }

 private:
  const json::value* present(std::string_view key, bool required) {
    const json::value* v = json::find(object_, key);
    if (v != nullptr && !v->is_null()) return v;
    if (required) wrong(key, "there");
    return nullptr;
  }

  const json::object& object_;
  std::string_view message_;
  std::optional<Error> error_;
};

int to_int(std::int64_t value) {
  return static_cast<int>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<int>::max()));
}

ScriptError read_error(const json::object& object, Members& outer) {
  Members members(object, outer.message());
  ScriptError error;
  error.name = members.text("name");
  error.message = members.text("message");
  error.stack = members.text("stack");
  error.line = to_int(members.integer("line"));
  error.column = to_int(members.integer("column"));
  if (members.error()) outer.take(*members.error());
  return error;
}

std::optional<ScriptError> optional_error(Members& members) {
  const json::object* object = members.object("error");
  return object == nullptr ? std::nullopt : std::optional(read_error(*object, members));
}

/// ['set', key, value, type?] | ['unset', key] | ['clear']
std::optional<Mutation> read_mutation(const json::value& v) {
  const auto* parts = v.if_array();
  if (parts == nullptr || parts->empty() || !(*parts)[0].is_string()) return std::nullopt;
  const std::string_view name = (*parts)[0].get_string();
  Mutation mutation;
  if (name == "clear") return mutation;
  if (parts->size() < 2 || !(*parts)[1].is_string()) return std::nullopt;
  mutation.key = (*parts)[1].get_string();
  mutation.kind = Mutation::Kind::kUnset;
  if (name == "unset") return mutation;
  if (name != "set" || parts->size() < 3) return std::nullopt;
  mutation.kind = Mutation::Kind::kSet;
  mutation.value = (*parts)[2];
  if (parts->size() < 4 || (*parts)[3].is_null()) return mutation;
  if (!(*parts)[3].is_string()) return std::nullopt;
  mutation.type = std::string((*parts)[3].get_string());
  return mutation;
}

std::vector<Mutation> read_mutations(Members& scopes, std::string_view scope) {
  std::vector<Mutation> list;
  for (const json::value& v : scopes.list(scope, false)) {
    auto mutation = read_mutation(v);
    if (!mutation) {
      scopes.wrong(scope, "a list of mutations");
      break;
    }
    list.push_back(*std::move(mutation));
  }
  return list;
}

ScopeChanges read_scopes(Members& outer) {
  ScopeChanges changes;
  const json::object* object = outer.object("scopes");
  if (object == nullptr) return changes;
  Members scopes(*object, outer.message());
  changes.local = read_mutations(scopes, "local");
  changes.environment = read_mutations(scopes, "environment");
  changes.collection = read_mutations(scopes, "collection");
  changes.globals = read_mutations(scopes, "globals");
  if (scopes.error()) outer.take(*scopes.error());
  return changes;
}

AssertionsMessage read_assertions(Members& members) {
  AssertionsMessage message;
  for (const json::value& v : members.list("list", true)) {
    const auto* object = v.if_object();
    if (object == nullptr) {
      members.wrong("list", "a list of objects");
      break;
    }
    Members one(*object, members.message());
    Assertion assertion;
    assertion.name = one.text("name");
    assertion.index = to_int(one.integer("index"));
    assertion.skipped = one.flag("skipped");
    assertion.async = one.flag("async");
    assertion.error = optional_error(one);
    if (one.error()) members.take(*one.error());
    message.list.push_back(std::move(assertion));
  }
  return message;
}

DoneMessage read_done(Members& members, const json::object& object) {
  DoneMessage message;
  Outcome& outcome = message.outcome;
  outcome.error = optional_error(members);
  if (const json::value* next = json::find(object, "nextRequest"); next != nullptr) {
    if (next->is_null() || next->is_string()) {
      outcome.next_request = *next;
    } else {
      members.wrong("nextRequest", "text or null");
    }
  }
  outcome.skip_request = members.flag("skipRequest");
  if (members.object("request") != nullptr) {
    auto request = model::Request::from_json(members.any("request"), "pm.request");
    if (request) {
      outcome.request = *std::move(request);
    } else if (!outcome.error) {
      // A script may write nonsense into pm.request: the script has failed, the protocol has not.
      outcome.error = ScriptError{"Error", request.error().message, "", 0, 0};
    }
  }
  if (const json::object* visualizer = members.object("visualizer")) {
    Members inner(*visualizer, members.message());
    outcome.visualizer = Visualizer{inner.text("html"), inner.any("data")};
    if (inner.error()) members.take(*inner.error());
  }
  message.scopes = read_scopes(members);
  return message;
}

using Body = decltype(WorkerMessage::body);

std::optional<Body> read_body(std::string_view type, Members& members, const json::object& object) {
  if (type == "console")
    return ConsoleMessage{members.text("level", true, kMaxNameBytes), members.list("messages", true)};
  if (type == "assertions") return read_assertions(members);
  if (type == "done") return read_done(members, object);
  if (type == "ready") return ReadyMessage{members.flag("sandbox"), members.text("problem")};
  if (type == "fatal") return FatalMessage{members.text("message")};
  if (type == "dynamic") return DynamicMessage{members.text("name", true, kMaxNameBytes)};
  if (type == "request") {
    return RequestMessage{members.integer("id", true), members.any("definition"), read_scopes(members)};
  }
  if (type == "runRequest") {
    return RunRequestMessage{members.integer("id", true), members.text("item", true, kMaxNameBytes),
                             members.any("options"), read_scopes(members)};
  }
  if (type == "cookies") {
    return CookiesMessage{members.integer("id", true), members.text("method", true, kMaxNameBytes),
                          members.list("args", false)};
  }
  if (type == "vault") {
    return VaultMessage{members.integer("id", true), members.text("method", true, kMaxNameBytes),
                        members.text("name", true, kMaxNameBytes), members.text("value", false, kMaxVaultValueBytes)};
  }
  if (type == "exception") {
    const json::object* error = members.object("error", true);
    return ExceptionMessage{error == nullptr ? ScriptError() : read_error(*error, members)};
  }
  return std::nullopt;
}

/// Which script speaks; `done` may name it by its `id`.
std::optional<std::uint64_t> read_execution(Members& members, const json::object& object, std::string_view type) {
  const std::string_view key = type == "done" && json::find(object, "execution") == nullptr ? "id" : "execution";
  if (json::find(object, key) == nullptr) return std::nullopt;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(members.integer(key), 0));
}

Result<json::value> parse_strict(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::error_code error;
  try {
    json::value v = boost::json::parse(text, error, boost::json::storage_ptr(), options);
    if (!error) return v;
  } catch (const std::exception& e) {  // std::bad_alloc, std::length_error
    return fail(ErrorCode::kLimit, fmt::format("script worker: a message cannot be kept in memory: {}", e.what()));
  }
  if (error == boost::json::error::too_deep) {
    return fail(ErrorCode::kLimit, fmt::format("script sent a value nested deeper than {} levels", kMaxDepth));
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("script worker: a message is not JSON: {}", error.message()));
}

}  // namespace

Result<WorkerMessage> parse_message(std::string_view text) {
  SIGNET_TRY(const json::value v, parse_strict(text));
  const auto* object = v.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "script worker: a message is not an object");
  const std::string_view type = json::string_or(*object, "type");
  Members members(*object, type);
  const std::optional<std::uint64_t> execution = read_execution(members, *object, type);
  auto body = read_body(type, members, *object);
  if (!body) {
    return fail(ErrorCode::kInvalidInput, fmt::format("script worker: unknown message '{}'", type.substr(0, 64)));
  }
  if (members.error()) return *std::move(members.error());
  return WorkerMessage{execution, *std::move(body)};
}

}  // namespace signet::script
