#include "vault/providers/aws_profiles.h"

#include "base/file.h"
#include "base/text.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

Result<AwsConfigFile> read(const ProviderContext& context, std::string_view variable, std::string_view usual,
                           AwsConfigFile::Kind kind) {
  const std::string named = context.environment(variable).value_or("");
  const std::filesystem::path path = expand_home(named.empty() ? usual : std::string_view(named), context);
  auto text = read_file(path, kMaxAwsConfigBytes);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return AwsConfigFile();
    return std::move(text).error();
  }
  SecretString secret(*text);
  wipe_text(*text);
  return AwsConfigFile::parse(std::move(secret), kind, path.string());
}

}  // namespace

Result<AwsProfiles> AwsProfiles::load(const ProviderContext& context) {
  AwsProfiles profiles;
  SIGNET_TRY(profiles.config_, read(context, "AWS_CONFIG_FILE", "~/.aws/config", AwsConfigFile::Kind::kConfig));
  SIGNET_TRY(profiles.credentials_,
             read(context, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", AwsConfigFile::Kind::kCredentials));
  return profiles;
}

bool AwsProfiles::has(std::string_view profile) const {
  return config_.profile(profile) != nullptr || credentials_.profile(profile) != nullptr;
}

std::string_view AwsProfiles::value(std::string_view profile, std::string_view name) const {
  const std::string_view first = value_of(credentials_.profile(profile), name);
  return first.empty() ? value_of(config_.profile(profile), name) : first;
}

std::optional<AwsKeys> AwsProfiles::keys(std::string_view profile) const {
  for (const AwsConfigFile* file : {&credentials_, &config_}) {
    const AwsSection* section = file->profile(profile);
    const std::string_view access = value_of(section, "aws_access_key_id");
    const std::string_view secret = value_of(section, "aws_secret_access_key");
    if (access.empty() || secret.empty()) continue;
    AwsKeys keys;
    keys.access_key = access;
    keys.secret_key = SecretString(secret);
    keys.session_token = SecretString(value_of(section, "aws_session_token"));
    keys.source = fmt::format("profile {}", profile);
    return keys;
  }
  return std::nullopt;
}

Result<std::optional<AwsSsoProfile>> AwsProfiles::sso(std::string_view profile) const {
  AwsSsoProfile out;
  out.session = value(profile, "sso_session");
  out.start_url = value(profile, "sso_start_url");
  if (out.session.empty() && out.start_url.empty()) return std::optional<AwsSsoProfile>();
  out.region = value(profile, "sso_region");
  if (!out.session.empty()) {
    const AwsSection* session = config_.sso_session(out.session);
    if (session == nullptr) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("the AWS profile {} names the sso-session {}, which is not there", profile, out.session),
                  "run: aws configure sso");
    }
    out.region = value_of(session, "sso_region");
    out.start_url = value_of(session, "sso_start_url");
  }
  out.account_id = value(profile, "sso_account_id");
  out.role_name = value(profile, "sso_role_name");
  if (!is_aws_region(out.region) || out.account_id.empty() || out.role_name.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the AWS profile {} lacks sso_region, sso_account_id or sso_role_name", profile),
                "run: aws configure sso");
  }
  return std::optional<AwsSsoProfile>(std::move(out));
}

Error AwsProfiles::missing(std::string_view profile) const {
  std::vector<std::string_view> names;
  for (const AwsConfigFile* file : {&config_, &credentials_}) {
    for (const auto& [name, section] : file->profiles()) names.emplace_back(name);
  }
  const std::string_view near = nearest(profile, names);
  return fail(ErrorCode::kNotFound, fmt::format("there is no AWS profile \"{}\"", profile),
              near.empty() ? "aws configure list-profiles shows them" : fmt::format("did you mean {}?", near));
}

}  // namespace signet::vault
