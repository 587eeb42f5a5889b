// Where AWS access keys come from, in the order of the AWS CLI and SDKs: the provider's own settings, the environment,
// a web identity, a profile (a role, SSO, keys, a process), the container, the instance. Keys that expire are renewed.
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/provider.h"

namespace signet::vault {

/// What the provider's settings say; all may be empty.
struct AwsCredentialSettings {
  std::string access_key;
  SecretString secret_key;
  SecretString session_token;
  std::string profile;  ///< in place of AWS_PROFILE, and before the environment's keys
  std::string region;
  std::string role_arn;  ///< taken on with the keys that were found
  std::string external_id;
  std::string role_session_name;
  std::string sts_endpoint;  ///< checked
  bool clear_text = false;
};

class AwsCredentials {
 public:
  /// The context outlives this.
  AwsCredentials(ProviderContext& context, AwsCredentialSettings settings, std::string service);
  ~AwsCredentials();
  AwsCredentials(const AwsCredentials&) = delete;
  AwsCredentials& operator=(const AwsCredentials&) = delete;

  /// Keys that are good for a while; found out anew when the last ones come to their end. A failure to sign in is kept
  /// and given again, so that a wrong password is tried once a run.
  [[nodiscard]] Result<const AwsKeys*> keys();
  /// Forgets them: the service has called them expired.
  void forget();
  /// The settings', the environment's, the profile's or the instance's; kInvalidInput when none says one.
  [[nodiscard]] Result<std::string> region();
  /// The ARN of whom the keys belong to.
  [[nodiscard]] Result<std::string> caller();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A custom endpoint of `service` ("SECRETS_MANAGER"): AWS_ENDPOINT_URL_..., AWS_ENDPOINT_URL; empty: the usual one.
[[nodiscard]] Result<std::string> aws_endpoint(const ProviderContext& context, std::string_view service,
                                               bool clear_text);

/// The words of a command line as a shell parts them: blanks, quotes and backslashes count, nothing else does. Fails
/// with kInvalidInput when a quote stays open.
[[nodiscard]] Result<std::vector<std::string>> split_command(std::string_view text);

}  // namespace signet::vault
