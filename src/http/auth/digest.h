// Digest authentication (RFC 7616) as postman-runtime's digest.js does it: the first request goes unsigned, a challenge
// is answered once, and what was learned serves the next requests with a growing count.
#pragma once

#include <map>
#include <string>

#include "http/auth/auth.h"

namespace signet::http {

/// What goes into the response of RFC 7616 §3.4.1; texts are unquoted.
struct DigestInput {
  std::string algorithm;  ///< "MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"
  std::string username;
  std::string password;
  std::string realm;
  std::string nonce;
  std::string nonce_count;  ///< eight hex digits
  std::string client_nonce;
  std::string qop;  ///< "", "auth", "auth-int"
  std::string opaque;
  std::string method;
  std::string uri;
  std::string body_hash;  ///< hex, for auth-int
};

/// The value of Authorization. Fails with kUnsupported for an unknown algorithm.
[[nodiscard]] Result<std::string> digest_header(const DigestInput& input);

[[nodiscard]] std::unique_ptr<Authorizer> make_digest(const model::Auth& auth);

}  // namespace signet::http
