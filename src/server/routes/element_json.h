// Elements as the API shows them.
#pragma once

#include <string>
#include <vector>

#include "server/api/route.h"
#include "server/elements/elements.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

/// Of an element without what it says.
[[nodiscard]] std::vector<Field> element_fields();
[[nodiscard]] json::object to_json(const Element& element);

/// An element with what it says.
[[nodiscard]] Answer element_answer(unsigned status, std::string description);
[[nodiscard]] json::object to_json(const Element& element, json::value content);
/// The answer of element_answer(): the element as it is now, with its revision as ETag.
[[nodiscard]] Result<Response> show_element(unsigned status, const WorkspaceScope& scope, const Services& services,
                                            const Element& element);

}  // namespace signet::server
