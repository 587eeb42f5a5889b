// What an element says, and which places of it must be secret at rest: the values of environments, globals and
// collections' variables, and the parameters of auth that hold secrets. These are taken out of the JSON before it is
// stored, and sealed one by one; null stands in their places. What people type elsewhere, an Authorization header or a
// password in a URL, is text like any other. docs/formats/elements.md describes the documents.
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

inline constexpr std::size_t kMaxContentBytes = 4U << 20;      ///< of the JSON text, its secrets included
inline constexpr std::size_t kMaxDescriptionBytes = 1U << 20;  ///< of each description in it
inline constexpr std::size_t kMaxValueBytes = 256U << 10;      ///< of the JSON text of a secret value
inline constexpr std::size_t kMaxKeyBytes = 1024;              ///< of a variable's key or id: slots are indexed
inline constexpr std::size_t kMaxVariables = 10'000;           ///< of one list
inline constexpr std::size_t kMaxShownName = 255;              ///< characters of Content::name
/// JSON levels of a document. Within kMaxTreeDepth folders of two levels each it stays below json::kMaxDepth.
inline constexpr std::size_t kMaxContentDepth = 256;

/// A value that was taken out.
struct SecretPlace {
  std::string pointer;  ///< where it stood in the JSON (RFC 6901)
  /// Its name for good, also when it moves: "variable/ID", of collections' variables without an id "key/KEY",
  /// "auth/bearer/token"; the second of one name is "#2/…". Up to some 1,100 bytes, no NUL.
  std::string slot;
  /// The JSON text of the value; nullopt: it is the one that the slot has had so far, none when it had none. A slot
  /// that was hidden must not come to light so: when `is_hidden` is no longer true a value must have come.
  std::optional<SecretString> value;
  bool is_hidden = false;  ///< a variable of type secret: shown only when it is asked for explicitly
};

struct Content {
  /// 1 to kMaxShownName characters on one line. Of globals always "Globals"; of collections, folders and requests,
  /// which may have none or a longer one, what fits of it, the document keeps the whole.
  std::string name;
  json::value document;  ///< null at each place; may have NULs in its texts, which its JSON writes as \u0000
  std::vector<SecretPlace> secrets;
};

/// Checks what came in for an element of that kind, and takes the secrets out. Variables of environments and globals
/// get an id when they have none; a value of an environment's variable with an id that is null or left out is as it
/// was. Of collections and folders the member `item`, if any, must be an empty array: their items are elements of their
/// own. kInvalidInput or kLimit names the place ("values[3].key"), what is wrong and how to mend it.
[[nodiscard]] Result<Content> take_apart(ElementKind kind, json::value document);

/// Of a request its method, as far as it is a short word ("GET" without one); nullopt for other kinds.
[[nodiscard]] std::optional<std::string> method_of(ElementKind kind, const json::value& document);

/// Puts values back to their places. Those without a value stay as they are.
void put_back(json::value& document, const std::vector<SecretPlace>& secrets);

}  // namespace signet::server
