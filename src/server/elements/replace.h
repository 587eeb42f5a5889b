// A whole collection in the place of what it said before, by clients that know no elements.
#pragma once

#include "server/elements/elements.h"

namespace signet::server {

/// Makes a collection say what `root` says. Its folders and requests stay the elements that they were, with their
/// history: those with the same id (the document's own, or the element's), then those of the same name and kind in the
/// same place. Each that differs gets a new version, or another place; what is no longer there goes into the trash. So
/// nothing is lost, and what is the same is not touched. Takes time in proportion to the collection.
[[nodiscard]] Result<Element> replace_tree(const ElementWork& work, const Element& collection, TreeNode root);

}  // namespace signet::server
