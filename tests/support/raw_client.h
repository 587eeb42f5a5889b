// A client of bytes for tests of servers: it sends exactly what a test says and reads answers by their framing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::test {

struct RawAnswer {
  unsigned status = 0;  ///< 0: the connection was closed without an answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of this name in any case, or empty.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A connection to 127.0.0.1. Reads wait at most 20 seconds, then the test sees a closed connection.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  virtual ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the other side has closed.
  virtual bool send(std::string_view bytes);
  /// The next answer; interim ones (1xx) count. `head_only`: the request was HEAD.
  RawAnswer read(bool head_only = false);
  /// send and read.
  RawAnswer ask(std::string_view bytes, bool head_only = false);
  /// The next bytes, whatever they are; fewer when the other side has closed.
  std::string take(std::size_t count);
  /// Whether the other side closes without sending anything more. Waits for it.
  bool is_closed();
  /// Waits until something, or the end, can be read; false after `time`.
  [[nodiscard]] bool is_readable_within(std::chrono::milliseconds time) const;
  /// Ends our direction of the connection.
  void shutdown_send() const;
  void close();
  [[nodiscard]] int fd() const { return fd_; }

 protected:
  virtual bool read_more();

  int fd_ = -1;
  std::string buffer_;
};

/// The same over TLS; trusts `root_pem` for "localhost".
class RawTlsClient : public RawClient {
 public:
  struct Options {
    std::string root_pem;
    std::vector<std::string> alpn;
    int max_version = 0;  ///< OpenSSL's number; 0: the newest
    std::string ciphers;  ///< of TLS 1.2; empty: the default
  };
  RawTlsClient(std::uint16_t port, const Options& options);
  ~RawTlsClient() override;

  bool send(std::string_view bytes) override;
  /// Whether the handshake was done, the certificate verified.
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string alpn() const;
  [[nodiscard]] std::string version() const;
  /// The certificate that the server showed, PEM.
  [[nodiscard]] std::string certificate_pem() const;

 protected:
  bool read_more() override;

 private:
  struct Tls;
  std::unique_ptr<Tls> tls_;
  bool connected_ = false;
};

/// "GET PATH HTTP/1.1" with a Host and these header lines ("Name: value").
[[nodiscard]] std::string raw_get(std::string_view path, const std::vector<std::string>& headers = {});
/// A POST with JSON.
[[nodiscard]] std::string raw_post(std::string_view path, std::string_view body,
                                   const std::vector<std::string>& headers = {});

}  // namespace signet::test
