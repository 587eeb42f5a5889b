#include "vault/providers/azure_login.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/text.h"
#include "http/auth/jws.h"
#include "http/auth/signing.h"
#include "tls/identity.h"
#include "vault/providers/address.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t kAssertionSeconds = 600;
/// No service gives longer ones than a day.
constexpr std::int64_t kMaxTokenSeconds = 86'400;
/// Where the answer does not say how long a token lives.
constexpr std::int64_t kUnknownSeconds = 600;

struct Code {
  std::string_view number;
  std::string_view hint;
};

/// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
constexpr std::array<Code, 9> kCodes = {{
    {"AADSTS7000215", "the client secret is wrong: give its value, not its id"},
    {"AADSTS7000222", "the client secret has expired: make a new one for the application"},
    {"AADSTS700027", "the certificate is not registered with the application, or does not fit its key"},
    {"AADSTS700016", "there is no such application in this tenant: check client_id and tenant_id"},
    {"AADSTS90002", "there is no such tenant: check tenant_id and cloud"},
    {"AADSTS70021", "no federated credential of the application fits this token's issuer and subject"},
    {"AADSTS700213", "no federated credential of the application fits this token's issuer and subject"},
    {"AADSTS53003", "a Conditional Access policy forbids this sign-in"},
    {"AADSTS50076", "sign in again with a second factor: az login"},
}};

/// A code stands whole: "AADSTS70021" is the start of others.
bool names_code(std::string_view said, std::string_view code) {
  for (std::size_t at = said.find(code); at != std::string_view::npos; at = said.find(code, at + 1)) {
    const std::size_t end = at + code.size();
    if (end == said.size() || said[end] < '0' || said[end] > '9') return true;
  }
  return false;
}

std::string hint_for(std::string_view said) {
  const auto* found =
      std::find_if(kCodes.begin(), kCodes.end(), [&](const Code& c) { return names_code(said, c.number); });
  return found == kCodes.end() ? std::string() : std::string(found->hint);
}

std::optional<std::int64_t> number_of(const json::object& o, std::string_view name) {
  const json::value* value = json::find(o, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (!value->is_string()) return std::nullopt;
  const std::string_view text = value->get_string();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<std::shared_ptr<const tls::Identity>> load_certificate(const AzureConfig& config) {
  if (!config.certificate.empty()) {
    return tls::parse_identity(config.certificate.expose(), config.certificate.expose(),
                               &config.certificate_passphrase);
  }
  tls::IdentityFiles files;
  const std::string extension = to_lower(config.certificate_file.extension().string());
  (extension == ".pfx" || extension == ".p12" ? files.pkcs12 : files.certificate) = config.certificate_file;
  files.passphrase = std::make_shared<const SecretString>(config.certificate_passphrase.clone());
  return tls::load_identity(files);
}

/// "AB:CD:..." as base64url of the bytes.
std::string thumbprint(std::string_view fingerprint) {
  std::string bytes;
  for (const std::string& pair : split(fingerprint, ':')) bytes += percent_decode("%" + pair);
  return http::base64url_encode(bytes);
}

/// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
Result<SecretString> certificate_assertion(const AzureConfig& config, const std::string& endpoint,
                                           std::int64_t now_ms) {
  auto identity = load_certificate(config);
  if (!identity) {
    Error error = with_context(std::move(identity).error(), "cannot sign in by certificate");
    if (error.message.find("passphrase") != std::string::npos) error.hint = "set certificate_passphrase";
    return error;
  }
  SIGNET_CHECK((*identity)->check_dates(now_ms / 1000));
  const json::object header = {
      {"alg", "PS256"}, {"typ", "JWT"}, {"x5t#S256", thumbprint((*identity)->certificates().front().fingerprint)}};
  const json::object claims = {{"aud", endpoint},
                               {"iss", config.client_id},
                               {"sub", config.client_id},
                               {"jti", make_uuid()},
                               {"nbf", now_ms / 1000},
                               {"iat", now_ms / 1000},
                               {"exp", now_ms / 1000 + kAssertionSeconds}};
  SIGNET_TRY(std::string token, http::jws_with_signer(header, claims, [&](std::string_view input) {
               return (*identity)->sign_ps256(input);
             }));
  SecretString secret(token);
  wipe_text(token);
  return secret;
}

std::string_view title_of(AzureMethod method) {
  switch (method) {
    case AzureMethod::kClientSecret:
      return "client secret";
    case AzureMethod::kCertificate:
      return "certificate";
    case AzureMethod::kManagedIdentity:
      return "managed identity";
    case AzureMethod::kWorkloadIdentity:
      return "workload identity";
    case AzureMethod::kCli:
      return "az";
  }
  return {};
}

}  // namespace

AzureLogin::AzureLogin(ProviderContext& context, const AzureConfig& config, const std::string& service)
    : context_(context), config_(config), transport_(context, service) {
  transport_.hide(config_.client_secret.expose());
}

Result<std::string> AzureLogin::tenant_for(const AzureChallenge& challenge) const {
  const std::string& own = config_.tenant_id;
  if (own.empty() || equals_ignore_case(own, challenge.tenant)) return challenge.tenant;
  const auto& others = config_.additional_tenants;
  const bool is_allowed = std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    return other == "*" || equals_ignore_case(other, challenge.tenant);
  });
  if (is_allowed) return challenge.tenant;
  // A domain names the same tenant as an id, and only the login service knows which.
  if (own.find('.') != std::string::npos) return own;
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}: the vault belongs to the tenant {}, and the login is for {}", transport_.service(),
                          challenge.tenant, own),
              "set tenant_id to the vault's, or name it in additional_tenants if the application is known there");
}

