// The provider for AWS Secrets Manager.
#include <array>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "vault/providers/address.h"
#include "vault/providers/aws_client.h"
#include "vault/providers/aws_credentials.h"
#include "vault/providers/json_key.h"
#include "vault/providers/registry.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kTitle = "AWS Secrets Manager";

constexpr std::array<ProviderField, 13> kFields = {{
    {"region", "Region", false, false, "without it AWS_REGION, the profile's, or the instance's", ""},
    {"profile", "Profile", false, false, "of ~/.aws/config; without it AWS_PROFILE, then \"default\"", ""},
    {"access_key_id", "Access key", false, false,
     "without it the environment, the profile, the container or the instance", ""},
    {"secret_access_key", "Secret access key", true, false, "of the access key", ""},
    {"session_token", "Session token", true, false, "of temporary access keys", ""},
    {"role_arn", "Role", false, false, "ARN of a role that is taken on with the keys", ""},
    {"external_id", "External id", false, false, "where the role wants one", ""},
    {"role_session_name", "Session name", false, false, "under which the role's use is logged", ""},
    {"endpoint", "Endpoint", false, false, "another address of the service, such as a VPC endpoint's", ""},
    {"sts_endpoint", "STS endpoint", false, false, "another address of the Security Token Service", ""},
    {"use_fips", "FIPS endpoints", false, false, "true uses the region's FIPS endpoint", "true|false"},
    {"ca_file", "Authorities", false, false, "PEM file; without it AWS_CA_BUNDLE", "", true},
    kAllowClearText,
}};

struct Config {
  AwsCredentialSettings credentials;
  AwsPlace place;
};

Result<Config> read_config(const ProviderConfig& config, const ProviderContext& context) {
  const ProviderSettings settings(config, context);
  Config out;
  SIGNET_TRY(out.place.clear_text, settings.flag("allow_clear_text", false));
  SIGNET_TRY(out.place.fips, settings.flag("use_fips", false));
  AwsCredentialSettings& keys = out.credentials;
  keys.clear_text = out.place.clear_text;
  keys.access_key = settings.text("access_key_id");
  keys.secret_key = settings.secret("secret_access_key");
  keys.session_token = settings.secret("session_token");
  keys.profile = settings.text("profile");
  keys.region = settings.text("region");
  keys.role_arn = settings.text("role_arn");
  keys.external_id = settings.text("external_id");
  keys.role_session_name = settings.text("role_session_name");
  if (keys.access_key.empty() != keys.secret_key.empty()) {
    return fail(ErrorCode::kInvalidInput, "an access key has two parts, and one is missing",
                "set both access_key_id and secret_access_key, or neither");
  }
  if (const std::string url = settings.text("endpoint"); !url.empty()) {
    SIGNET_TRY(out.place.endpoint, check_address(url, out.place.clear_text, "endpoint"));
  }
  if (const std::string url = settings.text("sts_endpoint"); !url.empty()) {
    SIGNET_TRY(keys.sts_endpoint, check_address(url, out.place.clear_text, "sts_endpoint"));
  }
  return out;
}

class Aws : public Provider {
 public:
  Aws(Config config, ProviderContext context, const std::string& service)
      : context_(std::move(context)),
        credentials_(context_, std::move(config.credentials), service),
        client_(context_, credentials_, std::move(config.place), service) {}

  Result<SecretString> fetch(std::string_view text) override {
    SIGNET_TRY(const AwsReference reference, parse_aws_reference(text));
    SIGNET_TRY(const SecretString secret, client_.get(reference));
    return pick_json_key(secret, reference.key, reference.id, client_.transport());
  }

