// Akamai EdgeGrid (https://techdocs.akamai.com/developer/docs/edgegrid) as postman-runtime's edgegrid.js does it.
#pragma once

#include <string>

#include "http/auth/auth.h"
#include "http/auth/signing.h"

namespace signet::http {

/// What goes into the header.
struct EdgeGridInput {
  std::string access_token;
  std::string client_token;
  std::string client_secret;
  std::string timestamp;  ///< "20140321T19:34:21+0000"
  std::string nonce;
  std::string method;
  std::string scheme;   ///< "https"
  std::string host;     ///< with the port if the URL has one
  std::string target;   ///< path and query
  std::string headers;  ///< canonical headers, see edgegrid_headers()
  std::string body_hash;
};

/// The value of Authorization.
[[nodiscard]] Result<std::string> edgegrid_header(const EdgeGridInput& input);

/// The headers under `names` in that order: "name:value" with white space collapsed, tabs between.
[[nodiscard]] std::string edgegrid_headers(const std::vector<std::string>& names, const model::Request& shown);

[[nodiscard]] std::unique_ptr<Authorizer> make_edgegrid(const model::Auth& auth, const Sources& sources);

}  // namespace signet::http
