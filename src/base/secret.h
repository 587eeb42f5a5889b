// Text and bytes that must not leak: locked in memory where the system allows it, wiped on release, without any
// way to print them. `expose()` is the one greppable door to the plain text.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>

namespace signet {

/// An owned secret string. Moves only; compares in constant time (for equal lengths).
class SecretString {
 public:
  SecretString() = default;
  /// Copies `plain` into a locked buffer. The caller wipes its own copy (see `wipe`).
  explicit SecretString(std::string_view plain);
  /// Zero bytes, to be filled in through bytes().
  [[nodiscard]] static SecretString of_size(std::size_t size);
  /// Bytes of any value, for who writes all of them: a pass over large memory less.
  [[nodiscard]] static SecretString for_overwrite(std::size_t size);
  SecretString(SecretString&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  SecretString& operator=(SecretString&& other) noexcept;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;
  ~SecretString();

  [[nodiscard]] SecretString clone() const { return SecretString(expose()); }
  [[nodiscard]] std::string_view expose() const { return {data_, size_}; }
  [[nodiscard]] std::span<char> bytes() { return {data_, size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool operator==(const SecretString& other) const;

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Overwrites bytes so that the compiler cannot leave it out (libsodium's sodium_memzero).
void wipe(std::span<char> bytes);

std::ostream& operator<<(std::ostream&, const SecretString&) = delete;

}  // namespace signet

template <>
struct fmt::formatter<signet::SecretString> {
  formatter() = delete;
};
