// OAuth 1.0 (RFC 5849) as postman-runtime's oauth1.js and npm's node-oauth1 do it, with the body hash extension.
#pragma once

#include <string>
#include <vector>

#include "http/auth/auth.h"
#include "http/auth/signing.h"

namespace signet::http {

/// What is signed, and by what.
struct OAuth1Input {
  std::string signature_method;  ///< "HMAC-SHA1", "RSA-SHA256", "PLAINTEXT" ...
  std::string method;
  std::string url;                   ///< scheme, host and path, see oauth1_base_url()
  std::vector<model::Param> params;  ///< decoded, of query, body and header, without the signature
  std::string consumer_secret;
  std::string token_secret;
  std::string private_key;  ///< PEM, for RSA
};

/// RFC 5849 §3.4.1.
[[nodiscard]] std::string oauth1_base_string(const OAuth1Input& input);
/// RFC 5849 §3.4.2 to §3.4.4. Fails with kUnsupported for an unknown method.
[[nodiscard]] Result<std::string> oauth1_signature(const OAuth1Input& input);
/// Decodes a query or form, "+" as a space. A name without "=" has no value. Fails where %-escapes are not whole.
[[nodiscard]] Result<std::vector<model::Param>> oauth1_decode_form(std::string_view text);

[[nodiscard]] std::unique_ptr<Authorizer> make_oauth1(const model::Auth& auth, const Sources& sources);

}  // namespace signet::http
