#include "vault/providers/aws_credentials.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "vault/providers/address.h"
#include "vault/providers/aws_metadata.h"
#include "vault/providers/aws_profiles.h"
#include "vault/providers/aws_sso.h"
#include "vault/providers/aws_sts.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"
#include "vault/providers/transport.h"

namespace signet::vault {

namespace {

/// Profiles that lead to one another by source_profile.
constexpr std::size_t kMaxProfileSteps = 8;

Error no_keys(const Transport& transport) {
  return transport.trouble(Trouble::kExpiredLogin, {}, "no AWS credentials were found",
                           "give the provider an access key or a profile, set AWS_ACCESS_KEY_ID and "
                           "AWS_SECRET_ACCESS_KEY, or run: aws configure");
}

Error unsupported(std::string message, std::string hint) {
  return fail(ErrorCode::kUnsupported, std::move(message), std::move(hint));
}

}  // namespace

Result<std::string> aws_endpoint(const ProviderContext& context, std::string_view service, bool clear_text) {
  for (const std::string& name : {fmt::format("AWS_ENDPOINT_URL_{}", service), std::string("AWS_ENDPOINT_URL")}) {
    const auto url = context.environment(name);
    if (url && !trim(*url).empty()) return check_address(*url, clear_text, name);
  }
  return std::string();
}

Result<std::vector<std::string>> split_command(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_escape = c == '\\' && quote != '\'' && i + 1 < text.size();
    if (is_escape && (quote == 0 || text[i + 1] == '"' || text[i + 1] == '\\')) {
      word += text[++i];
      in_word = true;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote != 0) {
      word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) return fail(ErrorCode::kInvalidInput, "a quote in the command is not closed", "close it");
  if (in_word) words.push_back(word);
  return words;
}

struct AwsCredentials::Impl {
  Impl(ProviderContext& c, AwsCredentialSettings s, std::string service)
      : context(c), settings(std::move(s)), transport(c, std::move(service)) {
    transport.hide(settings.secret_key.expose());
    transport.hide(settings.session_token.expose());
  }

  ProviderContext& context;
  AwsCredentialSettings settings;
  Transport transport;
  std::optional<AwsProfiles> profiles;
  std::optional<AwsKeys> kept;
  std::optional<Error> refused;
  std::optional<std::string> known_region;

  [[nodiscard]] std::string variable(std::string_view name) const {
    return std::string(trim(context.environment(name).value_or("")));
  }

  /// The profile that is asked for by name, or "default"; `is_named` says which.
  [[nodiscard]] std::pair<std::string, bool> profile() const {
    if (!settings.profile.empty()) return {settings.profile, true};
    const std::string named = variable("AWS_PROFILE");
    return named.empty() ? std::pair<std::string, bool>("default", false) : std::pair(named, true);
  }

  [[nodiscard]] Status load_profiles() {
    if (profiles) return {};
    SIGNET_TRY(profiles, AwsProfiles::load(context));
    return {};
  }

  /// Without asking the instance, which answers only after its keys were found there.
  [[nodiscard]] Result<std::string> said_region() {
    std::string region = settings.region;
    for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
      if (region.empty()) region = variable(name);
    }
    if (region.empty()) {
      SIGNET_CHECK(load_profiles());
      region = profiles->value(profile().first, "region");
    }
    if (region.empty() || is_aws_region(region)) return region;
    return fail(ErrorCode::kInvalidInput, "the AWS region is no region's name", "write one such as eu-central-1");
  }

  [[nodiscard]] Result<AwsSts> sts() {
    std::string endpoint = settings.sts_endpoint;
    if (endpoint.empty()) {
      SIGNET_TRY(endpoint, aws_endpoint(context, "STS", settings.clear_text));
    }
    SIGNET_TRY(const std::string region, said_region());
    return AwsSts(transport, context.now_ms, region, endpoint, settings.clear_text);
  }

  [[nodiscard]] std::string session_name(std::string_view given) const {
    return given.empty() ? fmt::format("signet-{}", context.now_ms() / 1000) : std::string(given);
  }

