// AWS access keys, and requests signed with them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/types.h"

namespace signet::vault {

struct AwsKeys {
  std::string access_key;
  SecretString secret_key;
  SecretString session_token;   ///< empty for the keys of a user
  std::int64_t expires_ms = 0;  ///< Unix time; 0: never
  std::string source;           ///< where they come from, for people: "profile dev", "the instance's role"

  [[nodiscard]] AwsKeys clone() const;
  /// Whether a request that starts now can use them for a while.
  [[nodiscard]] bool is_fresh(std::int64_t now_ms) const;
};

/// Keys this near to their end are renewed.
inline constexpr std::int64_t kAwsLeewayMs = 300'000;

/// What is signed for.
struct AwsScope {
  std::string service;  ///< "secretsmanager"
  std::string region;
};

/// Signs URL, headers and body by Signature Version 4: adds X-Amz-Date, the session token and Authorization.
[[nodiscard]] Status aws_sign_request(http::Request& request, const AwsKeys& keys, const AwsScope& scope,
                                      std::int64_t now_ms);

/// "2026-01-02T03:04:05Z", with or without a fraction, in milliseconds since 1970; nullopt for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_aws_time(std::string_view text);

/// The members AccessKeyId, SecretAccessKey and the session token (named `token`), and Expiration: what ECS, IMDS and
/// credential processes answer. Fails with kInvalidInput when a part is missing; `source` names them.
[[nodiscard]] Result<AwsKeys> read_aws_keys(const json::object& o, std::string_view token, std::string_view source);

/// A region's form: letters, digits and '-'. It becomes part of host names.
[[nodiscard]] bool is_aws_region(std::string_view text);
/// "amazonaws.com", or what the region's partition has in its place.
[[nodiscard]] std::string_view aws_domain_of(std::string_view region);

}  // namespace signet::vault
