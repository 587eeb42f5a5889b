#include "model/import/openapi_auth.h"

#include <fmt/format.h>

#include "base/text.h"

namespace signet::model::openapi {
namespace {

constexpr std::string_view kSecret = "secret";
constexpr std::string_view kPlain = "default";

/// {"type": type, type: [{"key", "value", "type": "string"} ...]}
json::value auth_of(std::string_view type, const std::vector<std::pair<std::string_view, std::string>>& params) {
  json::array list;
  for (const auto& [key, value] : params) {
    json::object param = key_value(key, value);
    param["type"] = "string";
    list.push_back(std::move(param));
  }
  json::object auth{{"type", type}};
  auth[type] = std::move(list);
  return auth;
}

/// A flow of OAuth 2.0 by its name in Postman, the safest first. The implicit one is refused (RFC 9700 §2.1.2).
struct Flow {
  std::string_view name;
  std::string_view grant;
};
constexpr Flow kFlows[] = {{"authorizationCode", "authorization_code_with_pkce"},
                           {"clientCredentials", "client_credentials"},
                           {"deviceAuthorization", "device_code"},
                           {"password", "password_credentials"}};

}  // namespace

void SecuritySchemes::leave_out(std::string_view name, std::string_view why) {
  notices_.add(fmt::format("The security scheme {} was left out: {}.", in_quotes(name), why));
}

Security SecuritySchemes::of(const json::object& owner) {
  static const json::object kNone{{"type", "noauth"}};
  const json::array* alternatives = json::find_array(owner, "security");
  if (alternatives == nullptr) return {};
  for (const json::value& alternative : *alternatives) {
    const auto* schemes = alternative.if_object();
    if (schemes == nullptr || schemes->empty()) continue;
    Security security;
    bool is_whole = true;
    for (const auto& member : *schemes) is_whole = add(member.key(), member.value(), security) && is_whole;
    if (!is_whole) continue;
    if (security.auth.is_null()) security.auth = kNone;  // a cookie alone
    return security;
  }
  Security none;
  none.auth = kNone;
  return none;
}

bool SecuritySchemes::add(std::string_view name, const json::value& scopes, Security& security) {
  const json::object& schemes = object_in(object_in(document_, "components"), "securitySchemes");
  const json::object* scheme = references_.object(json::find(schemes, name));
  if (scheme == nullptr) {
    leave_out(name, "the document does not describe it");
    return false;
  }
  const std::string_view type = json::string_or(*scheme, "type");
  if (type == "apiKey") return add_key(name, *scheme, security);
  json::value auth;
  if (type == "http") {
    auth = http(name, *scheme);
  } else if (type == "oauth2") {
    auth = oauth2(name, *scheme, scopes);
  } else if (type == "mutualTLS") {
    leave_out(name, "it wants a client certificate, which the settings of requests have");
  } else {
    leave_out(name, "it is of a kind that requests do not have");
  }
  if (auth.is_null()) return false;
  if (!security.auth.is_null()) {
    leave_out(name, "a request has one authorization, and it is asked for beside another");
    return true;
  }
  security.auth = std::move(auth);
  return true;
}

bool SecuritySchemes::add_key(std::string_view name, const json::object& scheme, Security& security) {
  const std::string_view place = json::string_or(scheme, "in");
  const std::string_view key = json::string_or(scheme, "name");
  if (key.empty() || (place != "header" && place != "query" && place != "cookie")) {
    leave_out(name, "it does not say where the key goes");
    return false;
  }
  const std::string value = variables_.ask_for(name, kSecret, json::string_or(scheme, "description"));
  if (place == "cookie") {
    security.headers.push_back(key_value("Cookie", fmt::format("{}={}", key, value)));
  } else if (security.auth.is_null()) {
    security.auth = auth_of("apikey", {{"key", std::string(key)}, {"value", value}, {"in", std::string(place)}});
  } else {
    (place == "query" ? security.query : security.headers).push_back(key_value(key, value));
  }
  return true;
}

json::value SecuritySchemes::http(std::string_view name, const json::object& scheme) {
  const std::string kind = to_lower(json::string_or(scheme, "scheme"));
  const std::string_view description = json::string_or(scheme, "description");
  if (kind == "bearer") return auth_of("bearer", {{"token", variables_.ask_for(name, kSecret, description)}});
  if (kind == "basic" || kind == "digest") {
    return auth_of(kind, {{"username", variables_.ask_for(fmt::format("{}_username", name), kPlain, description)},
                          {"password", variables_.ask_for(fmt::format("{}_password", name), kSecret, description)}});
  }
  leave_out(name, "its HTTP scheme is not known");
  return nullptr;
}

json::value SecuritySchemes::oauth2(std::string_view name, const json::object& scheme, const json::value& scopes) {
  const json::object& flows = object_in(scheme, "flows");
  for (const auto& [flow_name, grant] : kFlows) {
    const json::object* flow = json::find_object(flows, flow_name);
    if (flow == nullptr) continue;
    std::vector<std::string> asked;
    if (const auto* list = scopes.if_array()) {
      for (const json::value& scope : *list) {
        if (scope.is_string()) asked.emplace_back(scope.get_string());
      }
    }
    std::vector<std::pair<std::string_view, std::string>> params{
        {"grant_type", std::string(grant)},
        {"accessTokenUrl", std::string(json::string_or(*flow, "tokenUrl"))},
        {"clientId", variables_.ask_for(fmt::format("{}_client_id", name), kPlain)},
        {"clientSecret", variables_.ask_for(fmt::format("{}_client_secret", name), kSecret)},
        {"scope", join(asked, " ")},
        {"addTokenTo", "header"}};
    if (flow->contains("authorizationUrl")) {
      params.emplace_back("authUrl", json::string_or(*flow, "authorizationUrl"));
    }
    if (flow->contains("deviceAuthorizationUrl")) {
      params.emplace_back("deviceAuthorizationUrl", json::string_or(*flow, "deviceAuthorizationUrl"));
    }
    if (grant == "password_credentials") {
      params.emplace_back("username", variables_.ask_for(fmt::format("{}_username", name), kPlain));
      params.emplace_back("password", variables_.ask_for(fmt::format("{}_password", name), kSecret));
    }
    return auth_of("oauth2", params);
  }
  leave_out(name, flows.contains("implicit") ? "the implicit grant is not safe (RFC 9700)" : "it has no known flow");
  return nullptr;
}

}  // namespace signet::model::openapi
