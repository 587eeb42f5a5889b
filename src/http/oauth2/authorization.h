// The authorization code grant up to the code (RFC 6749 §4.1): the URL that the browser opens, with PKCE (RFC 7636),
// and the answer that the browser brings back, with its state and issuer checked (RFC 9207).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/oauth2/config.h"

namespace signet::http::oauth2 {

/// What one sign-in is known by.
struct SignIn {
  std::string redirect_uri;
  std::string state;
  std::string code_verifier;  ///< empty without PKCE
};

/// code_challenge for a verifier, S256 (RFC 7636 §4.2).
[[nodiscard]] Result<std::string> s256_challenge(std::string_view code_verifier);

/// A sign-in with the state and verifier of `config`, random ones where it has none.
[[nodiscard]] SignIn begin_sign_in(const Config& config, std::string redirect_uri);
/// What the browser opens.
[[nodiscard]] Result<std::string> authorization_url(const Config& config, const SignIn& sign_in);

/// The parameters of a redirect's query; nullopt when one comes twice (RFC 6749 §3.1).
[[nodiscard]] std::optional<std::map<std::string, std::string>> read_query(std::string_view query);

/// What the browser brought back.
struct Redirect {
  enum class Kind { kCode, kRefused, kForeign };
  Kind kind = Kind::kForeign;
  std::string code;  ///< of kCode
  Error error;       ///< of kRefused, and why kForeign is none of ours
};

/// Reads the query of a redirect. kForeign: another state, a doubled parameter, neither code nor error: whoever sent it
/// is not the provider's answer to this sign-in. An issuer that is not the provider's is kRefused.
[[nodiscard]] Redirect read_redirect(std::string_view query, const Config& config, const SignIn& sign_in);

}  // namespace signet::http::oauth2
