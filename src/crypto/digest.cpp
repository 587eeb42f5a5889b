#include "crypto/digest.h"

#include <openssl/sha.h>

namespace signet::crypto {

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  return digest;
}

}  // namespace signet::crypto
