#include "script/worker/utf.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace signet::worker {

namespace {

constexpr char16_t kReplacement = 0xFFFD;

struct Lead {
  int more = 0;  // continuation bytes; 0: not a lead byte
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

/// Unicode table 3-7: which second byte may follow which lead.
Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

/// Decodes the sequence at `at` past its lead; moves `at` behind what belongs together, well-formed or not.
std::uint32_t decode_sequence(std::string_view bytes, std::size_t& at) {
  const auto first = static_cast<unsigned char>(bytes[at++]);
  Lead lead = lead_of(first);
  if (lead.more == 0) return kReplacement;
  std::uint32_t point = first & (0x3F >> lead.more);
  for (int i = 0; i < lead.more; ++i) {
    if (at == bytes.size()) return kReplacement;
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte < lead.low || byte > lead.high) return kReplacement;
    lead.low = 0x80;
    lead.high = 0xBF;
    point = point << 6 | (byte & 0x3F);
    ++at;
  }
  return point;
}

}  // namespace

std::u16string utf8_to_utf16(std::string_view bytes) {
  std::u16string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      out += static_cast<char16_t>(bytes[at++]);
      continue;
    }
    const std::uint32_t point = decode_sequence(bytes, at);
    if (point < 0x10000) {
      out += static_cast<char16_t>(point);
    } else {
      out += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  return out;
}

bool is_ascii(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080808080808080ULL) != 0) return false;
  }
  for (; at < bytes.size(); ++at) {
    if (static_cast<unsigned char>(bytes[at]) >= 0x80) return false;
  }
  return true;
}

void replace_lone_surrogates(char* json, std::size_t size) {
  const std::string_view text(json, size);
  for (std::size_t at = text.find('\\'); at != std::string_view::npos && at + 1 < size; at = text.find('\\', at)) {
    const bool surrogate = at + 6 <= size && json[at + 1] == 'u' && (json[at + 2] | 0x20) == 'd' && json[at + 3] >= '8';
    if (surrogate) std::copy_n("fffd", 4, json + at + 2);
    at += 2;  // an escape is two characters at least: "\\\\ud800" is no surrogate
  }
}

}  // namespace signet::worker
