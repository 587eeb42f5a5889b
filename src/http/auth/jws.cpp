#include "http/auth/jws.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/signing.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

struct Algorithm {
  std::string_view name;
  const char* hash;
  Scheme scheme;
  std::string_view curve;        ///< by its OpenSSL name, for ECDSA
  std::string_view curve_shown;  ///< by its JOSE name
};

constexpr std::array<Algorithm, 9> kAlgorithms = {{
    {"RS256", "SHA256", Scheme::kPkcs1, "", ""},
    {"RS384", "SHA384", Scheme::kPkcs1, "", ""},
    {"RS512", "SHA512", Scheme::kPkcs1, "", ""},
    {"PS256", "SHA256", Scheme::kPss, "", ""},
    {"PS384", "SHA384", Scheme::kPss, "", ""},
    {"PS512", "SHA512", Scheme::kPss, "", ""},
    {"ES256", "SHA256", Scheme::kEcdsa, "prime256v1", "P-256"},
    {"ES384", "SHA384", Scheme::kEcdsa, "secp384r1", "P-384"},
    {"ES512", "SHA512", Scheme::kEcdsa, "secp521r1", "P-521"},
}};

constexpr int kMinRsaBits = 2048;  // RFC 7518 §3.3
constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";

const Algorithm* find_algorithm(std::string_view name) {
  const auto it =
      std::find_if(kAlgorithms.begin(), kAlgorithms.end(), [&](const Algorithm& a) { return a.name == name; });
  return it == kAlgorithms.end() ? nullptr : &*it;
}

const char* hmac_hash(std::string_view name) {
  if (name == "HS256") return "SHA256";
  if (name == "HS384") return "SHA384";
  if (name == "HS512") return "SHA512";
  return nullptr;
}

Error wrong_input(std::string message, std::string hint) {
  return fail(ErrorCode::kInvalidInput, std::move(message), std::move(hint));
}

/// RFC 7515 §4.1.11: an extension named as critical must be one that this signer knows, and there is none but b64,
/// which a JWT may not switch off (RFC 7797 §7).
Status check_critical(const json::object& header) {
  const json::value* critical = json::find(header, "crit");
  if (critical == nullptr) return {};
  const json::array* names = critical->if_array();
  if (names == nullptr || names->empty()) {
    return wrong_input("\"crit\" (Critical) Header Parameter MUST be an array of non-empty strings when present",
                       "correct it, or leave it out");
  }
  for (const json::value& name : *names) {
    if (name != json::value("b64")) {
      return wrong_input("\"crit\" names a Header Parameter that is not recognized", "leave it out; only b64 is known");
    }
    const json::value* plain = json::find(header, "b64");
    if (plain == nullptr || *plain != json::value(true)) {
      return wrong_input("JWTs MUST NOT use unencoded payload", "set b64 to true, or leave it and crit out");
    }
  }
  return {};
}

Result<std::string> signing_input(const json::object& header, const json::value& payload) {
  if (!payload.is_object()) {
    return wrong_input("JWT Claims Set MUST be an object", "give the payload as a JSON object");
  }
  SIGNET_CHECK(check_critical(header));
  return base64url_encode(model::javascript::stringify(header)) + "." +
         base64url_encode(model::javascript::stringify(payload));
}

Result<PrivateKey> read_pkcs8(std::string_view text) {
  if (!text.starts_with(kBegin)) {
    return wrong_input(
        "\"pkcs8\" must be PKCS#8 formatted string",
        "the key must begin with -----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt converts it");
  }
  const std::string base64 = replace_all(replace_all(text, kBegin, ""), kEnd, "");
  const std::optional<std::string> der = base64_decode(base64);
  if (!der) return wrong_input("the private key is no base64 text", "copy it whole, without changes");
  return PrivateKey::from_der(*der);
}

Status check_key(const PrivateKey& key, const Algorithm& algorithm) {
  const KeyKind kind = key.kind();
  if (algorithm.scheme == Scheme::kEcdsa) {
    if (kind != KeyKind::kEc) {
      return wrong_input("Invalid key for this operation, its asymmetricKeyType must be ec",
                         fmt::format("{} signs with an elliptic curve key", algorithm.name));
    }
    if (key.curve() != algorithm.curve) {
      return wrong_input(
          fmt::format("Invalid key curve for the algorithm, its curve must be {}", algorithm.curve_shown),
          fmt::format("the key's curve is {}", key.curve()));
    }
    return {};
  }
  if (kind != KeyKind::kRsa && !(kind == KeyKind::kRsaPss && algorithm.scheme == Scheme::kPss)) {
    return wrong_input("Invalid key for this operation, its asymmetricKeyType must be rsa",
                       fmt::format("{} signs with an RSA key", algorithm.name));
  }
  if (key.bits() < kMinRsaBits) {
    return wrong_input(fmt::format("{} requires key modulusLength to be 2048 bits or larger", algorithm.name),
                       fmt::format("the key has {} bits", key.bits()));
  }
  return {};
}

}  // namespace

bool is_hmac_algorithm(std::string_view algorithm) {
  return hmac_hash(algorithm) != nullptr;
}

bool is_key_algorithm(std::string_view algorithm) {
  return find_algorithm(algorithm) != nullptr;
}

Result<std::string> jws_with_secret(std::string_view algorithm, const json::object& header, const json::value& payload,
                                    std::string_view secret) {
  const char* hash = hmac_hash(algorithm);
  if (hash == nullptr) return wrong_input("invalid algorithm", "use HS256, HS384 or HS512");
  SIGNET_TRY(const std::string input, signing_input(header, payload));
  SIGNET_TRY(const std::string mac, hmac(hash, secret, input));
  return input + "." + base64url_encode(mac);
}

Result<std::string> jws_with_key(std::string_view algorithm, const json::object& header, const json::value& payload,
                                 std::string_view pkcs8) {
  const Algorithm* known = find_algorithm(algorithm);
  if (known == nullptr) return wrong_input("invalid algorithm", "use RS, PS or ES with 256, 384 or 512");
  SIGNET_TRY(const PrivateKey key, read_pkcs8(pkcs8));
  return jws_with_signer(header, payload, [&](std::string_view input) -> Result<std::string> {
    SIGNET_CHECK(check_key(key, *known));
    return key.sign(known->scheme, known->hash, input);
  });
}

Result<std::string> jws_with_signer(const json::object& header, const json::value& payload,
                                    const std::function<Result<std::string>(std::string_view)>& sign) {
  SIGNET_TRY(const std::string input, signing_input(header, payload));
  SIGNET_TRY(const std::string signature, sign(input));
  return input + "." + base64url_encode(signature);
}

}  // namespace signet::http
