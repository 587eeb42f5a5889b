#include "http/auth/asap.h"

#include <algorithm>
#include <cctype>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/jws.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

constexpr std::int64_t kDefaultExpirySeconds = 3600;

/// parseInt(value, 10); 0 when it is no number, which Postman takes as absent.
double parse_int(const json::value& value) {
  const std::string text = model::javascript::to_string(value);
  std::string_view rest = model::javascript::trim(text);
  const std::size_t sign = rest.starts_with('-') || rest.starts_with('+') ? 1 : 0;
  const std::size_t end = std::min(rest.find_first_not_of("0123456789", sign), rest.size());
  return end == sign ? 0 : model::javascript::to_number(rest.substr(0, end));
}

Error unparsable_key() {
  return fail(ErrorCode::kInvalidInput, "Failed to parse private key.",
              "give a PKCS#8 key in PEM, or a data URI: data:application/pkcs8;kid=KEY-ID;base64,...");
}

/// decodeURIComponent: an escape that is not whole is an error.
std::optional<std::string> decode_uri(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const auto is_hex = [&](std::size_t i) {
      return i < text.size() && std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    if (!is_hex(at + 1) || !is_hex(at + 2)) return std::nullopt;
  }
  return percent_decode(text);
}

std::string as_pem(std::string_view base64) {
  return fmt::format("-----BEGIN PRIVATE KEY-----{}-----END PRIVATE KEY-----", base64);
}

/// The key as PKCS#8 PEM: given so, or as a data URI that names the same key id, maybe in quotes or percent-encoded.
Result<std::string> read_key(std::string text, std::string_view key_id) {
  std::erase(text, '\n');
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const std::optional<std::string> decoded = decode_uri(text);
  if (!decoded) return unparsable_key();
  std::string_view rest = *decoded;
  if (!rest.starts_with("data:")) return *decoded;
  constexpr std::string_view kStart = "data:application/pkcs8;kid=";
  constexpr std::string_view kMiddle = ";base64,";
  const std::size_t middle = rest.find(kMiddle);
  if (!rest.starts_with(kStart) || middle == std::string_view::npos || middle < kStart.size()) return unparsable_key();
  if (rest.substr(kStart.size(), middle - kStart.size()) != key_id) return unparsable_key();
  return as_pem(rest.substr(middle + kMiddle.size()));
}

class Asap : public Authorizer {
 public:
  Asap(const model::Auth& auth, const Sources& sources) : auth_(auth), sources_(sources) {}

  Status sign(Request& wire, model::Request& shown) override {
    SIGNET_TRY(const json::object given, read_claims());
    const json::value* key_id = claim_or_param(given, "kid");
    SIGNET_TRY(const json::object claims, complete(given));
    const json::value* key = param(auth_, "privateKey");
    if (key_id == nullptr || !model::javascript::truthy(key)) return missing("kid or privateKey");
    std::string algorithm = text_or_empty(auth_, "alg");
    if (algorithm.empty()) algorithm = "RS256";
    if (!is_key_algorithm(algorithm)) {
      return fail(ErrorCode::kInvalidInput, "invalid algorithm",
                  "ASAP signs with a private key: RS, PS or ES with 256, 384 or 512");
    }
    if (!key->is_string()) return fail(ErrorCode::kInvalidInput, "privateKey must be a string", "give it in PEM");
    SIGNET_TRY(const std::string pem, read_key(std::string(key->get_string()), model::javascript::to_string(*key_id)));
    json::object header;
    header["alg"] = algorithm;
    header["kid"] = *key_id;
    SIGNET_TRY(const std::string token, jws_with_key(algorithm, header, claims, pem));
    put_header(wire, shown, "Authorization", "Bearer " + token);
    return {};
  }

 private:
  static Error missing(std::string_view what) {
    return fail(ErrorCode::kInvalidInput, "One or more of required claims missing",
                fmt::format("set {}; the request is sent unsigned", what));
  }

  [[nodiscard]] Result<json::object> read_claims() const {
    const json::value* value = param(auth_, "claims");
    if (!model::javascript::truthy(value)) return json::object();
    json::value claims = *value;
    if (const auto* text = value->if_string()) {
      Result<json::value> parsed = json::parse(model::javascript::trim(*text), "claims");
      if (!parsed) return with_context(std::move(parsed).error(), "Failed to parse claims");
      claims = *std::move(parsed);
    }
    if (!claims.is_object()) {
      return fail(ErrorCode::kInvalidInput, "JWT Claims Set MUST be an object", "give the claims as a JSON object");
    }
    return std::move(claims.get_object());
  }

  /// The claim, else the parameter; null when neither is truthy.
  [[nodiscard]] const json::value* claim_or_param(const json::object& claims, std::string_view name) const {
    const json::value* claim = json::find(claims, name);
    if (model::javascript::truthy(claim)) return claim;
    const json::value* value = param(auth_, std::string(name));
    return model::javascript::truthy(value) ? value : nullptr;
  }

  /// The claims with those that ASAP wants: present ones stay where they stand, the others come behind in this order.
  [[nodiscard]] Result<json::object> complete(const json::object& given) const {
    const json::value* issuer = claim_or_param(given, "iss");
    const json::value* audience = claim_or_param(given, "aud");
    if (issuer == nullptr || audience == nullptr) return missing("iss and aud");
    const json::value* subject = claim_or_param(given, "sub");
    const json::value* issued = json::find(given, "iat");
    const json::value* token_id = json::find(given, "jti");
    const std::int64_t now = sources_.now_ms() / 1000;
    json::object claims = given;
    claims["iat"] = model::javascript::truthy(issued) ? *issued : json::value(now);
    claims["iss"] = *issuer;
    claims["sub"] = subject != nullptr ? *subject : *issuer;
    claims["jti"] = model::javascript::truthy(token_id) ? *token_id : json::value(sources_.uuid());
    claims["aud"] = *audience;
    claims["exp"] = model::javascript::number_value(expiry(given, now));
    return claims;
  }

  /// The claim is a point in time, the parameter a number of seconds from now.
  [[nodiscard]] double expiry(const json::object& given, std::int64_t now) const {
    const json::value* claim = json::find(given, "exp");
    if (const double at = model::javascript::truthy(claim) ? parse_int(*claim) : 0; at != 0) return at;
    const json::value* seconds = param(auth_, "exp");
    const double span = model::javascript::truthy(seconds) ? parse_int(*seconds) : 0;
    return static_cast<double>(now) + (span != 0 ? span : static_cast<double>(kDefaultExpirySeconds));
  }

  model::Auth auth_;
  Sources sources_;
};

}  // namespace

std::unique_ptr<Authorizer> make_asap(const model::Auth& auth, const Sources& sources) {
  return std::make_unique<Asap>(auth, sources);
}

}  // namespace signet::http
