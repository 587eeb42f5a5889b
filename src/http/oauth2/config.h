// What a collection says about getting an OAuth 2.0 token: Postman's parameters of the auth type "oauth2", read into
// plain values and checked. newman knows only accessToken; Postman's app gets tokens by the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/request.h"

namespace signet::http::oauth2 {

enum class Grant : std::uint8_t {
  kClientCredentials,  ///< client_credentials
  kPassword,           ///< password_credentials
  kRefreshToken,       ///< refresh_token
  kAuthorizationCode,  ///< authorization_code, authorization_code_with_pkce
  kDeviceCode,         ///< device_code (RFC 8628)
};

/// A parameter that some provider wants: tokenRequestParams, authRequestParams, refreshRequestParams.
struct Extra {
  enum class Place : std::uint8_t { kUrl, kBody, kHeader };
  std::string key;
  std::string value;
  Place place = Place::kBody;
};

struct Config {
  Grant grant = Grant::kClientCredentials;
  std::string token_url;    ///< accessTokenUrl
  std::string auth_url;     ///< authUrl
  std::string refresh_url;  ///< refreshTokenUrl; the token URL when empty
  std::string device_url;   ///< deviceAuthorizationUrl; authUrl when empty
  std::string client_id;
  std::string client_secret;
  bool secret_in_header = true;  ///< client_authentication: "header" (RFC 6749 §2.3.1) or "body"
  std::string scope;
  std::string audience;
  std::string resource;  ///< RFC 8707
  std::string username;
  std::string password;
  std::string refresh_token;
  std::string redirect_uri;
  std::string state;   ///< empty: a random one
  std::string issuer;  ///< RFC 9207; empty: the origin of the authorization URL must be the issuer's
  bool with_pkce = false;
  bool plain_challenge = false;  ///< challengeAlgorithm "plain" instead of "S256"
  std::string code_verifier;     ///< empty: a random one
  std::vector<Extra> auth_extras;
  std::vector<Extra> token_extras;
  std::vector<Extra> refresh_extras;

  /// Whether somebody has to sign in.
  [[nodiscard]] bool is_interactive() const {
    return grant == Grant::kAuthorizationCode || grant == Grant::kDeviceCode;
  }
  [[nodiscard]] const std::string& refresh_endpoint() const { return refresh_url.empty() ? token_url : refresh_url; }
  /// What must not be shown: client secret, password, refresh token, code verifier, those that are there.
  [[nodiscard]] std::vector<std::string> secrets() const;
  /// A name for this configuration that gives nothing away: equal for equal ones.
  [[nodiscard]] std::string fingerprint() const;
};

/// The configuration in `auth`, its variables resolved. Nothing when `auth` has another type, a token of its own, or no
/// grant_type: then requests are sent as newman sends them. Fails when what a grant needs is missing or wrong.
[[nodiscard]] Result<std::optional<Config>> read_config(const model::Auth& auth);

}  // namespace signet::http::oauth2
