// nginx on loopback, as a child process without privileges, configured by the directives of a TLS profile.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::test {

/// What Mozilla's generator writes into a server block, beside the certificates, and what is served.
struct NginxOptions {
  std::string protocols = "TLSv1.2 TLSv1.3";
  std::string ciphers;  ///< empty: nginx's default
  bool prefer_own_order = false;
  std::string dh_parameters_pem;
  std::vector<Identity> identities;
  bool http2 = true;
  /// Further directives of the server block.
  std::string directives;
  /// Its locations.
  std::string locations = "location / { return 200 'ok'; }\n";
};

class Nginx {
 public:
  /// Whether the program is there.
  [[nodiscard]] static bool is_installed();

  /// Its socket listens when this returns. A failure to start shows as refused connections, and in log().
  explicit Nginx(const NginxOptions& options);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "https://127.0.0.1:PORT/PATH".
  [[nodiscard]] std::string url(std::string_view path = "/") const;
  [[nodiscard]] std::string log() const;

 private:
  [[nodiscard]] std::string configuration(const NginxOptions& options) const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t child_ = -1;
};

}  // namespace signet::test
