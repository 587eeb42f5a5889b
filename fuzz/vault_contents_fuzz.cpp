// The body of a vault as JSON: what is read is written and read again the same, and two bodies merge without losing a
// value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "vault/contents_json.h"
#include "vault/store.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto contents = vault::contents_from_json(text);
  if (!contents) return 0;
  const SecretString written = vault::contents_to_json(*contents);
  auto again = vault::contents_from_json(written.expose());
  if (!again) std::abort();
  const SecretString rewritten = vault::contents_to_json(*again);
  if (rewritten.expose() != written.expose()) std::abort();
  (void)vault::merge(*contents, *std::move(again));
  if (!vault::contents_from_json(vault::contents_to_json(*contents).expose())) std::abort();
  return 0;
}
