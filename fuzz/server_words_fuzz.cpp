// Any bytes as a text that is searched: its words are UTF-8 without what LIKE, NUL or a line would take in another way,
// each once and within the limits; and whoever looks for the text finds it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "server/elements/words.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;          // NOLINT(google-build-using-namespace)
  using namespace signet::server;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(data), size);
  constexpr std::size_t kMost = 1500;
  WordList list(kMost);
  list.add(text);
  expect(list.text().size() <= kMost && is_utf8(list.text()));
  std::set<std::string> words;
  if (!list.text().empty()) {
    expect(list.text().front() == ' ');
    for (const std::string& word : split(list.text().substr(1), ' ')) {
      expect(!word.empty() && word.size() <= kMaxWordBytes && words.insert(word).second);
      for (const char c : word) expect(!is_control(c) && c != '%' && c != '_' && c != '\\');
    }
  }
  for (const std::string& word : query_words(text)) expect(list.is_full() || words.contains(word));
  return 0;
}
