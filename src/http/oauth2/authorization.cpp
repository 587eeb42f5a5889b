#include "http/oauth2/authorization.h"

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "http/auth/hash.h"
#include "http/auth/signing.h"
#include "http/oauth2/token.h"
#include "http/url.h"

namespace signet::http::oauth2 {

namespace {

constexpr std::size_t kStateBytes = 16;
constexpr std::size_t kVerifierBytes = 32;  // RFC 7636 §4.1

std::string origin(const NodeUrl& url) {
  const bool is_default = !url.port || url.port->empty() || (url.protocol == "https:" && *url.port == "443") ||
                          (url.protocol == "http:" && *url.port == "80");
  return url.protocol + "//" + url.hostname + (is_default ? std::string() : ":" + *url.port);
}

/// RFC 9207 §2.4. Without metadata of the provider its name is not known, but its origin is.
bool is_issuer(const std::string& issuer, const Config& config) {
  if (!config.issuer.empty()) return issuer == config.issuer;
  return origin(to_node_url(issuer)) == origin(to_node_url(config.auth_url));
}

Redirect foreign(std::string message) {
  return {Redirect::Kind::kForeign, {}, fail(ErrorCode::kInvalidInput, std::move(message))};
}

}  // namespace

Result<std::string> s256_challenge(std::string_view code_verifier) {
  Hasher hasher("SHA256");
  hasher.update(code_verifier);
  SIGNET_TRY(const std::string digest, hasher.digest());
  return base64url_encode(digest);
}

SignIn begin_sign_in(const Config& config, std::string redirect_uri) {
  SignIn sign_in;
  sign_in.redirect_uri = std::move(redirect_uri);
  sign_in.state = config.state.empty() ? base64url_encode(random_bytes(kStateBytes)) : config.state;
  if (!config.with_pkce) return sign_in;
  sign_in.code_verifier =
      config.code_verifier.empty() ? base64url_encode(random_bytes(kVerifierBytes)) : config.code_verifier;
  return sign_in;
}

Result<std::string> authorization_url(const Config& config, const SignIn& sign_in) {
  Form form = {{"response_type", "code"},
               {"client_id", config.client_id},
               {"redirect_uri", sign_in.redirect_uri},
               {"state", sign_in.state}};
  const auto add = [&form](std::string key, const std::string& value) {
    if (!value.empty()) form.emplace_back(std::move(key), value);
  };
  add("scope", config.scope);
  add("audience", config.audience);
  add("resource", config.resource);
  if (config.with_pkce) {
    std::string challenge = sign_in.code_verifier;
    if (!config.plain_challenge) {
      SIGNET_TRY(challenge, s256_challenge(sign_in.code_verifier));
    }
    add("code_challenge", challenge);
    add("code_challenge_method", config.plain_challenge ? "plain" : "S256");
  }
  for (const Extra& extra : config.auth_extras) add(extra.key, extra.value);
  NodeUrl url = to_node_url(config.auth_url);
  url.hash.reset();
  const bool has_query = url.search && url.search->size() > 1;
  url.search = (has_query ? *url.search + "&" : std::string("?")) + encode_form(form);
  return url.href();
}

std::optional<std::map<std::string, std::string>> read_query(std::string_view query) {
  std::map<std::string, std::string> parameters;
  for (const std::string& part : split(query, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const auto decoded = [](std::string_view text) { return percent_decode(replace_all(text, "+", " ")); };
    const std::string value = equals < part.size() ? part.substr(equals + 1) : std::string();
    if (!parameters.emplace(decoded(part.substr(0, equals)), decoded(value)).second) return std::nullopt;
  }
  return parameters;
}

Redirect read_redirect(std::string_view query, const Config& config, const SignIn& sign_in) {
  const auto parameters = read_query(query);
  if (!parameters) return foreign("a parameter came twice");
  const auto value = [&parameters](const std::string& key) {
    const auto found = parameters->find(key);
    return found == parameters->end() ? std::string() : found->second;
  };
  if (value("state") != sign_in.state) return foreign("its state is not the one of this sign-in");
  if (const std::string issuer = value("iss"); !issuer.empty() && !is_issuer(issuer, config)) {
    return {Redirect::Kind::kRefused,
            {},
            fail(ErrorCode::kInvalidInput,
                 fmt::format("oauth2: the sign-in was answered by {}, not by the provider of authUrl",
                             printable(issuer, 100)),
                 "if that is the provider's own issuer identifier, set the parameter issuer to it")};
  }
  if (const std::string error = value("error"); !error.empty()) {
    Answer answer;
    answer.error = printable(error, 60);
    answer.members["error_description"] = value("error_description");
    return {Redirect::Kind::kRefused, {}, refusal(answer, config, config.auth_url)};
  }
  if (value("code").empty()) return foreign("it holds no code");
  return {Redirect::Kind::kCode, value("code"), {}};
}

}  // namespace signet::http::oauth2