  /// Current versions by batch, the others and what a batch did not have one by one; each secret once for all its keys.
  std::vector<Result<SecretString>> fetch_all(std::span<const std::string> texts) override {
    std::vector<Result<AwsReference>> references;
    for (const std::string& text : texts) references.push_back(parse_aws_reference(text));
    std::map<std::string, Result<SecretString>> secrets = read_batches(references);
    std::vector<Result<SecretString>> values;
    for (const Result<AwsReference>& reference : references) {
      if (!reference) {
        values.emplace_back(reference.error());
        continue;
      }
      const std::string key = reference->secret_key();
      auto found = secrets.find(key);
      if (found == secrets.end()) found = secrets.emplace(key, client_.get(*reference)).first;
      if (found->second) {
        values.push_back(pick_json_key(*found->second, reference->key, reference->id, client_.transport()));
      } else {
        values.emplace_back(found->second.error());
      }
    }
    return values;
  }

  Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) override {
    SIGNET_TRY(const std::vector<AwsListed> secrets, client_.list(prefix, limit));
    std::vector<Listed> listed;
    for (const AwsListed& secret : secrets) {
      const bool is_time = secret.changed_s > 0 && secret.changed_s < 253'402'300'800.0;  // the year 10000
      listed.push_back({client_.transport().quote(secret.name),
                        is_time ? "changed " + iso_day(static_cast<std::int64_t>(secret.changed_s)) : std::string()});
    }
    return listed;
  }

  Result<std::string> test() override {
    SIGNET_TRY(const std::string region, credentials_.region());
    SIGNET_TRY(const AwsKeys* keys, credentials_.keys());
    const std::string source = keys->source;
    SIGNET_TRY(const std::string arn, credentials_.caller());
    return client_.transport().quote(fmt::format("signed in as {} by {}, region {}", arn, source, region));
  }

 private:
  std::map<std::string, Result<SecretString>> read_batches(const std::vector<Result<AwsReference>>& references) {
    std::map<std::string, std::vector<std::string>> ids_by_region;
    for (const Result<AwsReference>& reference : references) {
      if (!reference || !reference->is_current()) continue;
      const auto region = client_.region_for(reference->id);
      if (!region) continue;
      std::vector<std::string>& ids = ids_by_region[*region];
      if (std::find(ids.begin(), ids.end(), reference->id) == ids.end()) ids.push_back(reference->id);
    }
    std::map<std::string, Result<SecretString>> secrets;
    for (const auto& [region, ids] : ids_by_region) read_batch(region, ids, secrets);
    return secrets;
  }

  void read_batch(const std::string& region, const std::vector<std::string>& ids,
                  std::map<std::string, Result<SecretString>>& secrets) {
    // One alone is asked for by the call that needs no further permission.
    for (std::size_t at = 0; at + 1 < ids.size(); at += kAwsBatch) {
      const std::vector<std::string> some(
          ids.begin() + static_cast<std::ptrdiff_t>(at),
          ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + kAwsBatch, ids.size())));
      auto found = client_.get_batch(region, some);
      // Whoever may not batch may still read one by one.
      if (!found) return;
      for (auto& [id, secret] : *found) {
        AwsReference reference;
        reference.id = id;
        secrets.insert_or_assign(reference.secret_key(), Result<SecretString>(std::move(secret)));
      }
    }
  }

  ProviderContext context_;
  AwsCredentials credentials_;
  AwsClient client_;
};

Result<std::unique_ptr<Provider>> make(const ProviderConfig& config, ProviderContext context) {
  SIGNET_TRY(Config read, read_config(config, context));
  const ProviderSettings settings(config, context);
  const std::string service = service_name(kTitle, config);
  if (const std::string file = settings.text("ca_file", {"AWS_CA_BUNDLE"}); !file.empty()) {
    trust(context, expand_home(file, context), {});
  }
  if (read.place.endpoint.empty()) {
    SIGNET_TRY(read.place.endpoint, aws_endpoint(context, "SECRETS_MANAGER", read.place.clear_text));
  }
  return std::unique_ptr<Provider>(std::make_unique<Aws>(std::move(read), std::move(context), service));
}

}  // namespace

ProviderKind aws_kind() {
  ProviderKind kind;
  kind.type = "aws";
  kind.title = kTitle;
  kind.reference_help =
      "NAME or ARN, such as prod/db; prod/db#password for a member of its JSON, prod/db#hosts.0.name for one inside; "
      "@AWSPREVIOUS, @AWSPENDING or a version id behind it for another version, @LABEL behind #KEY or a bare # for a "
      "label of one's own. In a key, #, @, . and % are written %23, %40, %2E, %25. A binary secret gives its bytes";
  kind.fields = kFields;
  kind.make = make;
  return kind;
}

}  // namespace signet::vault
