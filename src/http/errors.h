// What went wrong on the network, in the words of Node and newman, because users and scripts compare them:
// "connect ECONNREFUSED 127.0.0.1:1", "getaddrinfo ENOTFOUND host", "socket hang up".
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::http {

/// What is known about a transfer that libcurl gave up.
struct Failure {
  CURLcode code = CURLE_OK;
  int os_error = 0;         ///< errno, or 0
  std::string_view detail;  ///< libcurl's error text
  std::string_view host;
  std::string_view address;                    ///< "127.0.0.1:80" of the last connection tried, or empty
  std::string_view proxy;                      ///< URL of the proxy in use, or empty
  bool tunnel = false;                         ///< HTTPS through the proxy
  bool connected = false;                      ///< the connection stood
  bool tls_alert = false;                      ///< the server ended TLS by an alert
  bool name_mismatch = false;                  ///< the certificate is for other names
  std::vector<std::string> certificate_names;  ///< then: these ("DNS:example.com", "IP:127.0.0.1")
  std::string explanation;                     ///< why, and what to change (tls/explain.h); may be empty
};

[[nodiscard]] Error transfer_error(const Failure& failure);
[[nodiscard]] Error response_too_large();
[[nodiscard]] Error host_not_found(std::string_view host);

}  // namespace signet::http
