// nginx on loopback, as a child process without privileges, configured by the directives of a TLS profile.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/tls/inspect_support.h"

namespace signet::tls::test {

/// What Mozilla's generator writes into a server block, beside the certificates.
struct NginxOptions {
  std::string protocols;  ///< "TLSv1.2 TLSv1.3"
  std::string ciphers;    ///< empty: nginx's default
  bool prefer_own_order = false;
  std::string dh_parameters_pem;
  std::vector<Identity> identities;
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
  [[nodiscard]] std::string log() const;

 private:
  [[nodiscard]] std::string configuration(const NginxOptions& options) const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t child_ = -1;
};

}  // namespace signet::tls::test
