// `signet demo-api`: a small loopback server that imitates postman-echo's documented endpoints over HTTP and HTTPS, for
// trying Signet out and for its tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace signet::demo {

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t http_port = 0;   ///< 0: any free port
  std::uint16_t https_port = 0;  ///< 0: any free port
  bool https = true;             ///< a fresh self-signed certificate for localhost and 127.0.0.1
  int threads = 1;
};

class Server {
 public:
  /// Binds both ports and serves on own threads until destroyed.
  static Result<std::unique_ptr<Server>> start(const Options& options);
  ~Server();
  [[nodiscard]] std::uint16_t http_port() const;
  [[nodiscard]] std::uint16_t https_port() const;
  [[nodiscard]] const std::string& certificate_pem() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::demo
