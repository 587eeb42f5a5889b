// The user's own values of variables that are shared: Postman's current values, beside the initial ones that the team
// server has. Scripts set them, and so does the user; they never reach any server.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/local/local_store.h"
#include "base/json.h"
#include "mask/mask.h"
#include "model/variables.h"

namespace signet::app {

/// Thread-safe. Scopes go by a name of the caller's, such as the id of an environment; one without a name keeps
/// nothing.
class CurrentValues {
 public:
  static constexpr std::size_t kMostBytes = 8 << 20;  ///< of a scope, as JSON

  struct Value {
    std::string key;
    std::optional<json::value> value;  ///< nullopt: taken away
    bool is_secret = false;            ///< a script made it of a secret, whatever the type of the variable
  };

  /// Those that were kept. `notice` is told when what a script set cannot be kept beyond the end of the app; may be
  /// null. `local` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<CurrentValues>> open(LocalStore& local,
                                                                   std::function<void(std::string_view)> notice);

  /// Puts them over the values that are shared. One that is the same as the shared value is forgotten: it follows what
  /// others share from then on. A secret one makes its variable secret.
  void apply(const std::string& scope, model::VariableScope& variables);
  /// Keeps what is different in `after`; what holds a secret of `mask` is one itself. Gives the keys, with the values
  /// that they have now; null for one that is gone.
  json::array keep(const std::string& scope, const model::VariableScope& before, const model::VariableScope& after,
                   const Mask& mask);

  /// By key.
  [[nodiscard]] std::vector<Value> list(std::string_view scope) const;
  [[nodiscard]] bool has(std::string_view scope, std::string_view key) const;
  /// kLimit past kMostBytes. On an error, what was there before stays.
  [[nodiscard]] Status set(const std::string& scope, std::string_view key, json::value value);
  /// The shared value holds again; of all in the scope, without a key.
  [[nodiscard]] Status reset(const std::string& scope, std::optional<std::string_view> key);

 private:
  struct Own {
    std::optional<json::value> value;
    bool is_secret = false;
  };
  using Values = std::map<std::string, Own, std::less<>>;

  CurrentValues(LocalStore& local, std::function<void(std::string_view)> notice)
      : local_(local), notice_(std::move(notice)) {}
  [[nodiscard]] Status write(const std::string& scope, const Values& values);
  void write_or_tell(const std::string& scope, const Values& values);

  LocalStore& local_;
  const std::function<void(std::string_view)> notice_;
  mutable std::mutex mutex_;
  std::map<std::string, Values, std::less<>> scopes_;
};

}  // namespace signet::app
