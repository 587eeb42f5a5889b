#include "base/secret.h"

#include <sodium.h>

#include <cstring>
#include <new>

namespace signet {

SecretString::SecretString(std::string_view plain) : size_(plain.size()) {
  if (plain.empty()) return;
  data_ = static_cast<char*>(::operator new(size_));
  // Locking may fail under RLIMIT_MEMLOCK; the buffer is wiped all the same.
  (void)sodium_mlock(data_, size_);
  std::memcpy(data_, plain.data(), size_);
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
  (void)sodium_munlock(data_, size_);  // wipes first
  ::operator delete(data_);
}

bool SecretString::operator==(const SecretString& other) const {
  return size_ == other.size_ && (size_ == 0 || sodium_memcmp(data_, other.data_, size_) == 0);
}

void wipe(std::span<char> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace signet
