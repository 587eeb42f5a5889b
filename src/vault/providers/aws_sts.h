// AWS Security Token Service: temporary keys of a role, and who one is.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/transport.h"

namespace signet::vault {

struct AwsRole {
  std::string arn;
  std::string session_name;
  std::string external_id;
  std::string duration_seconds;  ///< empty: the service's default, an hour
};

class AwsSts {
 public:
  /// `endpoint` is empty for the region's own; otherwise checked.
  AwsSts(Transport& transport, std::function<std::int64_t()> now_ms, std::string region, const std::string& endpoint,
         bool clear_text);

  [[nodiscard]] Result<AwsKeys> assume_role(const AwsKeys& keys, const AwsRole& role);
  [[nodiscard]] Result<AwsKeys> assume_role_with_web_identity(const SecretString& token, const AwsRole& role);
  /// The ARN of whom the keys belong to.
  [[nodiscard]] Result<std::string> caller(const AwsKeys& keys);

 private:
  [[nodiscard]] Result<Answer> post(SecretString form, const AwsKeys* keys, const std::string& subject);

  Transport& transport_;
  std::function<std::int64_t()> now_ms_;
  std::string region_;
  std::string url_;
  bool clear_text_;
};

/// The keys in an answer of AssumeRole or AssumeRoleWithWebIdentity, which is XML.
[[nodiscard]] Result<AwsKeys> read_sts_keys(std::string_view xml, std::string_view source);
/// The text of the first element of that name, at most 2048 bytes of it; empty when there is none.
[[nodiscard]] std::string read_xml_text(std::string_view xml, const char* element);

/// The kind of an AWS error by its code ("AccessDeniedException"), or else by the status.
[[nodiscard]] Trouble aws_trouble_of(std::string_view code, int status);

}  // namespace signet::vault
