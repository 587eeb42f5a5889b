#include "http/auth/hash.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>

#include "base/encoding.h"

namespace signet::http {

namespace {

class Hasher {
 public:
  explicit Hasher(const char* algorithm) : method_(EVP_MD_fetch(nullptr, algorithm, nullptr), EVP_MD_free) {
    ok_ = method_ != nullptr && EVP_DigestInit_ex(context_.get(), method_.get(), nullptr) == 1;
  }
  void update(std::string_view bytes) {
    ok_ = ok_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  Result<std::string> hex(const char* algorithm) {
    std::array<char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    ok_ = ok_ && EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &size) == 1;
    if (!ok_) {
      return fail(ErrorCode::kUnsupported, fmt::format("the hash {} is not available in this OpenSSL", algorithm),
                  "enable it in the provider configuration of OpenSSL");
    }
    return hex_encode({digest.data(), size});
  }

 private:
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> method_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  bool ok_ = false;
};

}  // namespace

Result<std::string> hash_hex(const char* algorithm, std::string_view bytes) {
  Hasher hasher(algorithm);
  hasher.update(bytes);
  return hasher.hex(algorithm);
}

Result<std::string> hash_body_hex(const char* algorithm, const Body& body) {
  if (std::holds_alternative<std::monostate>(body)) return hash_hex(algorithm, {});
  if (const auto* text = std::get_if<std::string>(&body)) return hash_hex(algorithm, *text);
  const auto* path = std::get_if<std::filesystem::path>(&body);
  if (path == nullptr) {
    return fail(ErrorCode::kUnsupported, "the hash of a multipart body is not defined",
                "send the body as raw, urlencoded or file, or use qop \"auth\"");
  }
  std::ifstream file(*path, std::ios::binary);
  if (!file) return fail(ErrorCode::kIo, fmt::format("cannot read {}", path->string()), "check its permissions");
  Hasher hasher(algorithm);
  std::array<char, 1 << 16> chunk{};
  while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0) {
    hasher.update({chunk.data(), static_cast<std::size_t>(file.gcount())});
  }
  return hasher.hex(algorithm);
}

}  // namespace signet::http