  [[nodiscard]] Result<AwsKeys> by_web_identity(const std::filesystem::path& file, AwsRole role) {
    SIGNET_TRY(const SecretString token, read_credential_file(file, "web identity token"));
    SIGNET_TRY(AwsSts service, sts());
    role.session_name = session_name(role.session_name);
    return service.assume_role_with_web_identity(token, role);
  }

  [[nodiscard]] Result<AwsKeys> by_role(const AwsKeys& keys, AwsRole role) {
    SIGNET_TRY(AwsSts service, sts());
    role.session_name = session_name(role.session_name);
    return service.assume_role(keys, role);
  }

  [[nodiscard]] std::optional<AwsKeys> from_environment() const {
    AwsKeys keys;
    keys.access_key = variable("AWS_ACCESS_KEY_ID");
    std::string secret = variable("AWS_SECRET_ACCESS_KEY");
    std::string token = variable("AWS_SESSION_TOKEN");
    keys.secret_key = SecretString(secret);
    keys.session_token = SecretString(token);
    wipe_text(secret);
    wipe_text(token);
    keys.source = "the environment";
    if (keys.access_key.empty() || keys.secret_key.empty()) return std::nullopt;
    return keys;
  }

  [[nodiscard]] Result<AwsKeys> by_process(std::string_view command, std::string_view name) {
    SIGNET_TRY(const std::vector<std::string> words, split_command(command));
    if (words.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("credential_process of {} is empty", name));
    const std::string source = fmt::format("credential_process of profile {}", name);
    auto result = context.run(words, {});
    if (!result) return with_context(std::move(result).error(), source);
    if (result->exit_code != 0) {
      return transport.trouble(Trouble::kExpiredLogin, source, fmt::format("it ended with code {}", result->exit_code),
                               fmt::format("run it by hand: {}", words.front()));
    }
    auto document = parse_secret_json(result->output.expose(), fmt::format("what {} wrote", source));
    if (!document) return std::move(document).error();
    const json::object* o = document->if_object();
    const json::value* version = o == nullptr ? nullptr : json::find(*o, "Version");
    if (version == nullptr || !version->is_number() || version->to_number<double>() != 1) {
      return unsupported(fmt::format("{} wrote no object of Version 1", source), "see the AWS CLI's documentation");
    }
    return read_aws_keys(*o, "SessionToken", source);
  }

  [[nodiscard]] Result<AwsKeys> by_credential_source(std::string_view word, std::string_view name) {
    if (word == "Environment") {
      if (auto keys = from_environment()) return *std::move(keys);
      return no_keys(transport);
    }
    if (word == "EcsContainer") return container_keys(transport, context);
    if (word == "Ec2InstanceMetadata") {
      SIGNET_TRY(std::optional<AwsKeys> keys, instance_keys(transport, context));
      if (keys) return *std::move(keys);
      return no_keys(transport);
    }
    return unsupported(fmt::format("the AWS profile {} has an unknown credential_source", name),
                       "it is Environment, EcsContainer or Ec2InstanceMetadata");
  }

  [[nodiscard]] Result<AwsKeys> role_of_profile(const std::string& name, std::set<std::string>& seen) {
    const auto value = [&](std::string_view key) { return std::string(profiles->value(name, key)); };
    const AwsRole role{value("role_arn"), value("role_session_name"), value("external_id"), value("duration_seconds")};
    if (!value("mfa_serial").empty()) {
      return unsupported(fmt::format("the AWS profile {} asks for a one-time code (mfa_serial)", name),
                         "get temporary keys with aws sts get-session-token, and use those");
    }
    if (const std::string file = value("web_identity_token_file"); !file.empty()) {
      return by_web_identity(expand_home(file, context), role);
    }
    const std::string source = value("source_profile");
    if (!source.empty()) {
      // A profile that names itself means its own keys.
      if (source == name) {
        const auto keys = profiles->keys(name);
        return keys ? by_role(*keys, role) : Result<AwsKeys>(no_keys(transport));
      }
      SIGNET_TRY(const AwsKeys keys, from_profile(source, seen));
      return by_role(keys, role);
    }
    SIGNET_TRY(const AwsKeys keys, by_credential_source(value("credential_source"), name));
    return by_role(keys, role);
  }

