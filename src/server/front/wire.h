// HTTP/1.1 as it may come in: the head of a request is read here, strictly (RFC 9112). A proxy in front of us and we
// ourselves must never see two different requests in the same bytes (request smuggling), so whatever two readers could
// take in two ways is refused and the connection closed: never mended, never guessed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "server/front/request.h"

namespace signet::server {

/// Why a request is not taken, with the status to answer; the connection is closed after it.
struct Refusal {
  unsigned status = 400;
  std::string_view detail;  ///< a constant text: never bytes of the request
};

struct HeadLimits {
  std::size_t header_bytes = 32U << 10;  ///< of the whole head, request line included
  std::size_t header_count = 100;
  std::size_t target_bytes = 8U << 10;
};

/// Looks for the end of a head in bytes that come piece by piece, each byte looked at once.
class HeadScanner {
 public:
  enum class State { kMore, kComplete, kBroken };
  /// `bytes` are all received so far, earlier ones included. kBroken: a line feed without its carriage
  /// return, or an empty line at the start.
  [[nodiscard]] State scan(std::string_view bytes);
  /// After kComplete: the size of the head with its empty line.
  [[nodiscard]] std::size_t size() const { return at_; }

 private:
  std::size_t at_ = 0;         ///< behind the last line that is complete
  std::size_t looked_at_ = 0;  ///< no line feed before this
};

/// How the body is framed.
enum class Framing { kNone, kLength, kChunked };

struct Head {
  Request request;  ///< method, target, headers and host
  Framing framing = Framing::kNone;
  std::uint64_t length = 0;  ///< with kLength
  bool keep_alive = true;    ///< as the client wants it
  bool expects_continue = false;
};

/// For the bytes so far of a head that is longer than `header_bytes`: 414 when its target alone is too long, else 431.
[[nodiscard]] Refusal refuse_long_head(std::string_view bytes, const HeadLimits& limits);

/// Reads a complete head, its empty line included.
[[nodiscard]] std::variant<Head, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits);

}  // namespace signet::server
