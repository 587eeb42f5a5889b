// Files of the age format from anyone, in any state: no crash, no more memory than the limits allow, and what opens
// was encrypted to the key. The first byte chooses: a file for the identity, an identity, a recipient, or a plain text
// that must come back.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/age.h"

namespace {

constexpr std::string_view kIdentity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

void require(bool condition) {
  if (!condition) std::abort();
}

std::vector<signet::crypto::AgeIdentity> own_identity() {
  return *signet::crypto::AgeIdentity::parse_file(kIdentity);
}

void open_file(std::string_view file) {
  const auto passphrase = signet::crypto::age_wants_passphrase(file);
  const auto opened = signet::crypto::age_decrypt(file, own_identity());
  if (opened) require(passphrase && !*passphrase);
  if (!passphrase) require(!opened);
}

void round_trip(std::string_view plain) {
  const auto identity = own_identity();
  const auto file = signet::crypto::age_encrypt(plain, {identity.front().recipient()});
  require(file.ok());
  const auto opened = signet::crypto::age_decrypt(signet::crypto::age_armor(*file), identity);
  require(opened && opened->expose() == plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      open_file(text);
      break;
    case 1:
      (void)signet::crypto::AgeIdentity::parse_file(text);
      break;
    case 2:
      if (const auto recipient = signet::crypto::AgeRecipient::parse(text)) require(recipient->text() == text);
      break;
    default:
      round_trip(text);
  }
  return 0;
}