Status AzureLogin::check_authority(const AzureChallenge& challenge) const {
  const bool sends_credentials = config_.method == AzureMethod::kClientSecret ||
                                 config_.method == AzureMethod::kCertificate ||
                                 config_.method == AzureMethod::kWorkloadIdentity;
  if (!sends_credentials || authority_of(challenge.authority) == config_.authority_host) return {};
  // login.windows.net and the like are other names of the same service.
  const AzureCloud* named = azure_cloud_of_authority(challenge.authority);
  if (named != nullptr && named == azure_cloud_of_authority(config_.authority)) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}: the vault names the login service {}, and the credentials are for {}",
                          transport_.service(), transport_.quote(challenge.authority), config_.authority),
              "credentials go to no other login service: set cloud or authority_host if that one is right");
}

Result<const SecretString*> AzureLogin::token(const AzureChallenge& challenge) {
  SIGNET_CHECK(check_authority(challenge));
  SIGNET_TRY(const std::string tenant, tenant_for(challenge));
  AzureToken& known = tokens_[tenant + "\n" + challenge.resource];
  const std::int64_t now_ms = context_.now_ms();
  if (!known.text.empty() && known.expires_ms - kAzureLeewayMs > now_ms) return &known.text;
  const bool is_usable = !known.text.empty() && known.expires_ms > now_ms;
  if (failure_ && now_ms < failed_ms_ + kAzureFailureMs) {
    if (is_usable) return &known.text;
    return *failure_;
  }
  auto fresh = sign_in(tenant, challenge.resource);
  if (!fresh) {
    failure_ = std::move(fresh).error();
    failed_ms_ = context_.now_ms();
    // A token near its end is still better than none.
    if (is_usable) return &known.text;
    return *failure_;
  }
  failure_.reset();
  known = *std::move(fresh);
  transport_.hide(known.text.expose());
  return &known.text;
}

void AzureLogin::forget(const AzureChallenge& challenge) {
  const auto tenant = tenant_for(challenge);
  if (tenant) tokens_.erase(*tenant + "\n" + challenge.resource);
}

std::string AzureLogin::describe(const AzureChallenge& challenge) const {
  const auto tenant = tenant_for(challenge);
  const bool has_tenant = tenant && config_.method != AzureMethod::kManagedIdentity;
  return fmt::format("{}{}{}{}{}", title_of(config_.method), config_.client_id.empty() ? "" : " as ", config_.client_id,
                     has_tenant ? " of tenant " : "", has_tenant ? *tenant : "");
}

Result<AzureToken> AzureLogin::sign_in(const std::string& tenant, const std::string& resource) {
  if (config_.method == AzureMethod::kCli) return by_cli(tenant, resource);
  if (config_.method == AzureMethod::kManagedIdentity) {
    return azure_managed_identity(context_, transport_, config_.client_id, resource);
  }
  return by_client(tenant, resource);
}

Result<SecretString> AzureLogin::assertion(const std::string& endpoint) const {
  if (config_.method == AzureMethod::kCertificate) {
    return certificate_assertion(config_, endpoint, context_.now_ms());
  }
  // Read anew each time: Kubernetes changes it every hour.
  return read_credential_file(config_.federated_token_file, "token of the workload identity");
}

