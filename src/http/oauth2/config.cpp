#include "http/oauth2/config.h"

#include <array>

#include "base/text.h"
#include "http/auth/hash.h"
#include "http/auth/signing.h"
#include "http/url.h"

namespace signet::http::oauth2 {

namespace {

struct GrantName {
  std::string_view name;
  Grant grant;
};

constexpr std::array<GrantName, 9> kGrants = {{
    {"client_credentials", Grant::kClientCredentials},
    {"password_credentials", Grant::kPassword},
    {"password", Grant::kPassword},
    {"refresh_token", Grant::kRefreshToken},
    {"authorization_code", Grant::kAuthorizationCode},
    {"authorization_code_with_pkce", Grant::kAuthorizationCode},
    {"device_code", Grant::kDeviceCode},
    {"device_authorization", Grant::kDeviceCode},
    {"urn:ietf:params:oauth:grant-type:device_code", Grant::kDeviceCode},
}};

Error wrong(std::string message, std::string hint) {
  return fail(ErrorCode::kInvalidInput, "oauth2: " + std::move(message), std::move(hint));
}

Result<Grant> read_grant(const std::string& name) {
  std::vector<std::string_view> known;
  for (const GrantName& entry : kGrants) {
    if (entry.name == name) return entry.grant;
    known.push_back(entry.name);
  }
  if (name == "implicit") {
    return fail(
        ErrorCode::kUnsupported, "oauth2: the implicit grant is not supported",
        "RFC 9700 §2.1.2 tells not to use it; take authorization_code_with_pkce, which providers offer instead");
  }
  const std::string_view near = nearest(name, known);
  return fail(ErrorCode::kUnsupported, fmt::format("oauth2: the grant_type \"{}\" is not known", name),
              near.empty() ? "use client_credentials, password_credentials, refresh_token, authorization_code, "
                             "authorization_code_with_pkce or device_code"
                           : fmt::format("did you mean {}?", near));
}

/// Postman's lists of further parameters: [{key, value, enabled, send_as}].
std::vector<Extra> read_extras(const model::Auth& auth, const std::string& name) {
  std::vector<Extra> extras;
  const auto found = auth.values.find(name);
  const json::array* list = found == auth.values.end() ? nullptr : found->second.if_array();
  if (list == nullptr) return extras;
  for (const json::value& element : *list) {
    const json::object* o = element.if_object();
    if (o == nullptr || !json::bool_or(*o, "enabled", true)) continue;
    const json::value* value = json::find(*o, "value");
    Extra extra;
    extra.key = json::string_or(*o, "key");
    if (value != nullptr && !value->is_null()) extra.value = json::to_text(*value);
    const std::string_view place = json::string_or(*o, "send_as");
    if (place == "request_url") extra.place = Extra::Place::kUrl;
    if (place == "request_header") extra.place = Extra::Place::kHeader;
    if (!extra.key.empty()) extras.push_back(std::move(extra));
  }
  return extras;
}

Status check_url(const std::string& url, std::string_view parameter) {
  if (url.empty()) {
    return wrong(fmt::format("{} is missing", parameter),
                 "give the parameters of the provider, or put a token into accessToken");
  }
  const NodeUrl parts = to_node_url(url);
  const bool has_protocol = url.starts_with("http://") || url.starts_with("https://");
  if (!has_protocol || parts.hostname.empty() || url.find("{{") != std::string::npos) {
    return wrong(fmt::format("{} is no http or https URL", parameter),
                 "write it with its protocol, and give the variables in it a value");
  }
  return {};
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters.
bool is_code_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("-._~").find(c) != std::string_view::npos;
         });
}

Status read_pkce(const model::Auth& auth, Config& config) {
  config.with_pkce = true;
  const std::string method = to_lower(auth.get("challengeAlgorithm"));
  if (!method.empty() && method != "s256" && method != "sha-256" && method != "plain") {
    return wrong(fmt::format("the challengeAlgorithm \"{}\" is not known", method), "use S256, or plain");
  }
  config.plain_challenge = method == "plain";
  config.code_verifier = auth.get("code_verifier");
  if (config.code_verifier.empty() || is_code_verifier(config.code_verifier)) return {};
  return wrong("code_verifier breaks the rule of RFC 7636",
               "it must have 43 to 128 letters, digits and characters of -._~; leave it empty for a random one");
}

