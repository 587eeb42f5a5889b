#include "http/auth/digest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/ids.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/hash.h"
#include "http/url.h"

namespace signet::http {

namespace {

constexpr std::string_view kFirstCount = "00000001";

/// The OpenSSL name of the hash under an algorithm of RFC 7616, or null.
const char* hash_of(std::string_view algorithm) {
  if (algorithm.ends_with("-sess")) algorithm.remove_suffix(5);
  if (algorithm == "MD5") return "MD5";
  if (algorithm == "SHA-256") return "SHA256";
  if (algorithm == "SHA-512-256") return "SHA512-256";
  return nullptr;
}

/// A quote inside would end the parameter early and let text pass as others.
std::string quoted(std::string_view name, std::string_view value) {
  return fmt::format("{}=\"{}\"", name, replace_all(value, "\"", "\\\""));
}

/// The text of `name="..."` in a challenge, or empty.
std::string challenge_field(std::string_view challenge, std::string_view name) {
  const std::string lower = to_lower(challenge);
  const std::string key = std::string(name) + "=\"";
  std::size_t at = lower.find(key);
  // "nonce" must not be found in "cnonce".
  while (at != std::string::npos && at > 0 && (std::isalnum(static_cast<unsigned char>(lower[at - 1])) != 0)) {
    at = lower.find(key, at + 1);
  }
  if (at == std::string::npos) return {};
  const std::size_t start = at + key.size();
  const std::size_t end = challenge.find('"', start);
  return end == std::string_view::npos ? std::string() : std::string(challenge.substr(start, end - start));
}

/// `algorithm` comes with or without quotes.
std::string challenge_algorithm(std::string_view challenge) {
  if (std::string text = challenge_field(challenge, "algorithm"); !text.empty()) return text;
  const std::size_t at = to_lower(challenge).find("algorithm=");
  if (at == std::string::npos) return {};
  const std::string_view rest = challenge.substr(at + 10);
  return std::string(rest.substr(0, rest.find_first_of(", \t")));
}

/// Of several offers in qop="auth,auth-int" the simple one; Postman takes the text as a whole and fails on lists.
std::string choose_qop(std::string_view offered) {
  std::string first;
  for (const std::string& part : split(offered, ',')) {
    const std::string_view qop = trim(part);
    if (qop == "auth") return "auth";
    if (first.empty()) first = qop;
  }
  return first;
}

const std::string* digest_challenge(const Response& response) {
  for (const Header& header : response.headers) {
    if (equals_ignore_case(header.name, "www-authenticate") &&
        equals_ignore_case(std::string_view(header.value).substr(0, 7), "digest ")) {
      return &header.value;
    }
  }
  return nullptr;
}

std::string next_count(const std::string& count) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), value, 16);
  (void)end;
  return error == std::errc() ? fmt::format("{:08x}", value + 1) : std::string(kFirstCount);
}

/// Parameters of the user win; those learned from the server fill the empty ones and may change.
class Digest : public Authorizer {
 public:
  explicit Digest(const model::Auth& auth) {
    for (const std::string_view key :
         {"algorithm", "username", "realm", "password", "nonce", "nonceCount", "clientNonce", "opaque", "qop"}) {
      values_[std::string(key)].text = auth.get(key);
    }
    for (const model::Param& param : auth.params) {
      if (const auto it = values_.find(param.key); it != values_.end()) it->second.learned = param.system;
    }
    const auto flag = auth.values.find("disableRetryRequest");
    retries_ = flag == auth.values.end() || !is_true(flag->second);
  }

  Status sign(Request& wire, model::Request& shown) override {
    // Nothing to answer yet: the request goes out as it is, and the server's challenge comes back.
    if (get("username").empty() || get("realm").empty() || get("nonce").empty()) return {};
    DigestInput input;
    input.algorithm = get("algorithm").empty() ? "MD5" : get("algorithm");
    input.username = get("username");
    input.password = get("password");
    input.realm = get("realm");
    input.nonce = get("nonce");
    input.nonce_count = get("nonceCount");
    input.client_nonce = get("clientNonce");
    input.qop = get("qop");
    input.opaque = get("opaque");
    input.method = wire.method;
    input.uri = to_node_url(wire.url, wire.settings.disable_url_encoding).target();
    if (input.qop == "auth-int") {
      const char* hash = hash_of(input.algorithm);
      if (hash != nullptr) {
        SIGNET_TRY(input.body_hash, hash_body_hex(hash, wire.body));
      }
    }
    SIGNET_TRY(const std::string value, digest_header(input));
    put_header(wire, shown, "Authorization", value);
    return {};
  }

