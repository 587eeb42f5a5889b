#include "server/elements/collection_tree.h"

#include "model/collection.h"
#include "model/javascript.h"
#include "model/reading.h"

namespace signet::server {
namespace {

using model::element_path;
using model::member_path;

class Splitter {
 public:
  explicit Splitter(std::string_view source) : source_(source) {}

  /// `path` names the element in errors; empty for the collection itself.
  // At most kMaxTreeDepth deep.
  Result<TreeNode> split(ElementKind kind, json::value document, std::size_t depth,  // NOLINT(misc-no-recursion)
                         const std::string& path) {
    if (++nodes_ > kMaxNodes) {
      return wrong({ErrorCode::kLimit, fmt::format("more than {} folders and requests", kMaxNodes),
                    "import its folders as collections"},
                   "");
    }
    if (depth > kMaxTreeDepth) {
      return wrong({ErrorCode::kLimit, fmt::format("folders nested deeper than {} levels", kMaxTreeDepth),
                    "flatten the folders of the collection"},
                   "");
    }
    TreeNode node;
    node.kind = kind;
    if (kind != ElementKind::kRequest) {
      SIGNET_TRY(json::array items, take_items(document, path));
      node.children.reserve(items.size());
      const std::string below = member_path(path, "item");
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].is_null()) continue;
        const std::string at = element_path(below, i);
        const ElementKind child = kind_of(items[i]);
        SIGNET_TRY(TreeNode split_child, split(child, std::move(items[i]), depth + 1, at));
        node.children.push_back(std::move(split_child));
      }
    }
    auto content = take_apart(kind, std::move(document));
    if (!content) return wrong(std::move(content).error(), path);
    node.content = *std::move(content);
    return node;
  }

 private:
  static ElementKind kind_of(const json::value& item) {
    const auto* object = item.if_object();
    const bool is_folder = object != nullptr && model::javascript::truthy(json::find(*object, "item"));
    return is_folder ? ElementKind::kFolder : ElementKind::kRequest;
  }

  /// The items, an empty array in their place.
  Result<json::array> take_items(json::value& document, const std::string& path) const {
    auto* object = document.if_object();
    json::value* items = object == nullptr ? nullptr : object->if_contains("item");
    if (items == nullptr || items->is_null()) return json::array();
    auto* list = items->if_array();
    if (list == nullptr) {
      return wrong(model::wrong_kind("", "an array of items", *items, R"(write "item": [{"name": "...", ...}])"),
                   member_path(path, "item"));
    }
    json::array taken = std::move(*list);
    *items = json::array();
    return taken;
  }

  Error wrong(Error error, const std::string& path) const {
    error.message = fmt::format("{}: {}{}{}", source_, path, path.empty() ? "" : ": ", error.message);
    return error;
  }

  std::string_view source_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<TreeNode> split_collection(json::value document, std::string_view source) {
  SIGNET_TRY(json::value collection, model::to_v2(std::move(document), source));
  return Splitter(source).split(ElementKind::kCollection, std::move(collection), 0, "");
}

// As deep as split_collection() made it.
json::value join_collection(TreeNode root) {  // NOLINT(misc-no-recursion)
  put_back(root.content.document, root.content.secrets);
  auto* object = root.content.document.if_object();
  if (object == nullptr || root.children.empty()) return std::move(root.content.document);
  json::array items;
  items.reserve(root.children.size());
  for (TreeNode& child : root.children) items.push_back(join_collection(std::move(child)));
  (*object)["item"] = std::move(items);
  return std::move(root.content.document);
}

}  // namespace signet::server
