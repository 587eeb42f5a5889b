// Any bytes as a file to import, a ZIP archive or JSON: an error, or documents that are what they are said to be.
// Packed files never grow past the limits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "model/import/import.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;         // NOLINT(google-build-using-namespace)
  using namespace signet::model;  // NOLINT(google-build-using-namespace)
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ZipLimits limits{.entries = 100, .entry_bytes = 1U << 20, .total_bytes = 4U << 20};
  if (const auto entries = read_zip(bytes, "input", limits)) {
    std::size_t total = 0;
    for (const ZipEntry& entry : *entries) {
      if (entry.bytes.size() > limits.entry_bytes || (!entry.fault.empty() && !entry.bytes.empty())) std::abort();
      total += entry.bytes.size();
    }
    if (total > limits.total_bytes || entries->size() > limits.entries) std::abort();
  }
  const auto found = read_import(bytes, "input", limits);
  if (!found) {
    if (found.error().message.empty()) std::abort();
    return 0;
  }
  if (found->documents.empty()) std::abort();
  for (const ImportedDocument& document : found->documents) {
    if (document.source.empty()) std::abort();
  }
  for (const LeftOut& part : found->left_out) {
    if (part.source.empty() || part.reason.empty()) std::abort();
  }
  return 0;
}
