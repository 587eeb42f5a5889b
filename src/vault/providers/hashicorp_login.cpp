#include "vault/providers/hashicorp_login.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "http/url.h"
#include "vault/providers/aws_sts.h"
#include "vault/providers/hashicorp_oidc.h"
#include "vault/providers/hashicorp_reference.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::int64_t kMaxSeconds = 10LL * 365 * 24 * 3600;
constexpr std::size_t kMaxTokenBytes = 16 << 10;
constexpr std::string_view kCallerForm = "Action=GetCallerIdentity&Version=2011-06-15";

/// The headers of a signed request as Vault's aws method takes them: JSON, in base64.
std::string header_json(const http::Request& request, std::string_view host) {
  json::object headers = secret_object();
  headers["Host"] = host;
  for (const http::Header& header : request.headers) headers[header.name] = header.value;
  const SecretString text = secret_text(headers);
  return base64_encode(text.expose());
}

}  // namespace

std::int64_t renewal_time_ms(std::int64_t now_ms, std::int64_t seconds) {
  return now_ms + seconds * 1000 / 3 * 2;
}

std::int64_t read_seconds(const json::object& o, std::string_view name) {
  const json::value* v = json::find(o, name);
  if (v == nullptr || !v->is_number()) return 0;
  const auto seconds = v->to_number<double>();
  return seconds > 0 ? static_cast<std::int64_t>(std::min(seconds, static_cast<double>(kMaxSeconds))) : 0;
}

HashicorpLogin::HashicorpLogin(const HashicorpConfig& config, HashicorpClient& client, ProviderContext& context,
                               ProviderContext& aws_context)
    : config_(config),
      client_(client),
      context_(context),
      aws_(aws_context,
           AwsCredentialSettings{config.aws.access_key, config.aws.secret_key.clone(), config.aws.session_token.clone(),
                                 config.aws.profile, config.aws.region, config.aws.role_arn, "", "",
                                 config.aws.sts_endpoint, config.aws.clear_text},
           client.transport().service()) {
  for (const SecretString* secret : {&config.token, &config.secret_id, &config.password, &config.jwt}) {
    client_.transport().hide(secret->expose());
  }
}

std::string HashicorpLogin::hint() const {
  switch (config_.method) {
    case HashicorpMethod::kToken:
      return "sign in anew (vault login), set VAULT_TOKEN, or give the provider a new token";
    case HashicorpMethod::kAppRole:
      return "check role_id, and make a new secret id for the role";
    case HashicorpMethod::kUserpass:
    case HashicorpMethod::kLdap:
      return "check the user name and the password";
    case HashicorpMethod::kKubernetes:
    case HashicorpMethod::kJwt:
      return "check the role, and that the JWT is not expired and has the audience that the role wants";
    case HashicorpMethod::kOidc:
      return "sign in again in the browser, and check the role";
    case HashicorpMethod::kCertificate:
      return "check that the server knows the client certificate or its authority";
    case HashicorpMethod::kAws:
      return "check that the role is bound to this AWS identity, and aws_server_id";
  }
  return {};
}

Status HashicorpLogin::ensure() {
  if (refused_) return *refused_;
  const std::int64_t now_ms = context_.now_ms();
  if (has_token_ && renew_ms_ != 0 && now_ms >= renew_ms_) {
    if (is_renewable_ && renew()) return {};
    // Without a renewal the token may still have a third of its life.
    if (now_ms >= expires_ms_ && config_.wrapped != Wrapped::kToken) has_token_ = false;
  }
  if (has_token_) return {};
  Status signed_in = sign_in();
  if (!signed_in && signed_in.error().code != ErrorCode::kNetwork && signed_in.error().code != ErrorCode::kTimeout) {
    refused_ = signed_in.error();
  }
  return signed_in;
}

bool HashicorpLogin::sign_in_again() {
  const bool is_given = config_.method == HashicorpMethod::kToken;
  if (is_given || tried_again_) return false;
  tried_again_ = true;
  has_token_ = false;
  return ensure().ok();
}

Status HashicorpLogin::sign_in() {
  if (config_.method == HashicorpMethod::kToken) {
    return config_.wrapped == Wrapped::kToken ? unwrap_token() : use_given_token();
  }
  if (config_.method == HashicorpMethod::kOidc) {
    SIGNET_TRY(const json::value document, sign_in_by_browser(config_, client_, context_));
    return take_session(document.get_object());
  }
  SIGNET_TRY(auto path_and_body, request());
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = std::move(path_and_body.first);
  ask.body = std::move(path_and_body.second);
  ask.subject = "login";
  ask.anonymous = true;
  // A secret id may be good for one use, and a try that broke off may have been it.
  ask.repeatable = config_.method != HashicorpMethod::kAppRole;
  SIGNET_TRY(const Answer answer, client_.ask(std::move(ask)));
  if (answer.code == 400 || answer.code == 401 || answer.code == 403) {
    return client_.transport().trouble(Trouble::kExpiredLogin, "login", HashicorpClient::words_of(answer), hint());
  }
  if (answer.code == 404) {
    return client_.transport().trouble(Trouble::kNotFound, fmt::format("login at auth/{}", config_.mount),
                                       HashicorpClient::words_of(answer),
                                       "check auth_mount, namespace, and that the method is switched on there");
  }
  if (!answer.ok()) return client_.refusal(answer, "login");
  SIGNET_TRY(const json::value document, client_.transport().read_object(answer, "login"));
  return take_session(document.get_object());
}

