// The body of a request, put together from the bytes that come behind its head, within a limit. Chunked bodies are
// taken apart by Boost.Beast's parser; chunk extensions are refused, as readers differ in where they end.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/front/wire.h"

namespace signet::server {

class BodyReader {
 public:
  enum class State { kMore, kComplete, kRefused };

  /// `limit` is in bytes of content.
  BodyReader(Framing framing, std::uint64_t length, std::uint64_t limit);
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  [[nodiscard]] State state() const { return state_; }
  /// After kRefused.
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }
  /// Takes bytes and says how many were used; the others must come again, in front of what is received next. Bytes of
  /// the next request are never used.
  [[nodiscard]] std::size_t put(std::string_view bytes);
  /// The content; moves it out.
  [[nodiscard]] std::string take() { return std::move(content_); }

 private:
  struct Chunks;

  std::size_t put_length(std::string_view bytes);
  std::size_t put_chunks(std::string_view bytes);
  void refuse(unsigned status, std::string_view detail);

  State state_ = State::kMore;
  Refusal refusal_;
  std::uint64_t left_ = 0;  ///< of a body with a length
  std::string content_;
  std::unique_ptr<Chunks> chunks_;
};

}  // namespace signet::server
