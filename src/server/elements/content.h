// What an element says, and which places of it must be secret at rest: the values of environments, globals and
// collections' variables, and the fields of auth that hold secrets. These are taken out of the JSON before it is
// stored, and sealed one by one; null stands in their places.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace signet::server {

enum class ElementKind : std::uint8_t {
  kCollection,
  kFolder,
  kRequest,
  kEnvironment,
  kGlobals,
  kMock,
  kMonitor,
};

/// "collection", "folder", ...
[[nodiscard]] std::string_view name_of(ElementKind kind);
/// nullopt for any other word.
[[nodiscard]] std::optional<ElementKind> parse_element_kind(std::string_view word);

/// A value that was taken out.
struct SecretPlace {
  std::string pointer;  ///< where it stood in the JSON (RFC 6901)
  std::string slot;     ///< its name for good, also when it moves: "variable/ID", "auth/bearer/token"
  /// The JSON text of the value; nullopt: it is the one that the slot has had so far.
  std::optional<SecretString> value;
  bool is_hidden = false;  ///< a variable of type secret: shown only when it is asked for explicitly
};

struct Content {
  std::string name;
  json::value document;  ///< null at each place
  std::vector<SecretPlace> secrets;
};

/// Checks what came in for an element of that kind, and takes the secrets out. Of collections and folders the member
/// `item`, if any, must be an empty array: their items are elements of their own. kInvalidInput names the place
/// ("values[3].key"), what is wrong and how to mend it.
[[nodiscard]] Result<Content> take_apart(ElementKind kind, json::value document);

/// Puts values back to their places. Those without a value stay null.
void put_back(json::value& document, const std::vector<SecretPlace>& secrets);

}  // namespace signet::server