Status check(const Config& config) {
  if (config.grant == Grant::kRefreshToken) {
    if (config.refresh_token.empty()) {
      return wrong("refreshToken is missing", "the grant refresh_token needs one from an earlier sign-in");
    }
    return check_url(config.refresh_endpoint(), "refreshTokenUrl");
  }
  SIGNET_CHECK(check_url(config.token_url, "accessTokenUrl"));
  if (!config.refresh_url.empty()) SIGNET_CHECK(check_url(config.refresh_url, "refreshTokenUrl"));
  if (config.grant == Grant::kAuthorizationCode) SIGNET_CHECK(check_url(config.auth_url, "authUrl"));
  if (config.grant == Grant::kDeviceCode) {
    SIGNET_CHECK(check_url(config.device_url, "deviceAuthorizationUrl"));
  }
  if (config.client_id.empty() && config.grant != Grant::kPassword) {
    return wrong("clientId is missing", "providers give one to each application that is registered with them");
  }
  return {};
}

}  // namespace

std::vector<std::string> Config::secrets() const {
  std::vector<std::string> secrets;
  for (const std::string* secret : {&client_secret, &password, &refresh_token, &code_verifier}) {
    if (!secret->empty()) secrets.push_back(*secret);
  }
  return secrets;
}

std::string Config::fingerprint() const {
  // Each text with its length, so that no two configurations come to the same bytes.
  std::string all = fmt::format("{}{}{}{}", static_cast<int>(grant), secret_in_header, with_pkce, plain_challenge);
  const auto add = [&all](std::string_view text) { all += fmt::format("|{}:{}", text.size(), text); };
  for (const std::string* text :
       {&token_url, &auth_url, &refresh_url, &device_url, &client_id, &client_secret, &scope, &audience, &resource,
        &username, &password, &refresh_token, &redirect_uri, &state, &issuer, &code_verifier}) {
    add(*text);
  }
  for (const auto* extras : {&auth_extras, &token_extras, &refresh_extras}) {
    add(std::to_string(extras->size()));
    for (const Extra& extra : *extras) {
      add(extra.key);
      add(extra.value);
      add(std::to_string(static_cast<int>(extra.place)));
    }
  }
  auto hash = hash_hex("SHA256", all);
  wipe(all);
  return hash ? *std::move(hash) : std::string();
}

Result<std::optional<Config>> read_config(const model::Auth& auth) {
  const std::string grant_name = auth.get("grant_type");
  if (auth.type != "oauth2" || is_on(auth, "accessToken") || grant_name.empty()) return std::optional<Config>();
  Config config;
  SIGNET_TRY(config.grant, read_grant(grant_name));
  config.token_url = auth.get("accessTokenUrl");
  config.auth_url = auth.get("authUrl");
  config.refresh_url = auth.get("refreshTokenUrl");
  config.device_url = auth.get("deviceAuthorizationUrl");
  if (config.device_url.empty()) config.device_url = config.auth_url;
  config.client_id = auth.get("clientId");
  config.client_secret = auth.get("clientSecret");
  config.secret_in_header = auth.get("client_authentication") != "body";
  config.scope = auth.get("scope");
  config.audience = auth.get("audience");
  config.resource = auth.get("resource");
  config.username = auth.get("username");
  config.password = auth.get("password");
  config.refresh_token = auth.get("refreshToken");
  config.redirect_uri = auth.get("redirect_uri");
  config.state = auth.get("state");
  config.issuer = auth.get("issuer");
  if (grant_name == "authorization_code_with_pkce") SIGNET_CHECK(read_pkce(auth, config));
  config.auth_extras = read_extras(auth, "authRequestParams");
  config.token_extras = read_extras(auth, "tokenRequestParams");
  config.refresh_extras = read_extras(auth, "refreshRequestParams");
  SIGNET_CHECK(check(config));
  return std::optional<Config>(std::move(config));
}

}  // namespace signet::http::oauth2
