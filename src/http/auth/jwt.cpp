#include "http/auth/jwt.h"

#include "base/encoding.h"
#include "http/auth/apply.h"
#include "http/auth/jws.h"
#include "http/auth/signing.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

/// A parameter that holds JSON, or JSON as text; empty text is `fallback`.
Result<json::value> json_param(const json::value* value, const char* name, const json::value& fallback) {
  if (value == nullptr) return json::value(nullptr);
  const auto* text = value->if_string();
  if (text == nullptr) return *value;
  const std::string_view trimmed = model::javascript::trim(*text);
  if (trimmed.empty()) return fallback;
  return json::parse(trimmed, name);
}

class Jwt : public Authorizer {
 public:
  explicit Jwt(const model::Auth& auth) : auth_(auth) {}

  Status sign(Request& wire, model::Request& shown) override {
    SIGNET_TRY(const std::string token, make_token());
    const std::string place = text_or_empty(auth_, "addTokenTo");
    if (place.empty() || place == "header") {
      put_header(wire, shown, "Authorization", prefix() + token);
    } else if (place == "queryParam") {
      const std::string key = text_or_empty(auth_, "queryParamKey");
      put_query(wire, shown, key.empty() ? "token" : key, token);
    }
    return {};
  }

 private:
  [[nodiscard]] Result<std::string> make_token() const {
    const std::string algorithm = auth_.get("algorithm");
    const bool shared = is_hmac_algorithm(algorithm);
    if (!shared && !is_key_algorithm(algorithm)) {
      return fail(ErrorCode::kInvalidInput, "invalid algorithm",
                  "use HS, RS, PS or ES with 256, 384 or 512, such as HS256; the request is sent unsigned");
    }
    const json::value* key = param(auth_, shared ? "secret" : "privateKey");
    if (key == nullptr || !key->is_string() || key->get_string().empty()) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("Invalid {} key. Enter a valid key.", shared ? "secret" : "private"),
                  fmt::format("{} signs with \"{}\"; the request is sent unsigned", algorithm,
                              shared ? "secret" : "privateKey"));
    }
    SIGNET_TRY(json::object header, header_for(algorithm));
    SIGNET_TRY(const json::value payload, json_param(param(auth_, "payload"), "JWT payload", json::object()));
    const std::string_view text = key->get_string();
    if (!shared) return jws_with_key(algorithm, header, payload, text);
    // Buffer.from(secret, "base64"), which the first "=" ends.
    const std::string secret = is_on(auth_, "isSecretBase64Encoded")
                                   ? base64_decode_lenient(text.substr(0, text.find('=')))
                                   : std::string(text);
    return jws_with_secret(algorithm, header, payload, secret);
  }

  /// The algorithm of the parameters wins over the one in the header.
  [[nodiscard]] Result<json::object> header_for(std::string_view algorithm) const {
    SIGNET_TRY(json::value value, json_param(param(auth_, "header"), "JWT header", json::object()));
    if (!model::javascript::to_boolean(value)) value = json::object();
    if (!value.is_object()) {
      return fail(ErrorCode::kInvalidInput, "the JWT header is no JSON object", R"(write it like {"typ":"JWT"})");
    }
    json::object header = std::move(value.get_object());
    header["alg"] = algorithm;
    return header;
  }

  /// Absent means Bearer; empty means none.
  [[nodiscard]] std::string prefix() const {
    const json::value* prefix = param(auth_, "headerPrefix");
    if (prefix == nullptr) return "Bearer ";
    return model::javascript::to_boolean(*prefix) ? model::javascript::to_string(*prefix) + " " : std::string();
  }

  model::Auth auth_;
};

}  // namespace

std::unique_ptr<Authorizer> make_jwt(const model::Auth& auth) {
  return std::make_unique<Jwt>(auth);
}

}  // namespace signet::http
