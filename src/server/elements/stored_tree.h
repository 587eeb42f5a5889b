// A collection as it stands in the database, put together whole.
#pragma once

#include <string>
#include <vector>

#include "server/elements/elements.h"

namespace signet::server {

struct StoredNode {
  std::string id;  ///< the element's
  ElementKind kind = ElementKind::kCollection;
  json::value document;  ///< with its values; of collections and folders `item` is an empty array, if it is there
  std::vector<StoredNode> children;
};

/// A collection with all that is in it and not in the trash.
[[nodiscard]] Result<StoredNode> load_tree(store::Transaction& transaction, const DataKeys& keys,
                                           const Element& collection);

/// As Postman exports it.
[[nodiscard]] json::value join_tree(StoredNode root);

}  // namespace signet::server
