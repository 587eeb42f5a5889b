// Hawk (https://github.com/mozilla/hawk, API.md) as postman-runtime's hawk.js and postman-request's lib/hawk.js do it.
#pragma once

#include <string>

#include "http/auth/auth.h"
#include "http/auth/signing.h"

namespace signet::http {

/// What goes into the header.
struct HawkInput {
  std::string id;
  std::string key;
  std::string algorithm;  ///< "sha1" or "sha256"
  std::string timestamp;  ///< seconds
  std::string nonce;
  std::string method;
  std::string target;  ///< path and query
  std::string host;    ///< without port
  std::string port;
  std::string payload_hash;  ///< base64; empty: none
  std::string ext;
  std::string app;
  std::string delegation;  ///< counts only with `app`
};

/// The value of Authorization. Fails with kUnsupported for an unknown algorithm.
[[nodiscard]] Result<std::string> hawk_header(const HawkInput& input);

/// The hash of a body under its Content-Type, parameters of which do not count ("Payload Validation").
[[nodiscard]] Result<std::string> hawk_payload_hash(const std::string& algorithm, std::string_view content_type,
                                                    const Body& body);

[[nodiscard]] std::unique_ptr<Authorizer> make_hawk(const model::Auth& auth, const Sources& sources);

}  // namespace signet::http
