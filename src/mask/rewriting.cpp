#include "mask/rewriting.h"

#include <algorithm>
#include <array>

#include "base/secret.h"

namespace signet::mask {

namespace {

constexpr std::size_t kStride = 64;

constexpr std::array<bool, 256> gap_table() {
  std::array<bool, 256> gaps{};
  for (const char c : std::string_view(" \t\n\v\f\r\0:,;-_.|\"'+\\", 18)) gaps[static_cast<unsigned char>(c)] = true;
  return gaps;
}

constexpr std::array<bool, 256> kGaps = gap_table();

bool is_gap(char c) {
  return kGaps[static_cast<unsigned char>(c)];
}

}  // namespace

Copy::~Copy() {
  wipe(text_);
}

void Copy::clear() {
  text_.clear();
  pieces_.clear();
}

void Copy::keep(std::string_view source, std::size_t from, std::size_t to) {
  if (from == to) return;
  pieces_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(from), 0});
  text_.append(source.substr(from, to - from));
}

void Copy::put(std::string_view bytes, std::size_t from, std::size_t to) {
  if (bytes.empty()) return;
  pieces_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(from),
                     static_cast<std::uint32_t>(to - from)});
  text_.append(bytes);
}

const Copy::Piece& Copy::piece_at(std::size_t position) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), position,
                                      [](std::size_t p, const Piece& piece) { return p < piece.at; });
  return *std::prev(after);
}

Span Copy::source(Span part) const {
  const Piece& first = piece_at(part.begin);
  const Piece& last = piece_at(part.end - 1);
  return {first.from + (first.width == 0 ? part.begin - first.at : 0),
          last.from + (last.width == 0 ? part.end - last.at : last.width)};
}

Joined::~Joined() {
  wipe(text_);
}

bool Joined::assign(std::string_view source) {
  source_ = source;
  marks_.clear();
  if (text_.size() < source.size()) text_.resize(source.size());
  char* const out = text_.data();
  std::size_t size = 0;
  for (std::size_t block = 0; block < source.size(); block += kStride) {
    marks_.push_back(static_cast<std::uint32_t>(size));
    const std::size_t end = std::min(block + kStride, source.size());
    for (std::size_t i = block; i < end; ++i) {
      out[size] = source[i];  // without a branch: gaps are frequent and irregular
      size += is_gap(source[i]) ? 0 : 1;
    }
  }
  size_ = size;
  return size != source.size();
}

std::size_t Joined::source_of(std::size_t position) const {
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), position);
  const auto block = static_cast<std::size_t>(after - marks_.begin()) - 1;
  std::size_t at = block * kStride;
  for (std::size_t size = marks_[block];; ++at) {
    if (is_gap(source_[at])) continue;
    if (size == position) return at;
    ++size;
  }
}

Span Joined::source(Span part) const {
  return {source_of(part.begin), source_of(part.end - 1) + 1};
}

std::string join_text(std::string_view text) {
  std::string out(text);
  out.erase(std::remove_if(out.begin(), out.end(), is_gap), out.end());
  return out;
}

}  // namespace signet::mask
