// The elements that the files of a working copy say, each under the id that it has, or will have, on the server.
// What files say beyond that, the values that somebody keeps to himself, is kept apart and comes back into the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync/copy_state.h"
#include "base/json.h"
#include "base/result.h"

namespace signet::app {

/// Deepest folders that are read or written, as on the server.
inline constexpr std::size_t kMaxFolders = 200;

struct LocalNode {
  std::string kind;
  std::string parent;                 ///< empty at the top
  json::value content;                ///< in the form of comparable()
  std::vector<std::string> children;  ///< in their order
  std::string key;                    ///< what the server makes its id from, of new ones
  std::string file;                   ///< of those at the top
  json::object own_values;            ///< of environments: what stays at home, by the variable's id
};

using LocalNodes = std::map<std::string, LocalNode, std::less<>>;

/// A file as it was read.
struct LocalFile {
  std::string name;
  std::string kind;  ///< "collection", "environment", "globals"
  json::value document;
};

/// Takes the files apart and finds for each element the one of `state` that it is: by the file's name, by the id in it,
/// by its name in its folder; what is left is new. New ones get an id in their content, which is what makes a repeated
/// push make nothing twice. kInvalidInput names the file.
[[nodiscard]] Result<LocalNodes> read_local(const CopyState& state, std::vector<LocalFile> files);

/// The document of a file, put together from the element at the top and all below it. kLimit when it is too deep.
[[nodiscard]] Result<json::value> write_local(const LocalNodes& nodes, std::string_view root);

/// Takes a node with all below it out of the tree.
void remove_nodes(LocalNodes& nodes, std::string_view id);
/// Puts a node below another parent, behind its last child.
void move_node(LocalNodes& nodes, const std::string& id, const std::string& parent);
/// The node and all below it, parents first.
[[nodiscard]] std::vector<std::string> nodes_below(const LocalNodes& nodes, const std::string& id);
/// Gives a node that is new another id, and the content the one that it is made from.
[[nodiscard]] std::string renew_node(LocalNodes& nodes, const std::string& id, std::string_view workspace);

/// The id that a content has of itself; empty when it has none.
[[nodiscard]] std::string own_id(std::string_view kind, const json::value& content);

}  // namespace signet::app
