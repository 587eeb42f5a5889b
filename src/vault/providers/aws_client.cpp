#include "vault/providers/aws_client.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "vault/providers/aws_sts.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::string_view kServiceName = "secretsmanager";
/// Of a secret, in an error.
constexpr std::size_t kMaxStages = 20;
/// The service allows 65,536 bytes; base64 makes four of three.
constexpr std::size_t kMaxBinary = 1 << 20;

std::optional<bool> retry(const Answer& answer) {
  if (answer.ok()) return std::nullopt;
  const Trouble kind = aws_trouble_of(aws_error_code(answer), answer.code);
  if (kind == Trouble::kThrottled) return true;
  return std::nullopt;
}

std::string_view hint_for(std::string_view code) {
  if (code == "InvalidSignatureException" || code == "RequestExpired" || code == "SignatureDoesNotMatch") {
    return "check the secret access key and this machine's clock";
  }
  if (code == "DecryptionFailure") return "the login may not use the KMS key of the secret: ask for kms:Decrypt";
  if (code.starts_with("ExpiredToken")) return "get new temporary credentials, such as by aws sso login";
  if (code == "UnrecognizedClientException" || code == "InvalidClientTokenId") {
    return "the access key does not exist or is switched off: check it";
  }
  return {};
}

}  // namespace

std::string aws_error_code(const Answer& answer) {
  std::string code(answer.header("x-amzn-ErrorType"));
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  if (o != nullptr) {
    if (const std::string_view type = json::string_or(*o, "__type"); !type.empty()) code = type;
  }
  // "com.amazonaws.secretsmanager#ResourceNotFoundException", "Name:http://...".
  code = code.substr(0, code.find(':'));
  code = code.substr(code.find('#') == std::string::npos ? 0 : code.find('#') + 1);
  return std::string(std::string_view(code).substr(0, 100));
}

AwsClient::AwsClient(ProviderContext& context, AwsCredentials& credentials, AwsPlace place, std::string service)
    : context_(context), credentials_(credentials), transport_(context, std::move(service)), place_(std::move(place)) {}

Result<std::string> AwsClient::region_for(const std::string& id) {
  SIGNET_TRY(std::string region, region_of_arn(id));
  if (!region.empty()) return region;
  return credentials_.region();
}

Result<Answer> AwsClient::post(const std::string& region, std::string_view action, const json::object& input,
                               const std::string& subject) {
  SIGNET_TRY(const AwsKeys* keys, credentials_.keys());
  transport_.hide(keys->secret_key.expose());
  transport_.hide(keys->session_token.expose());
  Call call;
  call.method = "POST";
  call.url = place_.endpoint.empty() ? fmt::format("https://{}{}.{}.{}/", kServiceName, place_.fips ? "-fips" : "",
                                                   region, aws_domain_of(region))
                                     : place_.endpoint + "/";
  call.content_type = "application/x-amz-json-1.1";
  call.headers.push_back({"X-Amz-Target", fmt::format("{}.{}", kServiceName, action), true});
  call.body = secret_text(input);
  call.subject = subject;
  call.clear_text = place_.clear_text;
  call.retry = retry;
  call.sign = [&](http::Request& request) {
    return aws_sign_request(request, *keys, {std::string(kServiceName), region}, context_.now_ms());
  };
  return transport_.exchange(std::move(call));
}

Result<json::value> AwsClient::act(const std::string& region, std::string_view action, const json::object& input,
                                   const std::string& subject) {
  SIGNET_TRY(Answer answer, post(region, action, input, subject));
  // Temporary keys may end before their time; once, new ones are asked for.
  if (!answer.ok() && aws_error_code(answer).starts_with("ExpiredToken")) {
    credentials_.forget();
    SIGNET_TRY(answer, post(region, action, input, subject));
  }
  if (!answer.ok()) return refusal(answer, subject);
  return transport_.read_object(answer, subject);
}

Error AwsClient::refusal(const Answer& answer, const std::string& subject) const {
  const std::string code = aws_error_code(answer);
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  std::string said = code.empty() ? fmt::format("status {}", answer.code) : code;
  if (const json::object* o = document ? document->if_object() : nullptr) {
    std::string_view words = json::string_or(*o, "message");
    if (words.empty()) words = json::string_or(*o, "Message");
    if (!words.empty()) said += fmt::format(": {}", words);
  }
  return transport_.trouble(aws_trouble_of(code, answer.code), subject, said, std::string(hint_for(code)));
}