  /// kNotFound when the profile says nothing about keys.
  [[nodiscard]] Result<AwsKeys> from_profile(const std::string& name, std::set<std::string>& seen) {
    if (!seen.insert(name).second || seen.size() > kMaxProfileSteps) {
      return fail(ErrorCode::kInvalidInput, fmt::format("AWS profiles lead in a circle at {}", name),
                  "see source_profile in ~/.aws/config");
    }
    if (!profiles->has(name)) return profiles->missing(name);
    if (!profiles->value(name, "role_arn").empty()) return role_of_profile(name, seen);
    SIGNET_TRY(const std::optional<AwsSsoProfile> sso, profiles->sso(name));
    if (sso) {
      SIGNET_TRY(const std::string endpoint, aws_endpoint(context, "SSO", settings.clear_text));
      return sso_keys(transport, context, name, *sso, endpoint, settings.clear_text);
    }
    if (auto keys = profiles->keys(name)) return *std::move(keys);
    if (const std::string_view command = profiles->value(name, "credential_process"); !command.empty()) {
      return by_process(command, name);
    }
    return fail(ErrorCode::kNotFound, fmt::format("the AWS profile {} holds no credentials", name),
                "run: aws configure, or aws configure sso");
  }

  [[nodiscard]] Result<AwsKeys> first_found() {
    if (!settings.access_key.empty()) {
      return AwsKeys{settings.access_key, settings.secret_key.clone(), settings.session_token.clone(), 0,
                     "the provider's settings"};
    }
    if (settings.profile.empty()) {
      if (auto keys = from_environment()) return *std::move(keys);
      const std::string file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
      const std::string role = variable("AWS_ROLE_ARN");
      if (!file.empty() && !role.empty()) {
        return by_web_identity(file, AwsRole{role, variable("AWS_ROLE_SESSION_NAME"), "", ""});
      }
    }
    SIGNET_CHECK(load_profiles());
    const auto [name, is_named] = profile();
    if (is_named || profiles->has(name)) {
      std::set<std::string> seen;
      auto keys = from_profile(name, seen);
      if (keys || is_named || keys.error().code != ErrorCode::kNotFound) return keys;
    }
    if (has_container_keys(context)) return container_keys(transport, context);
    SIGNET_TRY(std::optional<AwsKeys> keys, instance_keys(transport, context));
    if (keys) return *std::move(keys);
    return no_keys(transport);
  }

  [[nodiscard]] Result<AwsKeys> find() {
    SIGNET_TRY(AwsKeys keys, first_found());
    if (settings.role_arn.empty()) return keys;
    return by_role(keys, AwsRole{settings.role_arn, settings.role_session_name, settings.external_id, ""});
  }
};

AwsCredentials::AwsCredentials(ProviderContext& context, AwsCredentialSettings settings, std::string service)
    : impl_(std::make_unique<Impl>(context, std::move(settings), std::move(service))) {}

AwsCredentials::~AwsCredentials() = default;

Result<const AwsKeys*> AwsCredentials::keys() {
  const std::int64_t now_ms = impl_->context.now_ms();
  if (impl_->kept && impl_->kept->is_fresh(now_ms)) return &*impl_->kept;
  if (impl_->refused) return *impl_->refused;
  auto found = impl_->find();
  if (!found) {
    const ErrorCode code = found.error().code;
    if (code != ErrorCode::kNetwork && code != ErrorCode::kTimeout) impl_->refused = found.error();
    return std::move(found).error();
  }
  impl_->kept = *std::move(found);
  return &*impl_->kept;
}

void AwsCredentials::forget() {
  impl_->kept.reset();
  impl_->profiles.reset();
}

Result<std::string> AwsCredentials::region() {
  if (impl_->known_region) return *impl_->known_region;
  SIGNET_TRY(std::string region, impl_->said_region());
  if (region.empty()) region = instance_region(impl_->transport, impl_->context);
  if (region.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: no region is set", impl_->transport.service()),
                "set the provider's region, AWS_REGION, or region in ~/.aws/config");
  }
  impl_->known_region = region;
  return region;
}

Result<std::string> AwsCredentials::caller() {
  SIGNET_TRY(const AwsKeys* found, keys());
  SIGNET_TRY(AwsSts service, impl_->sts());
  return service.caller(*found);
}

}  // namespace signet::vault
