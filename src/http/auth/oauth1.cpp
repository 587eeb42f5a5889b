#include "http/auth/oauth1.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/hash.h"
#include "http/prepare.h"
#include "http/url.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

using Params = std::vector<model::Param>;

constexpr std::string_view kNonceAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::array<std::string_view, 10> kOwnParams = {
    "oauth_consumer_key", "oauth_token",     "oauth_signature_method", "oauth_timestamp", "oauth_nonce",
    "oauth_version",      "oauth_signature", "oauth_callback",         "oauth_verifier",  "oauth_body_hash"};

struct Method {
  std::string_view name;
  const char* hash;
  bool rsa;
};

constexpr std::array<Method, 6> kMethods = {{
    {"HMAC-SHA1", "SHA1", false},
    {"HMAC-SHA256", "SHA256", false},
    {"HMAC-SHA512", "SHA512", false},
    {"RSA-SHA1", "SHA1", true},
    {"RSA-SHA256", "SHA256", true},
    {"RSA-SHA512", "SHA512", true},
}};

const Method* find_method(std::string_view name) {
  const auto it = std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& m) { return m.name == name; });
  return it == kMethods.end() ? nullptr : &*it;
}

bool is_own(const model::Param& param) {
  return std::find(kOwnParams.begin(), kOwnParams.end(), param.key) != kOwnParams.end();
}

