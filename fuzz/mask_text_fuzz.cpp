// The first byte says how long the secret is, which follows; the rest is the text. Whatever both are: the masked text
// holds the secret neither plain nor base64-, hex- or percent-encoded, is masked for good, and is as well-formed as
// before; and no encoding of the secret gets through in the middle of the text.
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/text.h"
#include "mask/mask.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Encodings of shorter secrets are looked for only where they stand alone.
constexpr std::size_t kEncodedAnywhere = 5;

void require_hidden(const std::string& masked, std::string_view secret) {
  if (holds(signet::kMasked, secret)) return;  // a part of the mask itself
  require(!holds(masked, secret));
  if (signet::trim(secret).size() < kEncodedAnywhere) return;
  require(!holds(masked, signet::percent_encode(secret)));
  require(!holds(masked, signet::hex_encode(secret)));
  require(!holds(masked, signet::to_upper(signet::hex_encode(secret))));
  require(!holds(masked, signet::base64_encode(secret)));
}

void check(const signet::Mask& mask, const std::string& text, std::string_view secret) {
  const std::string masked = mask(text);
  require_hidden(masked, secret);
  require(mask(masked) == masked);
  require(mask.find(text).empty() == (masked == text) || holds(secret, "\x80") || holds(secret, "\xE2"));
  if (signet::is_utf8(text)) require(signet::is_utf8(masked));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view secret = bytes.substr(1, data[0]);
  const std::string text(bytes.substr(1 + secret.size()));
  if (secret.size() < signet::Mask::kShortest) return 0;
  signet::Mask mask;
  mask.add(secret);
  mask.add("another-secret");
  check(mask, text, secret);
  const std::size_t middle = text.size() / 2;
  const std::string forms[] = {std::string(secret), signet::percent_encode(secret), signet::hex_encode(secret),
                               signet::base64_encode(secret)};
  for (const std::string& form : forms) check(mask, text.substr(0, middle) + form + text.substr(middle), secret);
  return 0;
}
