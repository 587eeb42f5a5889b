// Auth of format v1: the newer `auth` member is already v2.1; the older currentHelper names a helper whose
// helperAttributes carry other names than today's parameters.
#include <algorithm>

#include "model/javascript.h"
#include "model/v1.h"

namespace signet::model {

namespace {

struct Rename {
  std::string_view now;
  std::string_view before;
};

struct Helper {
  std::string_view name;
  std::string_view type;
  std::vector<Rename> params;
};

const std::vector<Helper>& helpers() {
  static const std::vector<Helper> kHelpers = {
      {"apikeyAuth", "apikey", {{"key", "key"}, {"value", "value"}, {"in", "in"}}},
      {"basicAuth", "basic", {{"username", "username"}, {"password", "password"}, {"saveHelperData", "saveToRequest"}}},
      {"bearerAuth", "bearer", {{"token", "token"}}},
      {"digestAuth",
       "digest",
       {{"algorithm", "algorithm"},
        {"username", "username"},
        {"realm", "realm"},
        {"password", "password"},
        {"nonce", "nonce"},
        {"nonceCount", "nonceCount"},
        {"clientNonce", "clientNonce"},
        {"opaque", "opaque"},
        {"qop", "qop"},
        {"disableRetryRequest", "disableRetryRequest"}}},
      {"oAuth1",
       "oauth1",
       {{"consumerKey", "consumerKey"},
        {"consumerSecret", "consumerSecret"},
        {"token", "token"},
        {"tokenSecret", "tokenSecret"},
        {"signatureMethod", "signatureMethod"},
        {"timestamp", "timestamp"},
        {"nonce", "nonce"},
        {"version", "version"},
        {"realm", "realm"},
        {"addParamsToHeader", "header"},
        {"autoAddParam", "auto"},
        {"addEmptyParamsToSign", "includeEmpty"}}},
      {"hawkAuth",
       "hawk",
       {{"authId", "hawk_id"},
        {"authKey", "hawk_key"},
        {"algorithm", "algorithm"},
        {"user", "user"},
        {"saveHelperData", "saveToRequest"},
        {"nonce", "nonce"},
        {"extraData", "ext"},
        {"appId", "app"},
        {"delegation", "dlg"},
        {"timestamp", "timestamp"}}},
      {"ntlmAuth",
       "ntlm",
       {{"username", "username"},
        {"password", "password"},
        {"domain", "domain"},
        {"workstation", "workstation"},
        {"disableRetryRequest", "disableRetryRequest"}}},
      {"oAuth2",
       "oauth2",
       {{"accessToken", "accessToken"},
        {"addTokenTo", "addTokenTo"},
        {"callBackUrl", "callBackUrl"},
        {"authUrl", "authUrl"},
        {"accessTokenUrl", "accessTokenUrl"},
        {"clientId", "clientId"},
        {"clientSecret", "clientSecret"},
        {"clientAuth", "clientAuth"},
        {"grantType", "grantType"},
        {"scope", "scope"},
        {"username", "username"},
        {"password", "password"},
        {"tokenType", "tokenType"},
        {"redirectUri", "redirectUri"},
        {"refreshToken", "refreshToken"}}},
      {"awsSigV4", "awsv4", {}},
  };
  return kHelpers;
}

std::string_view type_name(const json::value& value) {
  if (value.is_string()) return "string";
  if (value.is_bool()) return "boolean";
  return value.is_number() ? "number" : "any";
}

json::object param_entry(std::string_view key, const json::value& value) {
  return {{"key", key}, {"value", value}, {"type", type_name(value)}};
}

json::value with_params(std::string_view type, json::array params) {
  json::object auth{{"type", type}};
  if (!params.empty()) auth[type] = std::move(params);
  return auth;
}

/// The parameters of `auth`, whose list form may repeat a key: the last value wins, in the place of the first.
json::array current_params(const json::value* list) {
  json::object map;
  if (const auto* a = list == nullptr ? nullptr : list->if_array()) {
    for (const json::value& element : *a) {
      const auto* o = element.if_object();
      const json::value* key = o == nullptr ? nullptr : json::find(*o, "key");
      const json::value* value = o == nullptr ? nullptr : json::find(*o, "value");
      if (key != nullptr) map[javascript::to_string(*key)] = value == nullptr ? json::value() : *value;
    }
  } else if (const auto* o = list == nullptr ? nullptr : list->if_object()) {
    map = *o;
  }
  json::array params;
  for (const auto& member : map) params.push_back(param_entry(member.key(), member.value()));
  return params;
}

json::value legacy_auth(std::string_view helper_name, const json::value* attributes) {
  json::value decoded;
  if (attributes != nullptr && attributes->is_string()) {
    // Some old versions of the app export the attributes as a JSON text.
    auto result = json::parse(attributes->get_string(), "helperAttributes");
    if (!result) return nullptr;
    decoded = *std::move(result);
    attributes = &decoded;
  }
  const auto helper = std::find_if(helpers().begin(), helpers().end(),
                                   [&](const Helper& candidate) { return candidate.name == helper_name; });
  if (helper == helpers().end()) return with_params(helper_name, {});
  json::array params;
  const json::object* given = attributes == nullptr ? nullptr : attributes->if_object();
  if (given == nullptr) return with_params(helper->type, {});
  for (const Rename& rename : helper->params) {
    if (const json::value* value = json::find(*given, rename.before)) params.push_back(param_entry(rename.now, *value));
  }
  if (helper->params.empty()) {
    for (const auto& member : *given) params.push_back(param_entry(member.key(), member.value()));
  }
  if (helper->name == "basicAuth") params.push_back(param_entry("showPassword", false));
  return with_params(helper->type, std::move(params));
}

}  // namespace

json::value convert_v1_auth(const json::object& entity, bool skip_noauth) {
  const json::value* auth = json::find(entity, "auth");
  const json::value* helper = json::find(entity, "currentHelper");
  const json::value* attributes = json::find(entity, "helperAttributes");
  const bool legacy = helper != nullptr || javascript::truthy(attributes);
  if (!legacy && javascript::truthy(auth)) {
    const auto* o = auth->if_object();
    const std::string_view type = o == nullptr ? std::string_view() : json::string_or(*o, "type");
    if (type.empty() || (type == "noauth" && skip_noauth)) return nullptr;
    return with_params(type, type == "noauth" ? json::array() : current_params(json::find(*o, type)));
  }
  if (helper == nullptr || !helper->is_string() || helper->get_string().empty() || helper->get_string() == "normal") {
    return nullptr;
  }
  return legacy_auth(helper->get_string(), attributes);
}

}  // namespace signet::model
