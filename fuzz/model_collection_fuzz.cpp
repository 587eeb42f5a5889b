// Any bytes as a collection, environment or globals file: an error or a tree that can be walked, resolved and written
// as JSON that reads back equal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "model/collection.h"
#include "model/resolve.h"
#include "model/text_encoding.h"

namespace {

using namespace signet;

void walk(const model::Collection& collection) {
  model::Scopes scopes;
  scopes.collection = collection.variables;
  const model::Lookup lookup = [&](std::string_view name) -> std::optional<std::string> {
    const json::value* value = scopes.find(name);
    return value == nullptr ? std::nullopt : std::optional(json::to_text(*value));
  };
  for (const model::Item* item : collection.requests()) {
    (void)item->path();
    (void)model::effective_auth(collection, *item);
    (void)model::events_for(collection, *item, "test");
    (void)model::profile_behavior(collection, *item);
    (void)model::resolve_request(item->request, lookup);
    const json::object written = item->request.to_json();
    auto again = model::Request::from_json(written, "request");
    if (!again || again->url.to_string() != model::Url::from_json(written.at("url")).to_string()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = model::to_utf8(std::string(reinterpret_cast<const char*>(data), size));
  auto document = json::parse(text, "input");
  if (!document) return 0;
  if (auto scope = model::VariableScope::from_json(*document, "input")) (void)scope->to_json();
  if (auto collection = model::Collection::from_json(*std::move(document), "input")) walk(*collection);
  return 0;
}
