// A vault's file from anywhere: taken apart, opened by a key file's slot and merged without harm; what opens is written
// the same way again. The passphrases' Argon2 is left out: header_json refuses what costs too much, and that is tested.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/digest.h"
#include "vault/format.h"
#include "vault/slots.h"

namespace {

using namespace signet;

/// The input with the checksum that its header needs, so that the fuzzer gets behind it.
std::string with_checksum(std::string bytes) {
  constexpr std::size_t kFront = 16;
  constexpr std::size_t kChecksum = 32;
  if (bytes.size() < kFront + kChecksum) return bytes;
  const std::size_t header = std::min(bytes.size() - kFront - kChecksum, std::size_t{4096});
  std::size_t end = bytes.find("\n", kFront);  // seeds end their header by a line feed
  if (end == std::string::npos || end > kFront + header) end = kFront + header;
  const auto size = static_cast<std::uint32_t>(end - kFront);
  std::copy(vault::kVaultMagic.begin(), vault::kVaultMagic.end(), bytes.begin());
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[8 + i] = static_cast<char>(size >> (24 - 8 * i));
    bytes[12 + i] = static_cast<char>(~size >> (24 - 8 * i));
  }
  const std::string sum = crypto::sha256(std::string_view(bytes).substr(0, end));
  std::copy(sum.begin(), sum.end(), bytes.begin() + static_cast<std::ptrdiff_t>(end));
  return bytes;
}

void look_at(std::string_view bytes) {
  const auto front = vault::take_front(bytes, "fuzz");
  const auto parts = vault::take_apart(bytes, "fuzz");
  if (parts && !front) std::abort();
  if (!parts) return;
  const vault::FileHeader& header = parts->header;
  if (header.vault_id.size() != 36 || header.vault_id.find_first_of("/\n\x1b") != std::string::npos) std::abort();
  if (parts->before_body.size() + header.body_bytes != bytes.size()) std::abort();
  const SecretString key(std::string(32, 'k'));
  if (vault::open_slots(header, {vault::SlotKind::kKeyFile, key.clone()})) std::abort();  // nobody sealed it by that
  if (vault::open_body(*parts, key, "fuzz")) std::abort();
  const auto again = vault::put_together(header, key, "{}");
  if (!again || !vault::take_apart(*again, "again")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  look_at(bytes);
  look_at(with_checksum(bytes));
  return 0;
}
