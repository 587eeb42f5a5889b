// Variable scopes as Postman keeps them, and the set of scopes a request is resolved against.
// Source: Postman docs "Store and reuse values using variables"; postman-collection VariableScope and VariableList.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

/// One variable. `value` has the JSON type that `type` asks for, as Postman casts it: "number" makes numbers of texts,
/// "array" and "object" hold the parsed JSON ("" when it is none); other types keep what the file or the script gave.
struct Variable {
  std::string key;
  json::value value;
  std::string type;  ///< "string", "number", "boolean", "any", "secret", "default" ... as found; may be empty
  bool disabled = false;
  std::string json_text;   ///< of types "array" and "object": the JSON as given, which exports hold instead of `value`
  bool valueless = false;  ///< the file gave no value: undefined in scripts, "" (the `value` here) in requests
  [[nodiscard]] bool is_secret() const { return type == "secret"; }
};

/// A named list of variables. Keys may repeat in files: the last enabled one of a key wins, as in Postman.
class VariableScope {
 public:
  std::string id;
  std::string name;

  /// Reads `{id, name, values|variable: [...]}` (an exported environment or globals file) or a bare list of variables.
  static Result<VariableScope> from_json(const json::value& v, std::string_view source);
  /// `{id, name, values: [{type, value, key}...]}` as newman's summary holds it; disabled ones carry `disabled: true`.
  [[nodiscard]] json::object to_json() const;

  /// The enabled variable of that key, or null. Constant time; the pointer holds until the next change.
  [[nodiscard]] const Variable* find(std::string_view key) const;
  /// Creates or replaces. An existing variable keeps its place and type unless `type` is given.
  void set(std::string_view key, json::value value, std::optional<std::string> type = std::nullopt);
  void unset(std::string_view key);
  void clear();
  [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
  void add(Variable variable);

  /// A stamp of the content: equal stamps, also of two copies, mean equal variables (0: never changed, empty). Every
  /// function that changes variables_ calls touch(); script/ uses it to send only scopes that changed to the worker.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  /// Takes a stamp that no scope of this process has had before.
  void touch() {
    static std::atomic<std::uint64_t> last{0};
    revision_ = last.fetch_add(1, std::memory_order_relaxed) + 1;
  }
  std::uint64_t revision_ = 0;

  struct TextHash {
    using is_transparent = void;  // lets find() take a view without making a string of it
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  void rebuild_index();
  std::vector<Variable> variables_;
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> index_;  // enabled key → its place
};

/// The scopes of a run. Precedence, narrowest first: local, data, environment, collection, globals.
struct Scopes {
  VariableScope local;  ///< pm.variables.set
  json::object data;    ///< the data row of this iteration
  VariableScope environment;
  VariableScope collection;
  VariableScope globals;

  /// The value `name` has now, narrowest scope first, or null. Dynamic variables are not looked up here.
  [[nodiscard]] const json::value* find(std::string_view name) const;
};

}  // namespace signet::model
