#include "http/content_decoding.h"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "http/errors.h"

namespace signet::http {

namespace {

constexpr std::size_t kChunk = 1 << 16;

Error broken(std::string_view message) {
  return fail(
      ErrorCode::kNetwork, std::string(message),
      "the server's body does not fit its Content-Encoding; ask it for \"Accept-Encoding: identity\" to see it");
}

/// How zlib tells formats apart: the window bits of inflateInit2.
constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;
constexpr int kRawDeflate = -15;

class Inflater {
 public:
  explicit Inflater(int window_bits) : ready_(inflateInit2(&stream_, window_bits) == Z_OK) {}
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<std::string> run(std::string_view in, std::uint64_t limit, bool members) {
    std::string out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(in.size());
    int status = ready_ ? Z_OK : Z_MEM_ERROR;
    while (status == Z_OK) {
      status = step(out);
      if (out.size() > limit) return response_too_large();
      // Further gzip members follow at once (RFC 1952 §2.2); zero bytes are padding.
      if (status == Z_STREAM_END && members && stream_.avail_in > 0 && *stream_.next_in != 0) {
        status = inflateReset(&stream_);
      }
    }
    if (status == Z_STREAM_END || status == Z_BUF_ERROR) return out;
    return broken(stream_.msg != nullptr ? stream_.msg : "the compressed data cannot be read");
  }

 private:
  /// One buffer of output.
  int step(std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + kChunk);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = kChunk;
    const int status = inflate(&stream_, Z_SYNC_FLUSH);
    out.resize(before + kChunk - stream_.avail_out);
    return status;
  }

  z_stream stream_{};
  bool ready_;
};

Result<std::string> decode_brotli(std::string_view in, std::uint64_t limit) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> decoder(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  std::string out;
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  std::size_t left = in.size();
  while (true) {
    const std::size_t before = out.size();
    out.resize(before + kChunk);
    std::size_t room = kChunk;
    auto* next_out = reinterpret_cast<std::uint8_t*>(out.data() + before);
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(decoder.get(), &left, &next_in, &room, &next_out, nullptr);
    out.resize(before + kChunk - room);
    if (out.size() > limit) return response_too_large();
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return out;
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return broken("unexpected end of file");
    if (result == BROTLI_DECODER_RESULT_ERROR) return broken("Decompression failed");
  }
}

}  // namespace

Result<std::string> decode_content(std::string_view encoding, std::string bytes, std::uint64_t limit) {
  encoding = trim(encoding);
  if (bytes.empty()) return bytes;
  if (equals_ignore_case(encoding, "gzip")) return Inflater(kGzip).run(bytes, limit, true);
  if (equals_ignore_case(encoding, "deflate")) {
    // Old servers leave the zlib header out; its low four bits are always 8.
    return Inflater((bytes[0] & 0x0F) == 0x08 ? kZlib : kRawDeflate).run(bytes, limit, false);
  }
  if (equals_ignore_case(encoding, "br")) return decode_brotli(bytes, limit);
  return bytes;
}

}  // namespace signet::http
