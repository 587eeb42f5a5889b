// A whole collection, as Postman exports it, taken apart into elements and put together again: what comes out is what
// went in, members that nobody knows, and their order, included.
#pragma once

#include <string_view>
#include <vector>

#include "server/elements/content.h"

namespace signet::server {

/// An element of a collection with those below it.
struct TreeNode {
  ElementKind kind = ElementKind::kCollection;
  Content content;  ///< of collections and folders `item` is an empty array, where it stood
  std::vector<TreeNode> children;
};

inline constexpr std::size_t kMaxNodes = 200'000;
inline constexpr std::size_t kMaxTreeDepth = 200;  ///< the collection's own items are at 1

/// Of a v1, v2.0 or v2.1 document, also wrapped as {collection: {...}}; `source` names it in errors. v1 is converted
/// (model/v1.h). Null among items, which Postman passes over, is left out. Takes time and memory in proportion to the
/// document. kInvalidInput, or kLimit past kMaxNodes, kMaxTreeDepth and the limits of content.h.
[[nodiscard]] Result<TreeNode> split_collection(json::value document, std::string_view source);

/// The reverse; secrets are put back. A folder that has children and no `item` gets one at its end.
[[nodiscard]] json::value join_collection(TreeNode root);

}  // namespace signet::server
