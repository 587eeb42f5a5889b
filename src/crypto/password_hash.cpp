#include "crypto/password_hash.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>

#include "crypto/normal_form.h"

namespace signet::crypto {

namespace {

constexpr std::size_t kBytesPerKib = 1024;

/// The number behind "NAME=" in a hash's parameters; 0 when there is none.
std::uint32_t parameter(std::string_view hash, std::string_view name) {
  const std::size_t at = hash.find(name);
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = hash.substr(at + name.size());
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : 0;
}

bool is_affordable(std::string_view hash) {
  if (!hash.starts_with(crypto_pwhash_STRPREFIX) || hash.size() >= crypto_pwhash_STRBYTES) return false;
  const std::uint32_t memory_kib = parameter(hash, "$m=");
  const std::uint32_t passes = parameter(hash, ",t=");
  return memory_kib > 0 && memory_kib <= kMaxArgon2Cost.memory_kib && passes > 0 && passes <= kMaxArgon2Cost.passes;
}

/// libsodium's parameters may not be null, as an empty SecretString's text is.
const char* text_of(const SecretString& password) {
  return password.empty() ? "" : password.expose().data();
}

}  // namespace

Result<std::string> hash_password(const SecretString& password, Argon2Cost cost) {
  const SecretString normal = normal_form(password);
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), text_of(normal), normal.size(), cost.passes, cost.memory_kib * kBytesPerKib,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kLimit, fmt::format("hashing a password needs {} MiB of memory, which are not to be had",
                                               cost.memory_kib / kBytesPerKib));
  }
  return std::string(hash.data());
}

bool check_password(std::string_view hash, const SecretString& password) {
  if (!is_affordable(hash)) return false;
  const SecretString normal = normal_form(password);
  const std::string text(hash);  // libsodium wants a zero at the end
  return crypto_pwhash_str_verify(text.c_str(), text_of(normal), normal.size()) == 0;
}

bool is_outdated_hash(std::string_view hash, Argon2Cost cost) {
  const std::string text(hash);
  return crypto_pwhash_str_needs_rehash(text.c_str(), cost.passes, cost.memory_kib * kBytesPerKib) != 0;
}

}  // namespace signet::crypto
