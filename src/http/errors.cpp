#include "http/errors.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "http/error_code.h"

namespace signet::http {

namespace {

struct ErrnoName {
  int number;
  std::string_view name;
};

constexpr std::array<ErrnoName, 12> kErrnoNames = {{
    {ECONNREFUSED, "ECONNREFUSED"},
    {ECONNRESET, "ECONNRESET"},
    {ECONNABORTED, "ECONNABORTED"},
    {EPIPE, "EPIPE"},
    {ETIMEDOUT, "ETIMEDOUT"},
    {EHOSTUNREACH, "EHOSTUNREACH"},
    {ENETUNREACH, "ENETUNREACH"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
    {EADDRINUSE, "EADDRINUSE"},
    {EACCES, "EACCES"},
    {EMFILE, "EMFILE"},
    {EINVAL, "EINVAL"},
}};

std::string_view errno_name(int number, std::string_view fallback) {
  for (const ErrnoName& entry : kErrnoNames) {
    if (entry.number == number) return entry.name;
  }
  return fallback;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Error network(std::string message, std::string hint = {}) {
  return fail(ErrorCode::kNetwork, std::move(message), std::move(hint));
}

std::string proxied(const Failure& failure, std::string message) {
  if (failure.tunnel) message.insert(0, "tunneling socket could not be established, cause=");
  return message;
}

Error connect_failed(const Failure& failure) {
  const std::string_view name = errno_name(failure.os_error, "ECONNREFUSED");
  std::string message = fmt::format("connect {} {}", name, failure.address.empty() ? failure.host : failure.address);
  if (!failure.proxy.empty()) {
    return network(proxied(failure, std::move(message)), "check that the proxy runs and that its address is right");
  }
  return network(std::move(message), "check that the server runs and listens on that address and port");
}

/// Node's words (tls.checkServerIdentity).
Error other_names(const Failure& failure) {
  constexpr std::string_view kHint = "use a host name that the certificate names";
  constexpr std::string_view kPrefix = "Hostname/IP does not match certificate's altnames: ";
  const bool is_ip =
      failure.host.find_first_not_of("0123456789.") == std::string_view::npos || contains(failure.host, ":");
  std::vector<std::string> names;
  for (const std::string& name : failure.certificate_names) {
    if (!is_ip) names.push_back(name.starts_with("IP:") ? "IP Address:" + name.substr(3) : name);
    if (is_ip && name.starts_with("IP:")) names.push_back(name.substr(3));
  }
  if (is_ip) {
    return network(fmt::format("{}IP: {} is not in the cert's list: {}", kPrefix, failure.host, join(names, ", ")),
                   std::string(kHint));
  }
  return network(fmt::format("{}Host: {}. is not in the cert's altnames: {}", kPrefix, failure.host, join(names, ", ")),
                 std::string(kHint));
}

/// The certificate's fault in OpenSSL's words, which Node uses too.
Error certificate_refused(const Failure& failure) {
  constexpr std::string_view kProblem = "SSL certificate problem: ";
  constexpr std::string_view kHint =
      "trust its issuer with --ssl-extra-ca-certs, or, for tests only, turn the check off with --insecure";
  if (failure.name_mismatch) return other_names(failure);
  if (failure.detail.starts_with(kProblem)) {
    return network(std::string(failure.detail.substr(kProblem.size())), std::string(kHint));
  }
  if (contains(failure.detail, "subject name") || contains(failure.detail, "alternative")) return other_names(failure);
  return network(std::string(failure.detail), std::string(kHint));
}

Error handshake_failed(const Failure& failure) {
  if (contains(failure.detail, "SSL_ERROR_SYSCALL") || failure.detail.empty()) {
    return network(failure.os_error == ECONNRESET
                       ? "read ECONNRESET"
                       : "Client network socket disconnected before secure TLS connection was established",
                   "check that the server speaks TLS on that port");
  }
  return network(fmt::format("write EPROTO {}", failure.detail),
                 "check that the server speaks TLS on that port, and which versions it allows");
}

Error bad_response(const Failure& failure) {
  const std::string_view detail = failure.detail;
  if (contains(detail, "HTTP/0.9")) {
    return network("Parse Error: Expected HTTP/, RTSP/ or ICE/", "check that an HTTP server answers on that port");
  }
  if (contains(detail, "hexadecimal") || contains(detail, "chunk hex")) {
    return network("Parse Error: Invalid character in chunk size");
  }
  if (contains(detail, "chunk")) return network("Parse Error: Invalid chunked body");
  if (contains(detail, "Content-Length")) return network("Parse Error: Invalid character in Content-Length");
  if (contains(detail, "header line") || contains(detail, "Too large response headers")) {
    return fail(ErrorCode::kLimit, "Parse Error: Header overflow", "the response headers are larger than 300 kB");
  }
  if (contains(detail, "status") || contains(detail, "HTTP version")) {
    return network("Parse Error: Invalid status code");
  }
  return network(fmt::format("Parse Error: {}", detail));
}

Error receive_failed(const Failure& failure) {
  constexpr std::string_view kTunnel = "CONNECT tunnel failed, response ";
  if (failure.detail.starts_with(kTunnel)) {
    return network(
        fmt::format("tunneling socket could not be established, statusCode={}", failure.detail.substr(kTunnel.size())),
        "check the user name and password of the proxy, and whether it allows this host");
  }
  if (contains(failure.detail, "chunk") || contains(failure.detail, "hexadecimal")) return bad_response(failure);
  if (failure.os_error == 0 || contains(failure.detail, "closed")) return network("socket hang up");
  return network(fmt::format("read {}", errno_name(failure.os_error, "ECONNRESET")));
}

Error timed_out(const Failure& failure) {
  if (!failure.connected && failure.os_error == ETIMEDOUT) return connect_failed(failure);
  return fail(ErrorCode::kTimeout, failure.connected ? "ESOCKETTIMEDOUT" : "ETIMEDOUT",
              "the server took longer than --timeout-request allows");
}

}  // namespace

Error response_too_large() {
  return fail(ErrorCode::kLimit, "Maximum response size reached",
              "ask for less, or raise the limit of the response size");
}

Error host_not_found(std::string_view host) {
  return network(fmt::format("getaddrinfo ENOTFOUND {}", host),
                 contains(host, "{{") ? "the variable in the host name has no value"
                                      : "check the spelling of the host name, and the name server");
}

namespace {

Error plain_error(const Failure& failure) {
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_URL_MALFORMAT:
      return host_not_found(failure.host);
    case CURLE_COULDNT_RESOLVE_PROXY:
      // Without the user and password that may stand before its host.
      return network(
          proxied(failure, fmt::format("getaddrinfo ENOTFOUND {}", failure.proxy.substr(failure.proxy.rfind('@') + 1))),
          "check the address of the proxy");
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
      return connect_failed(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(failure);
    case CURLE_GOT_NOTHING:
      return network(failure.os_error == ECONNRESET ? "read ECONNRESET" : "socket hang up");
    case CURLE_RECV_ERROR:
    case CURLE_PROXY:
      return receive_failed(failure);
    case CURLE_SEND_ERROR:
      return network(fmt::format("write {}", errno_name(failure.os_error, "EPIPE")));
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return network("aborted", "the connection ended before the whole body had come");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
      return bad_response(failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_refused(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_failed(failure);
    case CURLE_FILESIZE_EXCEEDED:
      return response_too_large();
    case CURLE_OUT_OF_MEMORY:
      return contains(failure.detail, "header") ? bad_response(failure)
                                                : fail(ErrorCode::kLimit, "not enough memory for this transfer");
    default:
      return network(failure.detail.empty() ? curl_easy_strerror(failure.code) : std::string(failure.detail));
  }
}

}  // namespace

Error transfer_error(const Failure& failure) {
  // With TLS 1.3 a server refuses the client only after the handshake, when libcurl already reads or writes.
  const bool is_refusal = failure.tls_alert && (failure.code == CURLE_RECV_ERROR || failure.code == CURLE_SEND_ERROR);
  Error error = is_refusal ? handshake_failed(failure) : plain_error(failure);
  if (!failure.explanation.empty()) error.hint = failure.explanation;
  return error;
}

std::string_view node_error_code(std::string_view message) {
  if (message == "socket hang up" || message == "aborted") return "ECONNRESET";
  if (message.starts_with("Parse Error: Expected HTTP/")) return "HPE_INVALID_CONSTANT";
  if (message == "Parse Error: Missing expected CR after response line") return "HPE_CR_EXPECTED";
  if (message == "Parse Error: Duplicate Content-Length") return "HPE_UNEXPECTED_CONTENT_LENGTH";
  if (message.starts_with("Parse Error: Content-Length can't")) return "HPE_INVALID_CONTENT_LENGTH";
  if (message.starts_with("Parse Error: Invalid header") || message.starts_with("Parse Error: Unexpected whitespace")) {
    return "HPE_INVALID_HEADER_TOKEN";
  }
  if (message.starts_with("Parse Error: Invalid character in chunk")) return "HPE_INVALID_CHUNK_SIZE";
  if (message.starts_with("Header name must be")) return "ERR_INVALID_HTTP_TOKEN";
  if (message.starts_with("Method must be")) return "ERR_INVALID_HTTP_TOKEN";
  if (message.starts_with("Invalid character in header")) return "ERR_INVALID_CHAR";
  if (message.starts_with("Request path contains")) return "ERR_UNESCAPED_CHARACTERS";
  if (message.starts_with("Port should be")) return "ERR_SOCKET_BAD_PORT";
  if (message.starts_with("Hostname/IP does not match")) return "ERR_TLS_CERT_ALTNAME_INVALID";
  if (message == "self-signed certificate") return "DEPTH_ZERO_SELF_SIGNED_CERT";
  if (message == "self-signed certificate in certificate chain") return "SELF_SIGNED_CERT_IN_CHAIN";
  if (message == "unable to get local issuer certificate") return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
  if (message == "unable to verify the first certificate") return "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
  if (message == "certificate has expired") return "CERT_HAS_EXPIRED";
  // "connect ECONNREFUSED 127.0.0.1:1", "getaddrinfo ENOTFOUND host", "ETIMEDOUT"
  std::size_t start = 0;
  while (start < message.size()) {
    const std::size_t end = std::min(message.find(' ', start), message.size());
    const std::string_view word = message.substr(start, end - start);
    const bool upper = word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos;
    if (word.size() >= 4 && word.front() == 'E' && upper) return word;
    start = end + 1;
  }
  return {};
}

}  // namespace signet::http