Status HashicorpLogin::use_given_token() {
  SecretString token = config_.token.clone();
  if (token.empty()) {
    auto read = read_credential_file(config_.token_file, "token");
    if (!read && read.error().code != ErrorCode::kNotFound) return std::move(read).error();
    if (!read) return client_.transport().trouble(Trouble::kExpiredLogin, "login", "there is no token", hint());
    token = *std::move(read);
  }
  if (!is_header_text(token.expose())) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{}: the token holds characters that none has", client_.transport().service()), hint());
  }
  client_.set_token(std::move(token));
  has_token_ = true;
  return {};
}

Status HashicorpLogin::unwrap_token() {
  SIGNET_TRY(const json::value document, unwrap(config_.token, "auth/"));
  return take_session(document.get_object());
}

Result<json::value> HashicorpLogin::unwrap(const SecretString& token, std::string_view made_by) {
  if (!is_header_text(token.expose()) || token.empty()) {
    return fail(ErrorCode::kInvalidInput, "the wrapping token is none", "give the one that vault -wrap-ttl printed");
  }
  // Where it was made is checked first, as HashiCorp asks: whoever took it on its way could have wrapped another.
  json::object body = secret_object();
  body["token"] = token.expose();
  constexpr std::string_view kHint =
      "a wrapping token is good for one use and a short time: if nobody of yours used it, somebody else did; make a "
      "new one";
  HashicorpClient::Ask look;
  look.method = "POST";
  look.path = "sys/wrapping/lookup";
  look.body = secret_text(body);
  look.subject = "wrapping token";
  look.anonymous = true;
  SIGNET_TRY(const Answer looked, client_.ask(std::move(look)));
  if (looked.code == 400 || looked.code == 403) {
    return client_.transport().trouble(Trouble::kExpiredLogin, "wrapping token", HashicorpClient::words_of(looked),
                                       std::string(kHint));
  }
  if (!looked.ok()) return client_.refusal(looked, "wrapping token");
  SIGNET_TRY(const json::value document, client_.transport().read_object(looked, "wrapping token"));
  const json::object* data = json::find_object(document.get_object(), "data");
  const std::string path(data == nullptr ? std::string_view() : json::string_or(*data, "creation_path"));
  if (!path.starts_with(made_by)) {
    return client_.transport().trouble(Trouble::kRefused, "wrapping token",
                                       fmt::format("it was made at {}, not below {}", path, made_by),
                                       "it may have been put in place of the right one: make a new one");
  }
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = "sys/wrapping/unwrap";
  ask.subject = "wrapping token";
  ask.repeatable = false;
  ask.token = &token;
  return client_.ask_object(std::move(ask));
}

Result<SecretString> HashicorpLogin::secret_id() {
  if (unwrapped_secret_id_) return unwrapped_secret_id_->clone();
  SecretString given = config_.secret_id.clone();
  if (given.empty() && !config_.secret_id_file.empty()) {
    SIGNET_TRY(given, read_credential_file(config_.secret_id_file, "secret id"));
    client_.transport().hide(given.expose());
  }
  if (config_.wrapped != Wrapped::kSecretId) return given;
  SIGNET_TRY(const json::value document, unwrap(given, fmt::format("auth/{}/role/", config_.mount)));
  const json::object* data = json::find_object(document.get_object(), "data");
  const std::string_view id = data == nullptr ? std::string_view() : json::string_or(*data, "secret_id");
  if (id.empty()) {
    return client_.transport().trouble(Trouble::kBadAnswer, "wrapping token", "a secret_id was expected in it");
  }
  client_.transport().hide(id);
  unwrapped_secret_id_ = SecretString(id);
  return SecretString(id);
}

Result<SecretString> HashicorpLogin::jwt() const {
  if (!config_.jwt.empty()) return config_.jwt.clone();
  // Read at each sign-in: Kubernetes replaces the file before its token expires.
  SIGNET_TRY(SecretString token, read_credential_file(config_.jwt_file, "JWT"));
  client_.transport().hide(token.expose());
  return token;
}

