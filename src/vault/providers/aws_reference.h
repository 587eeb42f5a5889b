// References to secrets of AWS Secrets Manager: "NAME-OR-ARN[#JSON.KEY][@STAGE-OR-VERSION]".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::vault {

inline constexpr std::size_t kMaxAwsReference = 2048;

struct AwsReference {
  std::string id;          ///< a name or an ARN, as SecretId takes it
  std::string key;         ///< in the secret's JSON: a member, or members by '.'; empty: the whole secret
  std::string stage;       ///< "AWSPREVIOUS", or a label of one's own; empty: the current version
  std::string version_id;  ///< in place of a stage

  [[nodiscard]] bool is_current() const { return stage.empty() && version_id.empty(); }
  /// What GetSecretValue is asked for: the same for references to other keys of a secret.
  [[nodiscard]] std::string secret_key() const;
  bool operator==(const AwsReference&) const = default;
};

/// Names hold no '#', so that the first one parts name and key. Behind a '#', the last '@' begins a stage or a version
/// id; without one, only if AWSCURRENT, AWSPENDING, AWSPREVIOUS or a UUID follows, as names may hold '@'. In a key,
/// '#',
/// '@', '.' and '%' are written %23, %40, %2E, %25. "NAME#@label" is the whole secret at a label of one's own.
[[nodiscard]] Result<AwsReference> parse_aws_reference(std::string_view text);

/// The region in an ARN; empty for a name.
[[nodiscard]] Result<std::string> region_of_arn(std::string_view id);

}  // namespace signet::vault
