// A text with placeholders and the variables that it may name: resolving ends, stays within its bound, and URLs split
// and unsplit without loss. The input is lines: the text, then "name=value".
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "model/resolve.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> lines = split(input, '\n');
  model::Scopes scopes;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      scopes.environment.set(line.substr(0, equals), json::value(std::string(line.substr(equals + 1))));
  }
  const model::Lookup lookup = model::lookup_in(scopes);
  const std::string resolved = model::resolve_text(lines[0], lookup);
  constexpr std::size_t kBound = std::size_t{65} << 20;
  if (resolved.size() > lines[0].size() + size + kBound) std::abort();

  // Once split, a URL keeps its text: extra slashes and leading space are gone after the first time.
  const std::string once = model::Url::parse(lines[0]).to_string();
  const std::string twice = model::Url::parse(once).to_string();
  if (model::Url::parse(twice).to_string() != twice) std::abort();
  model::Request request;
  request.url = model::Url::parse(lines[0]);
  (void)model::resolve_request(request, lookup);
  return 0;
}
