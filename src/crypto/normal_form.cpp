#include "crypto/normal_form.h"

#include <utf8proc.h>

#include <vector>

#include "base/encoding.h"
#include "crypto/bytes.h"

namespace signet::crypto {

namespace {

constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE);

}  // namespace

SecretString normal_form(const SecretString& password) {
  if (is_ascii(password.expose())) return password.clone();
  const unsigned char* bytes = bytes_of(password.expose());
  const auto size = static_cast<utf8proc_ssize_t>(password.size());
  const utf8proc_ssize_t points = utf8proc_decompose(bytes, size, nullptr, 0, kOptions);
  if (points < 0) return password.clone();
  // Room for the zero that is written behind the text; the code points become UTF-8 in the same place.
  std::vector<utf8proc_int32_t> buffer(static_cast<std::size_t>(points) + 1);
  char* const text = reinterpret_cast<char*>(buffer.data());
  const utf8proc_ssize_t decomposed = utf8proc_decompose(bytes, size, buffer.data(), points, kOptions);
  const utf8proc_ssize_t length = decomposed < 0 ? decomposed : utf8proc_reencode(buffer.data(), decomposed, kOptions);
  SecretString normal = length < 0 ? password.clone() : SecretString({text, static_cast<std::size_t>(length)});
  wipe({text, buffer.size() * sizeof(utf8proc_int32_t)});
  return normal;
}

}  // namespace signet::crypto
