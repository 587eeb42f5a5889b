// Any text as a description of an API, in JSON or YAML: an error that says why, or a collection that can be read, and
// an environment whose variables have no values.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "model/collection.h"
#include "model/import/openapi.h"
#include "model/import/yaml.h"
#include "model/text_encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;         // NOLINT(google-build-using-namespace)
  using namespace signet::model;  // NOLINT(google-build-using-namespace)
  const std::string text = to_utf8(std::string(reinterpret_cast<const char*>(data), size));
  constexpr YamlLimits kLimits{.bytes = 1U << 20, .memory = 8U << 20};
  const auto document = text.starts_with('{') ? json::parse(text, "input") : parse_yaml(text, "input", kLimits);
  if (!document) {
    if (document.error().message.empty()) std::abort();
    return 0;
  }
  const auto* object = document->if_object();
  if (object == nullptr || !is_openapi(*object)) return 0;
  const auto made = convert_openapi(*object, "https://example.com/openapi.yaml", 8U << 20);
  if (!made) {
    if (made.error().message.empty() || made.error().hint.empty()) std::abort();
    return 0;
  }
  if (!Collection::from_json(made->collection, "converted")) std::abort();
  if (const auto* environment = made->environment.if_object()) {
    for (const json::value& variable : environment->at("values").as_array()) {
      if (variable.at("value") != "") std::abort();
    }
  }
  for (const std::string& notice : made->notices) {
    if (notice.empty()) std::abort();
  }
  return 0;
}