/// decodeURIComponent with "+" as a space.
std::optional<std::string> decode(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    const auto is_hex = [&](std::size_t i) {
      return i < text.size() && std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    if (!is_hex(at + 1) || !is_hex(at + 2)) return std::nullopt;
  }
  std::string decoded = percent_decode(replace_all(text, "+", " "));
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

/// RFC 5849 §3.4.1.2; Postman leaves out 80 and 443 with either scheme.
std::string base_url(const NodeUrl& url) {
  std::string host = url.host;
  if (url.port && (url.port->empty() || *url.port == "80" || *url.port == "443")) {
    host.resize(host.size() - url.port->size() - 1);
  }
  return url.protocol + "//" + to_lower(host) + url.pathname;
}

/// The hash of the body by the second part of the signature method; absent for multipart.
Result<std::optional<std::string>> body_hash(std::string_view signature_method, const Body& body) {
  if (std::holds_alternative<std::vector<Part>>(body)) return std::optional<std::string>();
  const std::vector<std::string> parts = split(signature_method, '-');
  if (parts.size() < 2 || parts[1].empty()) return std::optional<std::string>();
  Hasher hasher(parts[1].c_str());
  SIGNET_CHECK(hasher.update_body(body));
  SIGNET_TRY(const std::string digest, hasher.digest());
  return std::optional<std::string>(base64_encode(digest));
}

class OAuth1 : public Authorizer {
 public:
  OAuth1(const model::Auth& auth, const Sources& sources) : auth_(auth), sources_(sources) {}

  Status sign(Request& wire, model::Request& shown) override {
    SIGNET_CHECK(check_credentials());
    model::Body* form = form_of(shown, wire);
    remove_own(wire, shown, form);
    SIGNET_TRY(Params own, own_params(wire, form != nullptr));
    SIGNET_TRY(const std::string signature, signature_of(wire, form, own));
    const bool encodes = !wire.settings.disable_url_encoding;
    if (encodes) SIGNET_CHECK(encode_query_strictly(wire, shown));
    own.push_back(system_param("oauth_signature", signature));

    if (is_on(auth_, "addParamsToHeader")) {
      put_header(wire, shown, "Authorization", header(own));
    } else if (form != nullptr && takes_form(wire.method)) {
      form->params.insert(form->params.end(), own.begin(), own.end());
      refresh_form(wire, shown);
    } else {
      add_to_query(wire, shown, std::move(own), encodes);
    }
    return {};
  }

 private:
  [[nodiscard]] Status check_credentials() const {
    const bool rsa = to_upper(auth_.get("signatureMethod")).starts_with("RSA");
    const char* secret = rsa ? "privateKey" : "consumerSecret";
    if (is_on(auth_, "consumerKey") && is_on(auth_, secret)) return {};
    return fail(ErrorCode::kInvalidInput, fmt::format("OAuth 1.0 needs consumerKey and {}", secret),
                "set both; the request is sent unsigned");
  }

  /// The form fields when they are sent: only then do they belong to the signature (RFC 5849 §3.4.1.3.1).
  static model::Body* form_of(model::Request& shown, const Request& wire) {
    if (!shown.body || shown.body->disabled || shown.body->mode != model::BodyMode::kUrlencoded) return nullptr;
    return std::holds_alternative<std::string>(wire.body) || takes_form(wire.method) ? &*shown.body : nullptr;
  }

  /// The methods with which Postman puts the parameters into the body.
  static bool takes_form(std::string_view method) {
    return method.find("PUT") != std::string_view::npos || method.find("POST") != std::string_view::npos;
  }

  static void remove_own(Request& wire, model::Request& shown, model::Body* form) {
    std::erase_if(wire.headers, [](const Header& h) { return h.name == "Authorization"; });
    std::erase_if(shown.headers, [](const model::Param& h) { return h.key == "Authorization"; });
    if (std::erase_if(shown.url.query, is_own) > 0) refresh_url(wire, shown);
    if (form != nullptr && std::erase_if(form->params, is_own) > 0) refresh_form(wire, shown);
  }

  /// Without addEmptyParamsToSign what is blank counts as absent.
  [[nodiscard]] std::optional<std::string> text(const std::string& key) const {
    const json::value* value = param(auth_, key);
    if (value == nullptr) return std::nullopt;
    std::string out = model::javascript::to_string(*value);
    const bool blank =
        value->is_string() ? model::javascript::trim(out).empty() : !model::javascript::to_boolean(*value);
    if (blank && !is_on(auth_, "addEmptyParamsToSign")) return std::nullopt;
    return out;
  }

  [[nodiscard]] Result<Params> own_params(const Request& wire, bool has_form) const {
    std::string nonce = text_or_empty(auth_, "nonce");
    if (nonce.empty()) nonce = random_text(kNonceAlphabet, 11);
    std::string timestamp = text_or_empty(auth_, "timestamp");
    if (timestamp.empty()) timestamp = std::to_string(sources_.now_ms() / 1000);
    const bool keeps_empty = is_on(auth_, "addEmptyParamsToSign");
    const auto kept = [&](std::string value) {
      return !keeps_empty && model::javascript::trim(value).empty() ? std::nullopt
                                                                    : std::optional<std::string>(std::move(value));
    };
    Params params = {system_param("oauth_consumer_key", text("consumerKey")),
                     system_param("oauth_token", text("token")),
                     system_param("oauth_signature_method", text("signatureMethod")),
                     system_param("oauth_timestamp", kept(std::move(timestamp))),
                     system_param("oauth_nonce", kept(std::move(nonce))),
                     system_param("oauth_version", text("version"))};
    if (!keeps_empty) std::erase_if(params, [](const model::Param& p) { return p.value.value_or("").empty(); });
    // The extensions go along only when they say something, so that servers without them do not stumble.
    if (!has_form && is_on(auth_, "includeBodyHash")) {
      SIGNET_TRY(const std::optional<std::string> hash, body_hash(auth_.get("signatureMethod"), wire.body));
      if (hash) params.push_back(system_param("oauth_body_hash", *hash));
    }
    for (const auto& [key, name] : {std::pair("callback", "oauth_callback"), std::pair("verifier", "oauth_verifier")}) {
      const std::optional<std::string> value = text(key);
      if (value && !value->empty()) params.push_back(system_param(name, *value));
    }
    return params;
  }

  [[nodiscard]] Result<std::string> signature_of(const Request& wire, const model::Body* form,
                                                 const Params& own) const {
    const NodeUrl url = url_to_sign(wire);
    OAuth1Input input;
    input.signature_method = text("signatureMethod").value_or("");
    if (input.signature_method.empty()) input.signature_method = "HMAC-SHA1";
    input.method = wire.method;
    input.url = base_url(url);
    SIGNET_TRY(input.params, oauth1_decode_form(url.search ? std::string_view(*url.search).substr(1) : ""));
    input.params.insert(input.params.end(), own.begin(), own.end());
    if (form != nullptr) {
      std::copy_if(form->params.begin(), form->params.end(), std::back_inserter(input.params),
                   [](const model::Param& p) { return !p.disabled; });
    }
    // An absent method is signed as HMAC-SHA1, though it is not sent (node-oauth1 SignatureMethod.sign).
    const auto method = std::find_if(input.params.begin(), input.params.end(),
                                     [](const model::Param& p) { return p.key == "oauth_signature_method"; });
    if (method == input.params.end()) {
      input.params.push_back(system_param("oauth_signature_method", input.signature_method));
    } else if (method->value.value_or("").empty()) {
      method->value = input.signature_method;
    }
    input.consumer_secret = text("consumerSecret").value_or("");
    input.token_secret = text("tokenSecret").value_or("");
    input.private_key = text("privateKey").value_or("");
    return oauth1_signature(input);
  }

  /// RFC 5849 §3.6 encodes more characters than Postman's URLs do.
  static Status encode_query_strictly(Request& wire, model::Request& shown) {
    const NodeUrl url = url_to_sign(wire);
    if (!url.search || url.search->size() < 2) return {};
    SIGNET_TRY(Params params, oauth1_decode_form(std::string_view(*url.search).substr(1)));
    for (model::Param& param : params) {
      param.key = percent_encode(param.key);
      if (param.value) param.value = percent_encode(*param.value);
    }
    shown.url.query = std::move(params);
    refresh_url(wire, shown);
    return {};
  }

  [[nodiscard]] std::string header(const Params& own) const {
    const bool encodes = !is_on(auth_, "disableHeaderEncoding");
    const auto quoted = [encodes](std::string_view name, std::string_view value) {
      return fmt::format("{}=\"{}\"", name, encodes ? percent_encode(value) : std::string(value));
    };
    std::vector<std::string> fields;
    const std::string realm = text("realm").value_or("");
    if (!model::javascript::trim(realm).empty()) fields.push_back(quoted("realm", realm));
    for (const model::Param& param : own) {
      const std::string value = param.value.value_or("");
      if (!value.empty()) fields.push_back(quoted(param.key, model::javascript::trim(value)));
    }
    return "OAuth " + join(fields, ",");
  }

  static void add_to_query(Request& wire, model::Request& shown, Params own, bool encodes) {
    for (model::Param& param : own) {
      if (encodes && param.value) param.value = percent_encode(*param.value);
      shown.url.query.push_back(std::move(param));
    }
    refresh_url(wire, shown);
  }

  model::Auth auth_;
  Sources sources_;
};

}  // namespace

