#include "http/auth/hawk.h"

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/hash.h"
#include "http/url.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

constexpr std::string_view kNonceAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// The OpenSSL name of a hash that Hawk knows, or null.
const char* hash_of(std::string_view algorithm) {
  if (algorithm == "sha1") return "SHA1";
  if (algorithm == "sha256") return "SHA256";
  return nullptr;
}

Error unknown_algorithm(std::string_view algorithm) {
  return fail(ErrorCode::kUnsupported, fmt::format("Unknown Hawk algorithm: \"{}\"", algorithm),
              "use sha256 or sha1; the request is sent with an empty Authorization header");
}

/// JavaScript's text.replace(from, to): the first one only.
std::string replace_first(std::string text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// The last Content-Type of the user's, disabled ones included (PropertyList.get). What the client adds later does not
/// count, as Postman signs before it adds that.
std::string_view content_type_of(const model::Request& shown) {
  std::string_view type;
  for (const model::Param& header : shown.headers) {
    if (!header.system && equals_ignore_case(header.key, "content-type") && header.value) type = *header.value;
  }
  return type;
}

class Hawk : public Authorizer {
 public:
  Hawk(const model::Auth& auth, const Sources& sources)
      : sources_(sources), with_payload_hash_(is_on(auth, "includePayloadHash")) {
    fixed_.id = text_or_empty(auth, "authId");
    fixed_.key = text_or_empty(auth, "authKey");
    fixed_.algorithm = text_or_empty(auth, "algorithm");
    fixed_.nonce = text_or_empty(auth, "nonce");
    fixed_.timestamp = text_or_empty(auth, "timestamp");
    fixed_.ext = text_or_empty(auth, "extraData");
    fixed_.app = text_or_empty(auth, "app");
    fixed_.delegation = text_or_empty(auth, "delegation");
  }

  Status sign(Request& wire, model::Request& shown) override {
    if (fixed_.id.empty() || fixed_.key.empty()) {
      return fail(ErrorCode::kInvalidInput, "Hawk needs an Auth ID and an Auth Key",
                  "set authId and authKey; the request is sent unsigned");
    }
    HawkInput input = fixed_;
    if (input.nonce.empty()) input.nonce = random_text(kNonceAlphabet, 6);
    if (input.timestamp.empty()) input.timestamp = std::to_string(sources_.now_ms() / 1000);
    const NodeUrl url = url_to_sign(wire);
    input.method = wire.method;
    input.target = url.target();
    input.host = url.hostname;
    input.port = url.port.value_or("");
    if (input.port.empty()) input.port = url.protocol == "http:" ? "80" : "443";
    if (with_payload_hash_ && can_hash(wire.body) && hash_of(input.algorithm) != nullptr) {
      SIGNET_TRY(input.payload_hash, hawk_payload_hash(input.algorithm, content_type_of(shown), wire.body));
    }
    const Result<std::string> value = hawk_header(input);
    put_header(wire, shown, "Authorization", value ? *value : "");
    return value ? Status() : Status(value.error());
  }

 private:
  HawkInput fixed_;  ///< what the parameters say; the rest comes with the request
  Sources sources_;
  bool with_payload_hash_;
};

}  // namespace

Result<std::string> hawk_header(const HawkInput& in) {
  const char* hash = hash_of(in.algorithm);
  if (hash == nullptr) return unknown_algorithm(in.algorithm);
  std::string text = fmt::format("hawk.1.header\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", in.timestamp, in.nonce,
                                 to_upper(in.method), in.target, to_lower(in.host), in.port, in.payload_hash);
  text += replace_first(replace_first(in.ext, "\\", "\\\\"), "\n", "\\n") + "\n";
  if (!in.app.empty()) text += in.app + "\n" + in.delegation + "\n";
  SIGNET_TRY(const std::string mac, hmac(hash, in.key, text));

  std::string header = fmt::format("Hawk id=\"{}\", ts=\"{}\", nonce=\"{}\"", in.id, in.timestamp, in.nonce);
  if (!in.payload_hash.empty()) header += fmt::format(", hash=\"{}\"", in.payload_hash);
  if (!in.ext.empty()) {
    header += fmt::format(", ext=\"{}\"", replace_all(replace_all(in.ext, "\\", "\\\\"), "\"", "\\\""));
  }
  header += fmt::format(", mac=\"{}\"", base64_encode(mac));
  if (!in.app.empty()) header += fmt::format(", app=\"{}\"", in.app);
  if (!in.app.empty() && !in.delegation.empty()) header += fmt::format(", dlg=\"{}\"", in.delegation);
  return header;
}

Result<std::string> hawk_payload_hash(const std::string& algorithm, std::string_view content_type, const Body& body) {
  const char* name = hash_of(algorithm);
  if (name == nullptr) return unknown_algorithm(algorithm);
  Hasher hasher(name);
  const std::string_view type = model::javascript::trim(content_type.substr(0, content_type.find(';')));
  hasher.update("hawk.1.payload\n" + to_lower(type) + "\n");
  SIGNET_CHECK(hasher.update_body(body));
  hasher.update("\n");
  SIGNET_TRY(const std::string digest, hasher.digest());
  return base64_encode(digest);
}

std::unique_ptr<Authorizer> make_hawk(const model::Auth& auth, const Sources& sources) {
  return std::make_unique<Hawk>(auth, sources);
}

}  // namespace signet::http
