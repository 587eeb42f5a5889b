// Any JSON as an element of the kind that the first byte names ('c' collection, 'f' folder, 'r' request, 'e'
// environment, 'g' globals, 'k' mock, 'n' monitor), or as a whole collection ('s'): an error that says what to do, or a
// document that is put together again as it came, with no secret in what is stored.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>

#include "model/collection.h"
#include "model/text_encoding.h"
#include "model/v1.h"
#include "server/elements/collection_tree.h"

namespace {

using namespace signet;          // NOLINT(google-build-using-namespace): a program of one file
using namespace signet::server;  // NOLINT(google-build-using-namespace)

void expect(bool holds) {
  if (!holds) std::abort();
}

void check_error(const Error& error) {
  expect(error.code == ErrorCode::kInvalidInput || error.code == ErrorCode::kLimit);
  expect(!error.message.empty() && !error.hint.empty());
}

/// Variables that came without an id have one now.
void forget_new_ids(const json::value& came, json::value& went) {
  const auto* before = came.get_object().if_contains("values");
  if (before == nullptr || !before->is_array()) return;
  json::array& after = went.get_object().at("values").get_array();
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto* variable = before->get_array()[i].if_object();
    if (variable == nullptr || !json::string_or(*variable, "id").empty()) continue;
    after[i].get_object().erase("id");
    if (variable->contains("id")) after[i].get_object()["id"] = variable->at("id");
  }
}

/// Slot → JSON text of those that have a value.
std::map<std::string_view, std::string_view> values_of(const Content& content) {
  std::map<std::string_view, std::string_view> values;
  for (const SecretPlace& place : content.secrets) {
    if (place.value) expect(values.emplace(place.slot, place.value->expose()).second);
  }
  return values;
}

void take_and_put_back(ElementKind kind, const json::value& came) {
  auto content = take_apart(kind, came);
  if (!content) return check_error(content.error());
  expect(!content->name.empty());
  for (const SecretPlace& place : content->secrets) {
    boost::json::error_code missing;
    const json::value* stored = content->document.find_pointer(place.pointer, missing);
    expect(place.value ? stored != nullptr && stored->is_null() : stored == nullptr || stored->is_null());
  }
  put_back(content->document, content->secrets);
  const auto again = take_apart(kind, content->document);
  expect(again && values_of(*again) == values_of(*content));
  const bool has_ids = kind == ElementKind::kEnvironment || kind == ElementKind::kGlobals;
  if (has_ids) forget_new_ids(came, content->document);
  expect(has_ids ? content->document == came
                 : boost::json::serialize(content->document) == boost::json::serialize(came));
}

/// Postman passes over null among items, and so does the tree.
void drop_null_items(json::value& node) {  // NOLINT(misc-no-recursion): as deep as the tree was
  auto* object = node.if_object();
  auto* items = object == nullptr ? nullptr : object->if_contains("item");
  if (items == nullptr || !items->is_array()) return;
  json::array kept;
  for (json::value& item : items->get_array()) {
    drop_null_items(item);
    if (!item.is_null()) kept.push_back(item);
  }
  *items = std::move(kept);
}

void split_and_join(json::value document) {
  auto came = model::to_v2(std::move(document), "input");
  if (!came) return check_error(came.error());
  if (came->get_object().contains("collection") || model::is_v1(came->get_object())) return;  // another wrapping
  auto root = split_collection(*came, "input");
  if (!root) return check_error(root.error());
  drop_null_items(*came);
  expect(boost::json::serialize(join_collection(*std::move(root))) == boost::json::serialize(*came));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text = model::to_utf8(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  auto document = json::parse(text, "input");
  if (!document) return 0;
  constexpr std::string_view kKinds = "cfregkn";  // in the order of ElementKind
  const auto kind = kKinds.find(static_cast<char>(data[0]));
  if (kind != std::string_view::npos) {
    take_and_put_back(static_cast<ElementKind>(kind), *document);
  } else if (data[0] == 's') {
    split_and_join(*std::move(document));
  }
  return 0;
}
