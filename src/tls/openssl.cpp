#include "tls/openssl.h"

#include <openssl/err.h>

#include <array>
#include <new>

namespace signet::tls {

BioPtr read_only(std::string_view bytes) {
  // An int is what OpenSSL takes; callers limit files to far less.
  BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  if (bio == nullptr) throw std::bad_alloc();
  return bio;
}

std::string take_openssl_error() {
  const unsigned long first = ERR_get_error();
  std::string out;
  if (first != 0) {
    const char* reason = ERR_reason_error_string(first);
    out = reason != nullptr ? reason : "unknown reason";
  }
  ERR_clear_error();
  return out;
}

std::string sha256(std::string_view bytes) {
  std::array<char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  if (EVP_Digest(bytes.data(), bytes.size(), out, &size, EVP_sha256(), nullptr) != 1) return {};
  return {digest.data(), size};
}

std::string contents(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace signet::tls