std::string oauth1_base_string(const OAuth1Input& input) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const model::Param& param : input.params) {
    if (param.key == "oauth_signature") continue;
    encoded.emplace_back(percent_encode(param.key), percent_encode(param.value.value_or("")));
  }
  std::stable_sort(encoded.begin(), encoded.end());
  std::string pairs;
  for (const auto& [key, value] : encoded) pairs += fmt::format("{}{}={}", pairs.empty() ? "" : "&", key, value);
  return fmt::format("{}&{}&{}", percent_encode(to_upper(input.method)), percent_encode(input.url),
                     percent_encode(pairs));
}

Result<std::string> oauth1_signature(const OAuth1Input& input) {
  std::string_view name = input.signature_method;
  if (name.ends_with("-Accessor")) name.remove_suffix(9);  // a second name of each method in node-oauth1
  const std::string secrets = percent_encode(input.consumer_secret) + "&" + percent_encode(input.token_secret);
  if (name == "PLAINTEXT") return secrets;
  const Method* method = find_method(name);
  if (method == nullptr) {
    return fail(ErrorCode::kUnsupported, "Unsupported signature method",
                fmt::format("\"{}\" is none of HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, RSA-SHA1, RSA-SHA256, RSA-SHA512 "
                            "and PLAINTEXT",
                            input.signature_method));
  }
  const std::string base = oauth1_base_string(input);
  if (!method->rsa) {
    SIGNET_TRY(const std::string mac, hmac(method->hash, secrets, base));
    return base64_encode(mac);
  }
  SIGNET_TRY(const PrivateKey key, PrivateKey::from_pem(input.private_key));
  if (key.kind() != KeyKind::kRsa) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} needs an RSA key", name),
                "the private key is of another kind");
  }
  SIGNET_TRY(const std::string signature, key.sign(Scheme::kPkcs1, method->hash, base));
  return base64_encode(signature);
}

Result<Params> oauth1_decode_form(std::string_view text) {
  Params params;
  for (const std::string& field : split(text, '&')) {
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    const std::optional<std::string> key = decode(std::string_view(field).substr(0, equals));
    std::optional<std::string> value;
    const bool has_value = equals != std::string::npos;
    if (has_value) value = decode(std::string_view(field).substr(equals + 1));
    if (!key || (has_value && !value)) {
      return fail(ErrorCode::kInvalidInput, "URI malformed",
                  "a percent sign in the query must be followed by two hex digits, and the text be UTF-8: write %25");
    }
    params.emplace_back();
    params.back().key = *key;
    params.back().value = std::move(value);
  }
  return params;
}

std::unique_ptr<Authorizer> make_oauth1(const model::Auth& auth, const Sources& sources) {
  return std::make_unique<OAuth1>(auth, sources);
}

}  // namespace signet::http
