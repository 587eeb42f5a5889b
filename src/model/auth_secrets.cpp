#include "model/auth_secrets.h"

#include <algorithm>
#include <vector>

namespace signet::model {
namespace {

struct Type {
  std::string_view name;
  std::vector<std::string_view> plain;  ///< parameters that are no secrets
};

/// bearer has none.
const std::vector<Type>& types() {
  static const std::vector<Type> kTypes = {
      {"apikey", {"key", "in"}},
      {"asap", {"alg", "kid", "iss", "sub", "aud", "exp", "claims"}},
      {"awsv4", {"accessKey", "region", "service", "addAuthDataToQuery"}},
      {"basic", {"username", "showPassword"}},
      {"digest",
       {"username", "realm", "algorithm", "nonce", "nonceCount", "clientNonce", "opaque", "qop",
        "disableRetryRequest"}},
      {"edgegrid", {"baseURL", "headersToSign", "maxBodySize", "timestamp", "nonce"}},
      {"hawk",
       {"authId", "algorithm", "user", "nonce", "extraData", "app", "delegation", "timestamp", "includePayloadHash"}},
      {"jwt",
       {"algorithm", "isSecretBase64Encoded", "payload", "header", "addTokenTo", "headerPrefix", "queryParamKey"}},
      {"ntlm", {"username", "domain", "workstation", "disableRetryRequest"}},
      {"oauth1",
       {"consumerKey", "signatureMethod", "timestamp", "nonce", "version", "realm", "callback", "addParamsToHeader",
        "addEmptyParamsToSign", "autoAddParam", "includeBodyHash", "disableHeaderEncoding"}},
      {"oauth2",
       {"addTokenTo",
        "authUrl",
        "accessTokenUrl",
        "refreshTokenUrl",
        "deviceAuthorizationUrl",
        "redirect_uri",
        "redirectUri",
        "callBackUrl",
        "clientId",
        "client_authentication",
        "clientAuth",
        "grant_type",
        "grantType",
        "scope",
        "audience",
        "resource",
        "issuer",
        "state",
        "username",
        "useBrowser",
        "tokenName",
        "tokenType",
        "headerPrefix",
        "challengeAlgorithm"}},
  };
  return kTypes;
}

}  // namespace

bool is_secret_auth_param(std::string_view type, std::string_view key) {
  const auto known = std::find_if(types().begin(), types().end(), [&](const Type& t) { return t.name == type; });
  return known == types().end() || std::find(known->plain.begin(), known->plain.end(), key) == known->plain.end();
}

}  // namespace signet::model
