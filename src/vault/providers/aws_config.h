// The files ~/.aws/config and ~/.aws/credentials, as the AWS CLI reads them.
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::vault {

inline constexpr std::uint64_t kMaxAwsConfigBytes = 1 << 20;
inline constexpr std::size_t kMaxAwsSections = 5'000;

/// Names in one file, such as those of a profile. The values lie in the file's text, which is wiped with it.
using AwsSection = std::map<std::string, std::string_view, std::less<>>;

class AwsConfigFile {
 public:
  enum class Kind {
    kConfig,       ///< "[profile NAME]", "[default]", "[sso-session NAME]"
    kCredentials,  ///< "[NAME]"
  };

  /// `source` names the file in errors, which say the line and never quote it. Later values of a name win, as do later
  /// sections of the same name.
  static Result<AwsConfigFile> parse(SecretString text, Kind kind, std::string_view source);

  /// Null when there is none.
  [[nodiscard]] const AwsSection* profile(std::string_view name) const;
  [[nodiscard]] const AwsSection* sso_session(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, AwsSection, std::less<>>& profiles() const { return profiles_; }

 private:
  [[nodiscard]] AwsSection* section_of(std::string_view heading, Kind kind);

  SecretString text_;
  std::map<std::string, AwsSection, std::less<>> profiles_;
  std::map<std::string, AwsSection, std::less<>> sso_sessions_;
  AwsSection ignored_;  ///< of sections that mean nothing here ("services", "plugins")
};

/// A profile's value; empty when absent.
[[nodiscard]] std::string_view value_of(const AwsSection* section, std::string_view name);

}  // namespace signet::vault
