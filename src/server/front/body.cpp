#include "server/front/body.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace signet::server {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

/// Most bytes that may wait for the end of a chunk's size line or of the trailers.
constexpr std::size_t kMostPending = 16U << 10;

}  // namespace

/// Beast's parser wants a head before the chunks; ours was read already, so it gets the shortest that says "chunked".
struct BodyReader::Chunks {
  explicit Chunks(std::uint64_t limit) {
    constexpr std::string_view kHead = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    error_code failed;
    parser.body_limit(limit);
    parser.header_limit(kMostPending);
    parser.on_chunk_header(check_extensions);
    parser.put(boost::asio::buffer(kHead), failed);
    parser.eager(true);
  }

  std::function<void(std::uint64_t, boost::beast::string_view, error_code&)> check_extensions =
      [](std::uint64_t, boost::beast::string_view extensions, error_code& failed) {
        if (!extensions.empty()) failed = http::error::bad_chunk_extension;
      };
  http::request_parser<http::string_body> parser;
};

BodyReader::BodyReader(Framing framing, std::uint64_t length, std::uint64_t limit) {
  if (framing == Framing::kNone) {
    state_ = State::kComplete;
  } else if (framing == Framing::kChunked) {
    chunks_ = std::make_unique<Chunks>(limit);
  } else if (length > limit) {
    refuse(413, "the body is too long");
  } else {
    left_ = length;
  }
}

BodyReader::~BodyReader() = default;

std::size_t BodyReader::put(std::string_view bytes) {
  if (state_ != State::kMore) return 0;
  return chunks_ == nullptr ? put_length(bytes) : put_chunks(bytes);
}

std::size_t BodyReader::put_length(std::string_view bytes) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  content_.append(bytes.substr(0, size));
  left_ -= size;
  if (left_ == 0) state_ = State::kComplete;
  return size;
}

std::size_t BodyReader::put_chunks(std::string_view bytes) {
  error_code failed;
  const std::size_t used = chunks_->parser.put(boost::asio::buffer(bytes), failed);
  if (failed == http::error::body_limit) {
    refuse(413, "the body is too long");
  } else if (failed && failed != http::error::need_more) {
    refuse(400, "the chunks of the body are malformed");
  } else if (chunks_->parser.is_done()) {
    content_ = std::move(chunks_->parser.get().body());
    state_ = State::kComplete;
  } else if (bytes.size() - used > kMostPending) {
    refuse(400, "a line between the chunks is too long");
  }
  return used;
}

void BodyReader::refuse(unsigned status, std::string_view detail) {
  state_ = State::kRefused;
  refusal_ = {status, detail};
}

}  // namespace signet::server
