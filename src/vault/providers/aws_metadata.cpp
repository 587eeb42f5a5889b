#include "vault/providers/aws_metadata.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "http/oauth2/token.h"
#include "http/url.h"
#include "vault/providers/address.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kContainerHost = "http://169.254.170.2";
constexpr std::array<std::string_view, 3> kContainerHosts = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23"};
constexpr std::string_view kInstanceHost = "http://169.254.169.254";
constexpr std::string_view kRolePath = "/latest/meta-data/iam/security-credentials/";
/// Elsewhere than on an instance nobody answers at the address, and nobody should wait for that.
constexpr std::int64_t kInstanceTimeoutMs = 1'000;
constexpr std::string_view kTokenSeconds = "300";

std::string variable(const ProviderContext& context, std::string_view name) {
  return context.environment(name).value_or("");
}

/// A scheme and a token may be parted by a blank.
bool is_authorization(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// The service of this instance; empty when it is switched off.
Result<std::string> instance_host(const ProviderContext& context) {
  if (equals_ignore_case(variable(context, "AWS_EC2_METADATA_DISABLED"), "true")) return std::string();
  std::string host = variable(context, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (host.empty()) return std::string(kInstanceHost);
  return check_address(host, true, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
}

Call instance_call(std::string method, std::string url) {
  Call call;
  call.method = std::move(method);
  call.url = std::move(url);
  call.subject = "the instance's role";
  call.tries = 2;
  call.timeout_ms = kInstanceTimeoutMs;
  call.direct = true;
  call.clear_text = true;
  return call;
}

/// A session token, or empty where no instance answers.
Result<SecretString> instance_token(Transport& transport, const std::string& host) {
  Call call = instance_call("PUT", host + "/latest/api/token");
  call.headers.push_back({"X-aws-ec2-metadata-token-ttl-seconds", std::string(kTokenSeconds), true});
  auto answer = transport.exchange(std::move(call));
  if (!answer) {
    if (answer.error().code == ErrorCode::kCancelled) return std::move(answer).error();
    return SecretString();
  }
  const std::string_view token = trim(answer->body.expose());
  if (!answer->ok() || !is_header_text(token)) return SecretString();
  transport.hide(token);
  return SecretString(token);
}

Result<Answer> instance_get(Transport& transport, const std::string& url, const SecretString& token) {
  Call call = instance_call("GET", url);
  call.headers.push_back({"X-aws-ec2-metadata-token", std::string(token.expose()), true});
  return transport.exchange(std::move(call));
}

}  // namespace

Status check_container_url(std::string_view url) {
  const http::NodeUrl parts = http::to_node_url(url);
  if (parts.protocol == "https:" && !parts.hostname.empty() && !parts.auth) return {};
  const bool is_known = is_loopback(parts.hostname) || std::find(kContainerHosts.begin(), kContainerHosts.end(),
                                                                 parts.hostname) != kContainerHosts.end();
  if (parts.protocol == "http:" && is_known && !parts.auth) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI names {}, which is asked for no credentials",
                          http::oauth2::endpoint_name(url)),
              "use https, this machine, or the link-local addresses of ECS and EKS");
}

bool has_container_keys(const ProviderContext& context) {
  return !variable(context, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").empty() ||
         !variable(context, "AWS_CONTAINER_CREDENTIALS_FULL_URI").empty();
}

Result<AwsKeys> container_keys(Transport& transport, const ProviderContext& context) {
  Call call;
  const std::string relative = variable(context, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  call.url = relative.empty() ? variable(context, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
                              : fmt::format("{}{}{}", kContainerHost, relative.starts_with('/') ? "" : "/", relative);
  SIGNET_CHECK(check_container_url(call.url));
  call.subject = "the container's role";
  call.tries = 3;
  call.timeout_ms = 2 * kInstanceTimeoutMs;
  call.direct = call.url.starts_with("http:");
  call.clear_text = true;
  SecretString token;
  if (const std::string file = variable(context, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
    SIGNET_TRY(token, read_credential_file(file, "container's authorization token"));
  } else {
    token = SecretString(trim(variable(context, "AWS_CONTAINER_AUTHORIZATION_TOKEN")));
  }
  if (!is_authorization(token.expose())) {
    return fail(ErrorCode::kInvalidInput,
                "the container's authorization token holds characters that no header may hold");
  }
  if (!token.empty()) {
    transport.hide(token.expose());
    call.headers.push_back({"Authorization", std::string(token.expose()), true});
  }
  SIGNET_TRY(const Answer answer, transport.exchange(std::move(call)));
  if (!answer.ok()) {
    return transport.trouble(Transport::kind_of(answer.code), "the container's role",
                             fmt::format("status {}", answer.code));
  }
  SIGNET_TRY(const json::value document, transport.read_object(answer, "the container's role"));
  return read_aws_keys(document.get_object(), "Token", "the container's role");
}

Result<std::optional<AwsKeys>> instance_keys(Transport& transport, const ProviderContext& context) {
  SIGNET_TRY(const std::string host, instance_host(context));
  if (host.empty()) return std::optional<AwsKeys>();
  SIGNET_TRY(const SecretString token, instance_token(transport, host));
  if (token.empty()) return std::optional<AwsKeys>();
  SIGNET_TRY(const Answer names, instance_get(transport, host + std::string(kRolePath), token));
  const std::string_view role = trim(std::string_view(names.body.expose()).substr(0, names.body.expose().find('\n')));
  if (names.code == 404 || (names.ok() && role.empty())) return std::optional<AwsKeys>();
  if (!names.ok()) {
    return transport.trouble(Transport::kind_of(names.code), "the instance's role",
                             fmt::format("status {}", names.code));
  }
  SIGNET_TRY(const Answer answer, instance_get(transport, host + std::string(kRolePath) + percent_encode(role), token));
  if (!answer.ok()) {
    return transport.trouble(Transport::kind_of(answer.code), "the instance's role",
                             fmt::format("status {}", answer.code));
  }
  SIGNET_TRY(const json::value document, transport.read_object(answer, "the instance's role"));
  SIGNET_TRY(AwsKeys keys, read_aws_keys(document.get_object(), "Token", "the instance's role"));
  return std::optional<AwsKeys>(std::move(keys));
}

std::string instance_region(Transport& transport, const ProviderContext& context) {
  const auto host = instance_host(context);
  if (!host || host->empty()) return {};
  const auto token = instance_token(transport, *host);
  if (!token || token->empty()) return {};
  const auto answer = instance_get(transport, *host + "/latest/meta-data/placement/region", *token);
  if (!answer || !answer->ok()) return {};
  const std::string_view region = trim(answer->body.expose());
  return is_aws_region(region) ? std::string(region) : std::string();
}

}  // namespace signet::vault
