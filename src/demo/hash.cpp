#include "demo/hash.h"

#include <openssl/evp.h>

#include <array>

#include "base/encoding.h"

namespace signet::demo {
namespace {

std::string digest_hex(const EVP_MD* algorithm, std::string_view bytes) {
  std::array<char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length, algorithm, nullptr);
  return hex_encode({out.data(), length});
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  return digest_hex(EVP_md5(), bytes);
}
std::string sha256_hex(std::string_view bytes) {
  return digest_hex(EVP_sha256(), bytes);
}

}  // namespace signet::demo
