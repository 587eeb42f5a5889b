#include <algorithm>
#include <cstring>

#include "script/protocol.h"

namespace signet::script {

namespace {

constexpr std::size_t kReadBytes = 64UL << 10;

std::uint32_t read_length(const char* bytes) {
  std::uint32_t n = 0;
  for (int i = 3; i >= 0; --i) n = n << 8 | static_cast<unsigned char>(bytes[i]);
  return n;
}

}  // namespace

std::span<char> FrameReader::space() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < kReadBytes / 2) {
    // Move the unread part to the front; grow only when it fills more than half of the buffer.
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() - end_ < kReadBytes) buffer_.resize(std::max(buffer_.size() * 2, kReadBytes * 2));
  }
  return {buffer_.data() + end_, buffer_.size() - end_};
}

Result<std::optional<Frame>> FrameReader::next() {
  const std::size_t have = end_ - begin_;
  if (have < kFrameHeaderBytes) return std::optional<Frame>();
  const char* at = buffer_.data() + begin_;
  const std::uint64_t json_bytes = read_length(at);
  const std::uint64_t blob_bytes = read_length(at + 4);
  if (json_bytes + blob_bytes > max_frame_bytes_) {
    return fail(ErrorCode::kLimit, fmt::format("script sent a message of more than {} MB", max_frame_bytes_ >> 20));
  }
  const auto size = static_cast<std::size_t>(kFrameHeaderBytes + json_bytes + blob_bytes);
  if (have < size) return std::optional<Frame>();
  begin_ += size;
  const char* json = at + kFrameHeaderBytes;
  return std::optional<Frame>(
      Frame{{json, static_cast<std::size_t>(json_bytes)}, {json + json_bytes, static_cast<std::size_t>(blob_bytes)}});
}

}  // namespace signet::script
