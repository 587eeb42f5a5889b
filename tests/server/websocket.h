// A WebSocket client of bytes: it says exactly what a test wants, right or wrong (RFC 6455).
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tests/server/running_front.h"

namespace signet::server::test {

enum Opcode : std::uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

struct Frame {
  int opcode = -1;  ///< -1: the connection was closed without another frame
  bool is_last = false;
  std::string payload;
};

/// What a test may do wrong in a frame.
struct FrameFaults {
  bool is_last = true;
  bool is_masked = true;
  unsigned reserved = 0;                     ///< bits
  std::optional<std::uint64_t> told_length;  ///< other than the payload's
};

inline std::vector<std::string> upgrade_headers() {
  return {"Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="};
}

class WebSocket {
 public:
  /// Opens one at a path; `answer` tells whether that worked.
  WebSocket(std::unique_ptr<Client> client, std::string_view path, std::vector<std::string> headers = {})
      : client_(std::move(client)) {
    for (std::string& header : upgrade_headers()) headers.push_back(std::move(header));
    answer = client_->ask(get(path, headers));
  }
  WebSocket(std::uint16_t port, std::string_view path, std::vector<std::string> headers = {})
      : WebSocket(std::make_unique<Client>(port), path, std::move(headers)) {}

  Frame read() {
    Frame frame;
    const std::string head = client_->take(2);
    if (head.size() < 2) return frame;
    const auto first = static_cast<unsigned char>(head[0]);
    EXPECT_EQ(static_cast<unsigned char>(head[1]) & 0x80U, 0U) << "a server masks nothing";
    std::uint64_t length = static_cast<unsigned char>(head[1]) & 0x7FU;
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more > 0) length = 0;
    for (const char c : client_->take(more)) length = length << 8U | static_cast<unsigned char>(c);
    frame.is_last = (first & 0x80U) != 0;
    frame.payload = client_->take(length);
    if (frame.payload.size() == length) frame.opcode = first & 0x0FU;
    return frame;
  }

  bool write(unsigned opcode, std::string_view payload, const FrameFaults& faults = {}) {
    const std::uint64_t length = faults.told_length.value_or(payload.size());
    std::string bytes;
    bytes += static_cast<char>((faults.is_last ? 0x80U : 0U) | faults.reserved | opcode);
    const unsigned mask_bit = faults.is_masked ? 0x80U : 0U;
    const int more = length < 126 ? 0 : length < 65536 ? 2 : 8;
    bytes += static_cast<char>(mask_bit | (more == 0 ? static_cast<unsigned>(length) : more == 2 ? 126U : 127U));
    for (int i = more - 1; i >= 0; --i) bytes += static_cast<char>(length >> (8U * static_cast<unsigned>(i)) & 0xFFU);
    constexpr std::string_view kMask = "\x11\x22\x33\x44";
    if (faults.is_masked) bytes += kMask;
    for (std::size_t i = 0; i < payload.size(); ++i) {
      bytes += faults.is_masked ? static_cast<char>(payload[i] ^ kMask[i % 4]) : payload[i];
    }
    return client_->send(bytes);
  }

  /// The next message, pings answered. Empty once the connection is closed, after which `close_code` tells why.
  json::object next() {
    while (true) {
      const Frame frame = read();
      switch (frame.opcode) {
        case kText:
          return boost::json::parse(frame.payload).as_object();
        case kPing:
          write(kPong, frame.payload);
          break;
        case kClose:
          if (frame.payload.size() >= 2) {
            close_code =
                static_cast<unsigned char>(frame.payload[0]) * 256 + static_cast<unsigned char>(frame.payload[1]);
          }
          write(kClose, frame.payload);
          break;
        default:
          return {};
      }
    }
  }

  [[nodiscard]] Client& client() { return *client_; }

  Answer answer;
  int close_code = 0;  ///< 0: no close came

 private:
  std::unique_ptr<Client> client_;
};

}  // namespace signet::server::test
