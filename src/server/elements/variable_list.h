// Lists of variables, of environments, globals and collections. Nothing but the known members of a variable comes in,
// so that a value that somebody keeps to himself (Postman's "current value") cannot: there is no place for it.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "server/elements/secret_places.h"

namespace signet::server {

/// What may stand in a list.
enum class VariableRules {
  kEnvironment,  ///< type secret; variables get ids
  kGlobals,      ///< variables get ids
  kCollection,   ///< any type but secret, as collections hold more of them; without an id a variable goes by its key
};

/// Takes the values out of an array of variables (of one, where collections have it bare). Null entries are let be.
/// `path` and `pointer` say where it stands.
[[nodiscard]] Status take_variables(json::value& list, VariableRules rules, const std::string& path,
                                    const std::string& pointer, SecretPlaces& places);

}  // namespace signet::server
