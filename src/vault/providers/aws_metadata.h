// Keys that AWS hands to what runs on it: containers (ECS, EKS Pod Identity) and EC2 instances (IMDSv2).
// Sources: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html,
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Whether the environment names a service for containers.
[[nodiscard]] bool has_container_keys(const ProviderContext& context);
/// Asks it. Plain http goes to this machine and to the link-local addresses of ECS and EKS only.
[[nodiscard]] Result<AwsKeys> container_keys(Transport& transport, const ProviderContext& context);

/// The keys of the instance's role, by IMDSv2 only: without a session token nothing is asked. Absent when this is no
/// instance or it has no role (no answer, 404), or AWS_EC2_METADATA_DISABLED is true.
[[nodiscard]] Result<std::optional<AwsKeys>> instance_keys(Transport& transport, const ProviderContext& context);
/// The region that the instance runs in; empty when this is no instance.
[[nodiscard]] std::string instance_region(Transport& transport, const ProviderContext& context);

/// "https://...", or an http URL of a host that container_keys() may ask in clear text.
[[nodiscard]] Status check_container_url(std::string_view url);

}  // namespace signet::vault
