// Actions of AWS Secrets Manager.
// Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/aws_credentials.h"
#include "vault/providers/aws_reference.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Secrets in one BatchGetSecretValue.
inline constexpr std::size_t kAwsBatch = 20;
/// Pages of one ListSecrets or BatchGetSecretValue that are read.
inline constexpr int kMaxAwsPages = 50;

/// Where the service is, beyond its region.
struct AwsPlace {
  std::string endpoint;  ///< checked; empty: the region's own
  bool clear_text = false;
  bool fips = false;
};

/// A secret as ListSecrets tells of it.
struct AwsListed {
  std::string name;
  double changed_s = 0;  ///< Unix time; 0: not said
};

class AwsClient {
 public:
  /// All outlive this.
  AwsClient(ProviderContext& context, AwsCredentials& credentials, AwsPlace place, std::string service);

  [[nodiscard]] Result<SecretString> get(const AwsReference& reference);
  /// Current values by the ids that were asked for, at most kAwsBatch. What is not in the answer has a reason that
  /// get() tells better.
  [[nodiscard]] Result<std::map<std::string, SecretString>> get_batch(const std::string& region,
                                                                      const std::vector<std::string>& ids);
  [[nodiscard]] Result<std::vector<AwsListed>> list(std::string_view prefix, std::size_t limit);
  [[nodiscard]] const Transport& transport() const { return transport_; }
  /// The ARN's region, or else that of the credentials.
  [[nodiscard]] Result<std::string> region_for(const std::string& id);

 private:
  [[nodiscard]] Result<json::value> act(const std::string& region, std::string_view action, const json::object& input,
                                        const std::string& subject);
  [[nodiscard]] Result<Answer> post(const std::string& region, std::string_view action, const json::object& input,
                                    const std::string& subject);
  [[nodiscard]] Error refusal(const Answer& answer, const std::string& subject) const;
  /// "; it has the stages AWSCURRENT, ..." for a version that is not there.
  [[nodiscard]] std::string known_stages(const AwsReference& reference, const std::string& region);

  ProviderContext& context_;
  AwsCredentials& credentials_;
  Transport transport_;
  AwsPlace place_;
};

/// The code in an error of a JSON protocol: "__type" or X-Amzn-ErrorType, without its namespace.
[[nodiscard]] std::string aws_error_code(const Answer& answer);

/// SecretString of a GetSecretValue answer or a batch's member, or else the bytes of SecretBinary.
[[nodiscard]] Result<SecretString> read_aws_secret(const json::object& o, std::string_view subject,
                                                   const Transport& transport);

}  // namespace signet::vault
