// Any JSON as a recording of a browser: an error that says why, or a collection that can be read, in which no header
// that carries credentials has a value of its own.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "model/collection.h"
#include "model/import/har.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;         // NOLINT(google-build-using-namespace)
  using namespace signet::model;  // NOLINT(google-build-using-namespace)
  const auto document = json::parse({reinterpret_cast<const char*>(data), size}, "input");
  const auto* object = document ? document->if_object() : nullptr;
  if (object == nullptr || !is_har(*object)) return 0;
  const auto made = convert_har(*object);
  if (!made) {
    if (made.error().message.empty() || made.error().hint.empty()) std::abort();
    return 0;
  }
  const auto read = Collection::from_json(made->collection, "converted");
  if (!read) std::abort();
  for (const Item* item : read->requests()) {
    for (const Param& header : item->request.headers) {
      const std::string name = to_lower(header.key);
      const bool is_credential = name == "authorization" || name == "cookie" || name == "x-api-key";
      const std::string value = header.value.value_or("");
      if (is_credential && !value.empty() && value.find("{{") == std::string::npos) std::abort();
    }
  }
  return 0;
}
