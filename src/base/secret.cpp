#include "base/secret.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/constant_time.h"
#include "base/secret_memory.h"

namespace signet {

SecretString::SecretString(std::string_view plain) : size_(plain.size()) {
  if (plain.empty()) return;
  data_ = static_cast<char*>(secret_memory().allocate(size_, 1));
  std::memcpy(data_, plain.data(), size_);
}

SecretString SecretString::of_size(std::size_t size) {
  SecretString secret = for_overwrite(size);
  std::fill_n(secret.data_, size, '\0');
  return secret;
}

SecretString SecretString::for_overwrite(std::size_t size) {
  SecretString secret;
  if (size == 0) return secret;
  secret.data_ = static_cast<char*>(secret_memory().allocate(size, 1));
  secret.size_ = size;
  return secret;
}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  if (this != &other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  return *this;
}

SecretString::~SecretString() {
  if (data_ == nullptr) return;
  sodium_memzero(data_, size_);
  secret_memory().deallocate(data_, size_, 1);
}

bool SecretString::operator==(const SecretString& other) const {
  return equal_in_constant_time(expose(), other.expose());
}

void wipe(std::span<char> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace signet