std::string AwsClient::known_stages(const AwsReference& reference, const std::string& region) {
  json::object input;
  input["SecretId"] = reference.id;
  const auto document = act(region, "DescribeSecret", input, reference.id);
  const json::object* versions = document ? json::find_object(document->get_object(), "VersionIdsToStages") : nullptr;
  if (versions == nullptr) return {};
  std::vector<std::string> stages;
  for (const auto& version : *versions) {
    const json::array* labels = version.value().if_array();
    if (labels == nullptr) continue;
    for (const json::value& label : *labels) {
      if (label.is_string() && stages.size() < kMaxStages) stages.emplace_back(label.get_string());
    }
  }
  std::sort(stages.begin(), stages.end());
  return stages.empty() ? std::string() : fmt::format("the secret has the stages {}", join(stages, ", "));
}

Result<SecretString> AwsClient::get(const AwsReference& reference) {
  SIGNET_TRY(const std::string region, region_for(reference.id));
  json::object input;
  input["SecretId"] = reference.id;
  if (!reference.stage.empty()) input["VersionStage"] = reference.stage;
  if (!reference.version_id.empty()) input["VersionId"] = reference.version_id;
  auto document = act(region, "GetSecretValue", input, reference.id);
  if (!document) {
    Error error = std::move(document).error();
    if (error.code == ErrorCode::kNotFound && !reference.is_current()) {
      if (std::string stages = known_stages(reference, region); !stages.empty()) {
        error.hint = transport_.quote(stages);
      }
    }
    return error;
  }
  return read_aws_secret(document->get_object(), reference.id, transport_);
}

Result<std::map<std::string, SecretString>> AwsClient::get_batch(const std::string& region,
                                                                 const std::vector<std::string>& ids) {
  std::map<std::string, SecretString> found;
  std::string page;
  for (int pages = 0; pages < kMaxAwsPages; ++pages) {
    json::object input;
    json::array list;
    for (const std::string& id : ids) list.emplace_back(id);
    input["SecretIdList"] = std::move(list);
    if (!page.empty()) input["NextToken"] = page;
    SIGNET_TRY(const json::value document, act(region, "BatchGetSecretValue", input, "several secrets"));
    const json::object& o = document.get_object();
    const json::array* values = json::find_array(o, "SecretValues");
    for (std::size_t i = 0; values != nullptr && i < values->size(); ++i) {
      const json::object* member = (*values)[i].if_object();
      if (member == nullptr) continue;
      for (const std::string_view id : {json::string_or(*member, "Name"), json::string_or(*member, "ARN")}) {
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
        auto secret = read_aws_secret(*member, id, transport_);
        if (secret) found.insert_or_assign(std::string(id), *std::move(secret));
      }
    }
    page = json::string_or(o, "NextToken");
    if (page.empty()) break;
  }
  return found;
}

Result<std::vector<AwsListed>> AwsClient::list(std::string_view prefix, std::size_t limit) {
  SIGNET_TRY(const std::string region, credentials_.region());
  std::vector<AwsListed> listed;
  std::string page;
  for (int pages = 0; pages < kMaxAwsPages && listed.size() < limit; ++pages) {
    json::object input;
    input["MaxResults"] = std::min<std::size_t>(limit, 100);
    if (!prefix.empty()) {
      input["Filters"] = json::array({json::object({{"Key", "name"}, {"Values", json::array({json::value(prefix)})}})});
    }
    if (!page.empty()) input["NextToken"] = page;
    SIGNET_TRY(const json::value document, act(region, "ListSecrets", input, "list of secrets"));
    const json::object& o = document.get_object();
    const json::array* secrets = json::find_array(o, "SecretList");
    if (secrets == nullptr) {
      return transport_.trouble(Trouble::kBadAnswer, "list of secrets", "SecretList was expected");
    }
    for (const json::value& secret : *secrets) {
      const json::object* member = secret.if_object();
      const std::string_view name = member == nullptr ? std::string_view() : json::string_or(*member, "Name");
      // The filter is the service's, and tells upper case from lower only where it wants to.
      if (name.empty() || !name.starts_with(prefix) || listed.size() >= limit) continue;
      const json::value* changed = json::find(*member, "LastChangedDate");
      const bool has_time = changed != nullptr && changed->is_number();
      listed.push_back({std::string(name), has_time ? changed->to_number<double>() : 0});
    }
    page = json::string_or(o, "NextToken");
    if (page.empty()) break;
  }
  return listed;
}

Result<SecretString> read_aws_secret(const json::object& o, std::string_view subject, const Transport& transport) {
  const json::value* text = json::find(o, "SecretString");
  if (text != nullptr && text->is_string()) return SecretString(text->get_string());
  const json::value* binary = json::find(o, "SecretBinary");
  if (binary == nullptr || !binary->is_string() || binary->get_string().size() > kMaxBinary) {
    return transport.trouble(Trouble::kBadAnswer, subject, "SecretString or SecretBinary was expected");
  }
  auto bytes = base64_decode(binary->get_string());
  if (!bytes) return transport.trouble(Trouble::kBadAnswer, subject, "SecretBinary is no base64");
  SecretString secret(*bytes);
  wipe_text(*bytes);
  return secret;
}

}  // namespace signet::vault
