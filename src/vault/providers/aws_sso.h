// Keys by IAM Identity Center, from the sign-in that `aws sso login` keeps in ~/.aws/sso/cache.
// Source: https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
#pragma once

#include <string_view>

#include "base/result.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/aws_profiles.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Asks for the role's keys. A missing or expired sign-in is an error with the command that renews it. `endpoint` is
/// empty for the region's own.
[[nodiscard]] Result<AwsKeys> sso_keys(Transport& transport, const ProviderContext& context, std::string_view profile,
                                       const AwsSsoProfile& sso, const std::string& endpoint, bool clear_text);

/// The keys in an answer of GetRoleCredentials.
[[nodiscard]] Result<AwsKeys> read_sso_keys(const json::value& document, std::string_view source);

}  // namespace signet::vault
