// Clients for the demo API's tests: a well-behaved one on libcurl, and raw bytes over a socket for all that is not.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "demo/server.h"

namespace signet::demo::testing {

struct Answer {
  long status = 0;
  std::string error;  ///< libcurl's text when there was no answer
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  long connects = 0;  ///< new connections that the request needed

  /// The first header of this name in any case, or empty.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all_headers(std::string_view name) const;
  [[nodiscard]] json::value json() const;
};

/// What to send; what is empty is left out.
struct Call {
  std::string method = "GET";
  std::string body;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string digest_login;          ///< "user:password" for Digest
  std::string accept_encoding;       ///< decoded by libcurl
  std::string ca_pem;                ///< the authority to trust for HTTPS
};

/// One libcurl handle: keeps its connections between calls.
class Client {
 public:
  Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();
  Answer fetch(const std::string& url, const Call& call = {});

 private:
  void* curl_;
};

/// Sends `bytes` on a fresh connection and returns all that comes back until the server closes it.
std::string exchange(std::uint16_t port, std::string_view bytes);

/// A running server with addresses at hand.
struct Running {
  explicit Running(Options options = {});
  [[nodiscard]] std::string http(std::string_view path) const;
  [[nodiscard]] std::string https(std::string_view path) const;

  std::unique_ptr<Server> server;
};

}  // namespace signet::demo::testing
