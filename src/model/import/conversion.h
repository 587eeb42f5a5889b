// What the readers of other formats share: they make a collection out of a description or a recording, and say in plain
// sentences what of it a collection cannot hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/json.h"
#include "model/import/growth.h"

namespace signet::model {

struct Conversion {
  json::value collection;            ///< of format v2.1
  json::value environment;           ///< what the collection wants to know of its user, without values; null: nothing
  std::vector<std::string> notices;  ///< what was left out, or is left to do
};

/// The notice that belongs to an environment.
inline constexpr std::string_view kFillIn =
    "What requests sign in with is not in the file: fill in the environment that comes with the collection, and choose "
    "it.";

/// What a conversion may take with all that its references stand for.
inline constexpr std::size_t kMaxConvertedBytes = 256U << 20;

/// The first bytes of a text, and "…" if there were more, no letter cut in two.
[[nodiscard]] std::string cut(std::string_view text, std::size_t bytes);
/// A text of a stranger's as a sentence may quote it: in one line, and short.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Sentences for whoever imports, each once.
class Notices {
 public:
  void add(std::string sentence);
  /// Past the first hundred, one that says how many more there are.
  [[nodiscard]] std::vector<std::string> take() &&;

 private:
  std::vector<std::string> sentences_;
  std::unordered_set<std::string> known_;
  std::size_t more_ = 0;
};

/// The variables that requests name: what is known in the collection, and in an environment, which can keep secrets,
/// what whoever imports fills in.
class ConvertedVariables {
 public:
  /// Adds a variable of the collection, unless there is one of that name, and gives the text that stands for it:
  /// "{{name}}". What a variable's name cannot have becomes "_".
  std::string add(std::string_view name, std::string_view value, std::string_view description = {});
  /// Adds one of the environment, without a value. `type` is "secret", or "default" for what is none.
  std::string ask_for(std::string_view name, std::string_view type, std::string_view description = {});

  [[nodiscard]] json::array take() && { return std::move(variables_); }
  /// An environment of that name; null when nothing is asked for.
  [[nodiscard]] json::value take_environment(std::string_view name);

 private:
  static std::string put(json::array& list, std::unordered_set<std::string>& names, std::string_view name,
                         json::object variable, std::string_view description);

  json::array variables_;
  json::array asked_;
  std::unordered_set<std::string> names_;
  std::unordered_set<std::string> asked_names_;
};

/// A collection of that name without items.
[[nodiscard]] json::object new_collection(std::string_view name, std::string_view description);
/// The list or object under `key`, or an empty one.
[[nodiscard]] const json::array& list_in(const json::object& object, std::string_view key);
[[nodiscard]] const json::object& object_in(const json::object& object, std::string_view key);
/// {"key": key, "value": value}, as headers, query parameters and fields of forms are written.
[[nodiscard]] json::object key_value(std::string_view key, std::string_view value);
/// The language of a body, "json", "xml", "html", "javascript" or "text", by its media type.
[[nodiscard]] std::string_view language_of(std::string_view media_type);
/// A media type without its parameters, in lower case: "text/html" of "Text/HTML; charset=utf-8".
[[nodiscard]] std::string media_type_of(std::string_view content_type);
/// A raw body in the language of its media type.
[[nodiscard]] json::object raw_body(std::string text, std::string_view media_type);
/// A URL of a collection's item as an object, with the `raw` that belongs to its parts.
[[nodiscard]] json::object with_raw(json::object url);

}  // namespace signet::model