  bool wants_retry(const Response& response) override {
    if (!retries_) return false;
    const std::string* challenge = digest_challenge(response);
    if ((response.code != 401 && response.code != 403) || challenge == nullptr) {
      learn("nonceCount", next_count(get("nonceCount")));
      return false;
    }
    std::map<std::string, std::string> offer = {{"nonce", challenge_field(*challenge, "nonce")},
                                                {"realm", challenge_field(*challenge, "realm")}};
    if (std::string opaque = challenge_field(*challenge, "opaque"); !opaque.empty()) offer["opaque"] = opaque;
    if (std::string qop = choose_qop(challenge_field(*challenge, "qop")); !qop.empty()) offer["qop"] = qop;
    const std::string algorithm = get("algorithm").empty() ? challenge_algorithm(*challenge) : get("algorithm");
    if (offer.contains("qop") || !get("qop").empty() || algorithm.ends_with("-sess")) {
      offer["clientNonce"] = make_uuid().substr(0, 8);
      offer["nonceCount"] = kFirstCount;
    }
    // All of it was known and the server refused it: another try would end the same way.
    if (std::all_of(offer.begin(), offer.end(), [&](const auto& entry) { return !get(entry.first).empty(); })) {
      return false;
    }
    if (hash_of(algorithm) != nullptr) offer["algorithm"] = algorithm;
    for (auto& [key, value] : offer) learn(key, std::move(value));
    return true;
  }

  [[nodiscard]] std::vector<model::Param> learned() const override {
    std::vector<model::Param> params;
    for (const auto& [key, value] : values_) {
      if (!value.learned) continue;
      model::Param& param = params.emplace_back();
      param.key = key;
      param.value = value.text;
      param.system = true;
    }
    return params;
  }

 private:
  struct Value {
    std::string text;
    bool learned = false;
  };

  static bool is_true(const json::value& v) {
    if (const bool* flag = v.if_bool()) return *flag;
    const auto* text = v.if_string();
    return text != nullptr ? !text->empty() && *text != "false" : !v.is_null();
  }

  [[nodiscard]] const std::string& get(const std::string& key) const { return values_.at(key).text; }

  void learn(const std::string& key, std::string text) {
    Value& value = values_[key];
    if (value.learned || value.text.empty()) value = {std::move(text), true};
  }

  std::map<std::string, Value> values_;
  bool retries_ = true;
};

}  // namespace

Result<std::string> digest_header(const DigestInput& in) {
  const char* hash = hash_of(in.algorithm);
  if (hash == nullptr) {
    return fail(ErrorCode::kUnsupported, fmt::format("Unsupported digest algorithm: {}", in.algorithm),
                "use MD5, SHA-256 or SHA-512-256, each also with -sess");
  }
  const bool with_qop = in.qop == "auth" || in.qop == "auth-int";
  std::string secret = fmt::format("{}:{}:{}", in.username, in.realm, in.password);
  if (in.algorithm.ends_with("-sess")) {
    SIGNET_TRY(const std::string session, hash_hex(hash, secret));
    secret = fmt::format("{}:{}:{}", session, in.nonce, in.client_nonce);
  }
  std::string request = in.method + ":" + in.uri;
  if (in.qop == "auth-int") request += ":" + in.body_hash;
  SIGNET_TRY(const std::string hash_1, hash_hex(hash, secret));
  SIGNET_TRY(const std::string hash_2, hash_hex(hash, request));
  SIGNET_TRY(const std::string response,
             hash_hex(hash, with_qop ? fmt::format("{}:{}:{}:{}:{}:{}", hash_1, in.nonce, in.nonce_count,
                                                   in.client_nonce, in.qop, hash_2)
                                     : fmt::format("{}:{}:{}", hash_1, in.nonce, hash_2)));
  std::vector<std::string> fields = {quoted("username", in.username), quoted("realm", in.realm),
                                     quoted("nonce", in.nonce), quoted("uri", in.uri),
                                     quoted("algorithm", in.algorithm)};
  if (with_qop) fields.push_back("qop=" + in.qop);
  if (with_qop || in.algorithm.ends_with("-sess")) {
    if (!in.nonce_count.empty()) fields.push_back("nc=" + in.nonce_count);
    fields.push_back(quoted("cnonce", in.client_nonce));
  }
  fields.push_back(quoted("response", response));
  if (!in.opaque.empty()) fields.push_back(quoted("opaque", in.opaque));
  return "Digest " + join(fields, ", ");
}

std::unique_ptr<Authorizer> make_digest(const model::Auth& auth) {
  return std::make_unique<Digest>(auth);
}

}  // namespace signet::http