Result<AzureToken> AzureLogin::by_client(const std::string& tenant, const std::string& resource) {
  const std::string scope = resource + "/.default";
  Call call;
  call.method = "POST";
  call.url = fmt::format("{}/{}/oauth2/v2.0/token", config_.authority, tenant);
  call.content_type = "application/x-www-form-urlencoded";
  call.subject = "login";
  call.clear_text = config_.clear_text;
  if (config_.method == AzureMethod::kClientSecret) {
    call.body = secret_form({{"grant_type", "client_credentials"},
                             {"client_id", config_.client_id},
                             {"client_secret", config_.client_secret.expose()},
                             {"scope", scope}});
  } else {
    SIGNET_TRY(const SecretString proof, assertion(call.url));
    transport_.hide(proof.expose());
    call.body = secret_form({{"grant_type", "client_credentials"},
                             {"client_id", config_.client_id},
                             {"client_assertion_type", kAssertionType},
                             {"client_assertion", proof.expose()},
                             {"scope", scope}});
  }
  SIGNET_TRY(const Answer answer, transport_.exchange(std::move(call)));
  if (!answer.ok()) return refusal(answer);
  SIGNET_TRY(const json::value document, transport_.read_object(answer, "login"));
  return read_azure_token(document.get_object(), context_.now_ms(), transport_);
}

Error AzureLogin::refusal(const Answer& answer) const {
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  std::string_view said = o == nullptr ? std::string_view() : json::string_or(*o, "error_description");
  // Behind the first line come trace ids and times.
  said = trim(said.substr(0, said.find_first_of("\r\n")));
  if (said.empty() && o != nullptr) said = json::string_or(*o, "error");
  const Trouble kind =
      answer.code == 400 || answer.code == 401 ? Trouble::kExpiredLogin : Transport::kind_of(answer.code);
  return transport_.trouble(kind, "login", said.empty() ? fmt::format("status {}", answer.code) : std::string(said),
                            hint_for(said));
}

Result<AzureToken> AzureLogin::by_cli(const std::string& tenant, const std::string& resource) {
  std::vector<std::string> words = {config_.program, "account", "get-access-token",    "--output",
                                    "json",          "--scope", resource + "/.default"};
  if (!config_.subscription.empty()) {
    words.insert(words.end(), {"--subscription", config_.subscription});  // which has its own tenant
  } else {
    words.insert(words.end(), {"--tenant", tenant});
  }
  auto result = context_.run(words, {"AZURE_CORE_NO_COLOR=true", "AZURE_CORE_ONLY_SHOW_ERRORS=true"});
  if (!result) {
    Error error = with_context(std::move(result).error(), transport_.service());
    if (error.code == ErrorCode::kNotFound)
      error.hint = "install the Azure CLI, set program to its path, or set method";
    return error;
  }
  if (result->exit_code != 0) return complaint(result->errors, tenant);
  auto document = parse_secret_json(result->output.expose(), "the output of az");
  if (!document || !document->is_object()) {
    return transport_.trouble(Trouble::kBadAnswer, "login", "az printed no JSON object",
                              "run az account get-access-token");
  }
  return read_azure_token(document->get_object(), context_.now_ms(), transport_);
}

Error AzureLogin::complaint(std::string_view errors, const std::string& tenant) const {
  constexpr std::string_view kMark = "ERROR: ";
  if (const std::size_t at = errors.find(kMark); at != std::string_view::npos) errors.remove_prefix(at + kMark.size());
  const std::string_view said = trim(errors.substr(0, errors.find_first_of("\r\n")));
  std::string hint = hint_for(said);
  if (hint.empty()) hint = fmt::format("sign in with: az login --tenant {}", tenant);
  return transport_.trouble(Trouble::kExpiredLogin, "login", said.empty() ? "az gave no reason" : said,
                            std::move(hint));
}

Result<AzureToken> read_azure_token(const json::object& answer, std::int64_t now_ms, const Transport& transport) {
  std::string_view text = json::string_or(answer, "access_token");
  if (text.empty()) text = json::string_or(answer, "accessToken");
  const bool is_token =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!is_token) return transport.trouble(Trouble::kBadAnswer, "login", "the answer holds no token");
  std::int64_t seconds = kUnknownSeconds;
  if (const auto in = number_of(answer, "expires_in")) {
    seconds = *in;
  } else if (const auto on = number_of(answer, "expires_on")) {
    seconds = *on > now_ms / 1000 ? *on - now_ms / 1000 : 0;
  }
  return AzureToken{SecretString(text), now_ms + std::clamp<std::int64_t>(seconds, 0, kMaxTokenSeconds) * 1000};
}

}  // namespace signet::vault
