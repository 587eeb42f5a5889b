// AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html) as postman-runtime's
// aws4.js and npm's aws4 do it.
#pragma once

#include <string>
#include <vector>

#include "http/auth/auth.h"
#include "http/auth/signing.h"

namespace signet::http {

/// What is signed, and by what.
struct AwsInput {
  std::string access_key;
  std::string secret_key;
  std::string session_token;
  std::string service;
  std::string region;
  std::string method;
  std::string host;                   ///< with the port if the URL has one
  std::string target;                 ///< path and query, encoded
  std::vector<model::Param> headers;  ///< those to sign; x-amz-content-sha256 among them says the hash of the body
  bool in_query = false;              ///< a presigned URL instead of headers
  std::int64_t now_ms = 0;            ///< counts when there is no Date header
};

/// What the signature adds, in the order of npm's aws4; query parameters percent-encoded.
struct AwsSignature {
  std::vector<model::Param> headers;
  std::vector<model::Param> query;
};

[[nodiscard]] Result<AwsSignature> aws_sign(const AwsInput& input);

/// Service and region that a host of amazonaws.com names; empty where it does not.
struct AwsPlace {
  std::string service;
  std::string region;
};
[[nodiscard]] AwsPlace aws_place_of(std::string_view host);

[[nodiscard]] std::unique_ptr<Authorizer> make_aws_signature(const model::Auth& auth, const Sources& sources);

}  // namespace signet::http
