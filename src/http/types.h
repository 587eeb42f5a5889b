// What goes over the wire and what comes back, as plain values: no libcurl or OpenSSL type shows here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/client_certificates.h"
#include "tls/handshake.h"
#include "tls/settings.h"

namespace signet::http {

struct Header {
  std::string name;
  std::string value;
  bool system = false;  ///< added by the client (User-Agent, Host, ...), not by the user
};

/// One part of a multipart/form-data body. Either `value`, or `file` streamed from disk.
struct Part {
  std::string name;
  std::string value;
  std::optional<std::filesystem::path> file;
  std::optional<std::string> file_name;  ///< the filename parameter; absent: none is sent
  std::string content_type;              ///< empty: none is sent
};

/// No body, bytes in memory, a file streamed from disk, or multipart parts.
using Body = std::variant<std::monostate, std::string, std::filesystem::path, std::vector<Part>>;

struct ProxySettings {
  std::string url;               ///< "http://host:port", "socks5://..."; empty: none
  std::string no_proxy;          ///< comma list as in NO_PROXY
  bool from_environment = true;  ///< when url is empty, use http_proxy, https_proxy, no_proxy
};

/// How to send: Postman's protocolProfileBehavior and newman's flags, already merged.
struct Settings {
  bool follow_redirects = true;
  bool follow_original_method = false;       ///< keep the method across 301, 302, 303
  bool follow_authorization_header = false;  ///< keep Authorization across hosts
  bool remove_referer_on_redirect = false;
  int max_redirects = 10;
  bool use_cookies = true;
  bool disable_url_encoding = false;
  bool lenient_parser = false;      ///< take headers that break HTTP's rules (insecureHTTPParser)
  bool send_body_with_get = false;  ///< false prunes bodies of GET, HEAD, COPY, ... (disableBodyPruning inverted)
  std::vector<std::string> disabled_system_headers;  ///< lower case names (disabledSystemHeaders)
  std::int64_t timeout_ms = 0;                       ///< whole exchange; 0: none
  std::uint64_t max_response_bytes = 0;              ///< 0: none; past it the transfer fails with kLimit
  std::string http_version;                          ///< "", "http1", "http2", "auto"
  ProxySettings proxy;
  std::shared_ptr<const tls::Settings> tls;                           ///< null: the defaults
  std::shared_ptr<const ClientCertificateRules> client_certificates;  ///< null: none
};

/// A request ready for the wire: absolute encoded URL, all headers in order, body.
struct Request {
  std::string method;
  std::string url;
  std::vector<Header> headers;
  Body body;
  Settings settings;
  /// Requests of one group share kept connections with each other and with no other request; empty: the common ones.
  /// For authentication that is the connection's (NTLM).
  std::string connection_group;
};

/// Phases in milliseconds since the request was started; -1 where a phase did not happen (reused connection).
struct Timings {
  double dns = -1;
  double connect = -1;
  double tls = -1;
  double first_byte = -1;
  double download = -1;
  double total = 0;
};

/// One hop of a redirect chain, the last one the final exchange.
struct Hop {
  std::string method;
  std::string url;
  int code = 0;
  std::string status;
  std::vector<Header> request_headers;   ///< as sent
  std::vector<Header> response_headers;  ///< as received
};

struct Response {
  int code = 0;
  std::string status;           ///< reason phrase; the standard one when the wire had none (HTTP/2)
  std::vector<Header> headers;  ///< in order, names as received
  std::string body;             ///< decoded (gzip, deflate, br)
  std::uint64_t wire_body_bytes = 0;
  std::uint64_t header_bytes = 0;
  Timings timings;
  std::string http_version;  ///< "1.1", "2"
  std::string remote_address;
  std::shared_ptr<const tls::Handshake> tls;  ///< of the connection that answered; null without TLS
  std::vector<Hop> hops;

  [[nodiscard]] const std::string* header(std::string_view name) const;
};

}  // namespace signet::http
