// The profiles of the AWS CLI: both files together, and what each profile says about keys.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/providers/aws_config.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/provider.h"

namespace signet::vault {

/// A sign-in by IAM Identity Center that a profile names.
struct AwsSsoProfile {
  std::string session;  ///< of an [sso-session]; empty in the older form
  std::string start_url;
  std::string region;
  std::string account_id;
  std::string role_name;
};

class AwsProfiles {
 public:
  /// Reads AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or ~/.aws/config and ~/.aws/credentials; a missing file is
  /// an empty one.
  static Result<AwsProfiles> load(const ProviderContext& context);

  [[nodiscard]] bool has(std::string_view profile) const;
  /// A setting of the profile; that of the credentials file counts more.
  [[nodiscard]] std::string_view value(std::string_view profile, std::string_view name) const;
  /// Keys that are written into the profile. The three are taken from one file.
  [[nodiscard]] std::optional<AwsKeys> keys(std::string_view profile) const;
  /// Absent when the profile names no SSO; kInvalidInput when it does and a part is missing.
  [[nodiscard]] Result<std::optional<AwsSsoProfile>> sso(std::string_view profile) const;
  /// An error for a profile that is in neither file, with the nearest name.
  [[nodiscard]] Error missing(std::string_view profile) const;

 private:
  AwsConfigFile config_;
  AwsConfigFile credentials_;
};

}  // namespace signet::vault
