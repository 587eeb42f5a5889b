#include "server/elements/import.h"

#include <utility>

namespace signet::server {

namespace {

ElementKind kind_of(model::ImportKind kind) {
  switch (kind) {
    case model::ImportKind::kEnvironment:
      return ElementKind::kEnvironment;
    case model::ImportKind::kGlobals:
      return ElementKind::kGlobals;
    case model::ImportKind::kCollection:
      break;
  }
  return ElementKind::kCollection;
}

Result<TreeNode> plan_document(model::ImportedDocument document) {
  const ElementKind kind = kind_of(document.kind);
  if (kind == ElementKind::kCollection) return split_collection(std::move(document.document), document.source);
  TreeNode node;
  node.kind = kind;
  SIGNET_TRY(node.content, take_apart(kind, std::move(document.document)));
  return node;
}

}  // namespace

Result<ImportPlan> plan_import(std::string_view bytes, std::string_view source) {
  SIGNET_TRY(model::Import read, model::read_import(bytes, source));
  ImportPlan plan;
  plan.left_out = std::move(read.left_out);
  plan.notices = std::move(read.notices);
  const bool is_single = read.documents.size() == 1;
  for (model::ImportedDocument& document : read.documents) {
    const std::string where = document.source;
    auto tree = plan_document(std::move(document));
    if (tree) {
      plan.parts.push_back({where, *std::move(tree)});
    } else if (is_single) {
      Error error = tree.error();
      error.message = fmt::format("{}: {}", where, error.message);
      return error;
    } else {
      plan.left_out.push_back({where, tree.error().to_string()});
    }
  }
  if (!plan.parts.empty()) return plan;
  return fail(ErrorCode::kInvalidInput, std::string(source) + ": nothing in it can be imported",
              plan.left_out.empty() ? "" : plan.left_out.front().source + ": " + plan.left_out.front().reason);
}

Result<std::vector<Imported>> import_all(const ElementWork& work, const ImportPlan& plan,
                                         std::vector<model::LeftOut>& left_out) {
  left_out.clear();
  std::vector<Imported> imported;
  for (const ImportPlan::Part& part : plan.parts) {
    if (part.tree.kind == ElementKind::kGlobals) {
      ElementFilter globals;
      globals.kind = ElementKind::kGlobals;
      globals.limit = 1;
      SIGNET_TRY(const auto present, list_elements(work.transaction, work.workspace, globals));
      if (!present.empty()) {
        left_out.push_back({part.source, "the workspace has its own globals: add to those"});
        continue;
      }
    }
    SIGNET_TRY(Element element, create_tree(work, part.tree));
    imported.push_back({part.source, std::move(element)});
  }
  return imported;
}

}  // namespace signet::server
