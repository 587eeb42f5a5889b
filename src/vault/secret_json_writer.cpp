#include "vault/secret_json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace signet::vault {

void SecretJsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  append(":");
  comma_ = false;
}

void SecretJsonWriter::text(std::string_view value) {
  separate();
  quote(value);
}

void SecretJsonWriter::number(std::int64_t value) {
  separate();
  const fmt::format_int digits(value);
  append({digits.data(), digits.size()});
}

void SecretJsonWriter::flag(bool value) {
  separate();
  append(value ? "true" : "false");
}

void SecretJsonWriter::members_of(std::string_view object) {
  if (object.size() <= 2) return;
  separate();
  append(object.substr(1, object.size() - 2));
}

void SecretJsonWriter::line(std::string_view record) {
  append(record);
  end_line();
}

void SecretJsonWriter::end_line() {
  append("\n");
  comma_ = false;
}

SecretString SecretJsonWriter::take() && {
  return SecretString(room_.expose().substr(0, size_));
}

void SecretJsonWriter::open(char bracket) {
  separate();
  append({&bracket, 1});
  comma_ = false;
}

void SecretJsonWriter::close(char bracket) {
  append({&bracket, 1});
  comma_ = true;
}

/// A comma where one belongs; and one will belong before what follows.
void SecretJsonWriter::separate() {
  if (comma_) append(",");
  comma_ = true;
}

/// RFC 8259 §7: quotation mark, reverse solidus and control characters are escaped; other bytes stay as they are.
void SecretJsonWriter::quote(std::string_view value) {
  append("\"");
  while (!value.empty()) {
    const auto special = std::find_if(value.begin(), value.end(), [](char c) {
      return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    });
    const auto plain = static_cast<std::size_t>(special - value.begin());
    append(value.substr(0, plain));
    if (special == value.end()) break;
    std::array<char, 6> escaped{'\\', *special};
    std::size_t length = 2;
    if (static_cast<unsigned char>(*special) < 0x20) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(*special);
      escaped = {'\\', 'u', '0', '0', kDigits[code >> 4U], kDigits[code & 0xfU]};
      length = escaped.size();
    }
    append({escaped.data(), length});
    value.remove_prefix(plain + 1);
  }
  append("\"");
}

void SecretJsonWriter::append(std::string_view bytes) {
  if (bytes.empty()) return;
  if (size_ + bytes.size() > room_.size()) {
    constexpr std::size_t kLeast = 4096;
    SecretString larger = SecretString::of_size(std::max({kLeast, 2 * room_.size(), size_ + bytes.size()}));
    if (size_ > 0) std::memcpy(larger.bytes().data(), room_.expose().data(), size_);
    room_ = std::move(larger);
  }
  std::memcpy(room_.bytes().data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

}  // namespace signet::vault
