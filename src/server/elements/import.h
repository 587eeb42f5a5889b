// What somebody brings from elsewhere: files as Postman exports them, its data dumps, and what model/import converts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/import/import.h"
#include "server/elements/elements.h"

namespace signet::server {

/// A file taken apart, before anything is written.
struct ImportPlan {
  struct Part {
    std::string source;  ///< "dump.zip: environment/4711.json"
    TreeNode tree;       ///< of environments and globals without children
  };
  std::vector<Part> parts;
  std::vector<model::LeftOut> left_out;
  std::vector<std::string> notices;  ///< of model::Import
};

/// Reads a file, a text or a ZIP archive, that `source` names. What cannot be taken of several documents is told
/// in `left_out`; the error of a file with one is that one's. Needs no database, and may take seconds.
[[nodiscard]] Result<ImportPlan> plan_import(std::string_view bytes, std::string_view source);

struct Imported {
  std::string source;
  Element element;
};
/// Makes all of it, or nothing. Globals that come when the workspace has its own are told in `left_out`.
[[nodiscard]] Result<std::vector<Imported>> import_all(const ElementWork& work, const ImportPlan& plan,
                                                       std::vector<model::LeftOut>& left_out);

}  // namespace signet::server
