// Client identities: the bytes as PKCS#12, and as PEM or DER of certificate and key in one. A passphrase that does not
// open them is the usual case.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tls/identity.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const signet::SecretString passphrase("seed");
  const auto container = signet::tls::parse_pkcs12(bytes, &passphrase);
  if (container && (*container)->certificates().empty()) std::abort();
  const auto pem = signet::tls::parse_identity(bytes, bytes, &passphrase);
  if (pem && (*pem)->certificates().empty()) std::abort();
  return 0;
}