Result<std::pair<std::string, SecretString>> HashicorpLogin::request() {
  json::object body = secret_object();
  std::string path = fmt::format("auth/{}/login", encode_path(config_.mount));
  switch (config_.method) {
    case HashicorpMethod::kToken:
    case HashicorpMethod::kOidc:
      break;
    case HashicorpMethod::kAppRole: {
      SIGNET_TRY(const SecretString id, secret_id());
      body["role_id"] = config_.role_id;
      if (!id.empty()) body["secret_id"] = id.expose();
      break;
    }
    case HashicorpMethod::kUserpass:
    case HashicorpMethod::kLdap:
      path += "/" + percent_encode(config_.username);
      body["password"] = config_.password.expose();
      break;
    case HashicorpMethod::kKubernetes:
    case HashicorpMethod::kJwt: {
      SIGNET_TRY(const SecretString token, jwt());
      if (!config_.role.empty()) body["role"] = config_.role;
      body["jwt"] = token.expose();
      break;
    }
    case HashicorpMethod::kCertificate:
      if (!config_.role.empty()) body["name"] = config_.role;
      break;
    case HashicorpMethod::kAws: {
      SIGNET_TRY(SecretString text, aws_request());
      return std::pair(std::move(path), std::move(text));
    }
  }
  return std::pair(std::move(path), secret_text(body));
}

Result<SecretString> HashicorpLogin::aws_request() {
  SIGNET_TRY(const AwsKeys* keys, aws_.keys());
  client_.transport().hide(keys->session_token.expose());
  const std::string& region = config_.aws.region;
  http::Request request;
  request.method = "POST";
  request.url =
      region.empty() ? "https://sts.amazonaws.com/" : fmt::format("https://sts.{}.{}/", region, aws_domain_of(region));
  if (!config_.aws.sts_endpoint.empty()) request.url = config_.aws.sts_endpoint + "/";
  request.body = std::string(kCallerForm);
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded; charset=utf-8", true});
  if (!config_.aws_server_id.empty()) {
    request.headers.push_back({"X-Vault-AWS-IAM-Server-ID", config_.aws_server_id, true});
  }
  const AwsScope scope{"sts", region.empty() ? "us-east-1" : region};
  SIGNET_CHECK(aws_sign_request(request, *keys, scope, context_.now_ms()));
  json::object body = secret_object();
  if (!config_.role.empty()) body["role"] = config_.role;
  body["iam_http_request_method"] = "POST";
  body["iam_request_url"] = base64_encode(request.url);
  body["iam_request_body"] = base64_encode(kCallerForm);
  body["iam_request_headers"] = header_json(request, http::to_node_url(request.url).host);
  return secret_text(body);
}

Status HashicorpLogin::take_session(const json::object& answer) {
  const Transport& transport = client_.transport();
  const json::object* auth = json::find_object(answer, "auth");
  if (auth == nullptr) return transport.trouble(Trouble::kBadAnswer, "login", "no \"auth\" is in it");
  const std::string_view token = json::string_or(*auth, "client_token");
  if (token.empty() && json::find_object(*auth, "mfa_requirement") != nullptr) {
    return fail(ErrorCode::kUnsupported, fmt::format("{}: this login asks for a second factor", transport.service()),
                "sign in by vault login and use its token, or a method for machines such as approle");
  }
  if (token.empty() || token.size() > kMaxTokenBytes || !is_header_text(token)) {
    return transport.trouble(Trouble::kBadAnswer, "login", "no usable client_token is in it");
  }
  client_.set_token(SecretString(token));
  has_token_ = true;
  is_ours_ = true;
  is_batch_ = json::string_or(*auth, "token_type") == "batch";
  is_renewable_ = json::bool_or(*auth, "renewable", false);
  const std::int64_t seconds = read_seconds(*auth, "lease_duration");
  const std::int64_t now_ms = context_.now_ms();
  renew_ms_ = seconds == 0 ? 0 : renewal_time_ms(now_ms, seconds);
  expires_ms_ = seconds == 0 ? 0 : now_ms + seconds * 1000;
  return {};
}

bool HashicorpLogin::renew() {
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = "auth/token/renew-self";
  ask.body = SecretString("{}");
  ask.subject = "login";
  auto document = client_.ask_object(std::move(ask));
  const json::object* auth = document ? json::find_object(document->get_object(), "auth") : nullptr;
  const std::int64_t seconds = auth == nullptr ? 0 : read_seconds(*auth, "lease_duration");
  if (seconds == 0) {
    // Asked once; near its end the token is replaced by a new sign-in.
    is_renewable_ = false;
    renew_ms_ = expires_ms_;
    return false;
  }
  is_renewable_ = json::bool_or(*auth, "renewable", false);
  expires_ms_ = context_.now_ms() + seconds * 1000;
  renew_ms_ = renewal_time_ms(context_.now_ms(), seconds);
  return true;
}

bool HashicorpLogin::close() {
  if (!has_token_ || !is_ours_ || is_batch_) return false;
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = "auth/token/revoke-self";
  ask.subject = "login";
  ask.is_last_word = true;
  const auto answer = client_.ask(std::move(ask));
  has_token_ = false;
  return answer && answer->ok();
}

}  // namespace signet::vault
