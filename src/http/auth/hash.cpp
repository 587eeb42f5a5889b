#include "http/auth/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/encoding.h"
#include "base/owned.h"

namespace signet::http {

struct Hasher::Impl {
  explicit Impl(const char* name) : algorithm(name), method(EVP_MD_fetch(nullptr, name, nullptr)) {}

  std::string algorithm;
  Owned<EVP_MD, EVP_MD_free> method;
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
  bool ok = false;
};

Hasher::Hasher(const char* algorithm) : impl_(std::make_unique<Impl>(algorithm)) {
  impl_->ok = impl_->method != nullptr && EVP_DigestInit_ex(impl_->context.get(), impl_->method.get(), nullptr) == 1;
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
  impl_->ok = impl_->ok && EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()) == 1;
}

Status Hasher::update_body(const Body& body, std::uint64_t limit) {
  if (std::holds_alternative<std::monostate>(body)) return {};
  if (const auto* text = std::get_if<std::string>(&body)) {
    update(std::string_view(*text).substr(0, limit));
    return {};
  }
  const auto* path = std::get_if<std::filesystem::path>(&body);
  if (path == nullptr) {
    return fail(ErrorCode::kUnsupported, "the hash of a multipart body is not defined",
                "send the body as raw, urlencoded or file, or without a hash of the body");
  }
  std::ifstream file(*path, std::ios::binary);
  if (!file) return fail(ErrorCode::kIo, fmt::format("cannot read {}", path->string()), "check its permissions");
  std::array<char, 1 << 16> chunk{};
  while (limit > 0 && (file.read(chunk.data(), chunk.size()) || file.gcount() > 0)) {
    const std::uint64_t size = std::min(static_cast<std::uint64_t>(file.gcount()), limit);
    update({chunk.data(), static_cast<std::size_t>(size)});
    limit -= size;
  }
  return {};
}

Result<std::string> Hasher::digest() {
  std::array<char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  impl_->ok = impl_->ok && EVP_DigestFinal_ex(impl_->context.get(), out, &size) == 1;
  if (!impl_->ok) {
    return fail(ErrorCode::kUnsupported, fmt::format("the hash {} is not available in this OpenSSL", impl_->algorithm),
                "enable it in the provider configuration of OpenSSL");
  }
  return std::string(digest.data(), size);
}

Result<std::string> hash_hex(const char* algorithm, std::string_view bytes) {
  Hasher hasher(algorithm);
  hasher.update(bytes);
  SIGNET_TRY(const std::string digest, hasher.digest());
  return hex_encode(digest);
}

Result<std::string> hash_body_hex(const char* algorithm, const Body& body) {
  Hasher hasher(algorithm);
  SIGNET_CHECK(hasher.update_body(body));
  SIGNET_TRY(const std::string digest, hasher.digest());
  return hex_encode(digest);
}

}  // namespace signet::http
