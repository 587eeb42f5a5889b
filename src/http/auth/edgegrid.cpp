#include "http/auth/edgegrid.h"

#include <cmath>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/hash.h"
#include "http/url.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

constexpr double kDefaultMaxBody = 128 * 1024;

Result<std::string> hmac_base64(std::string_view key, std::string_view bytes) {
  SIGNET_TRY(const std::string mac, hmac("SHA256", key, bytes));
  return base64_encode(mac);
}

/// "20140321T19:34:21+0000"
std::string timestamp_of(std::int64_t now_ms) {
  const std::string iso = iso_time(now_ms);  // 2014-03-21T19:34:21.000Z
  return iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 11) + "+0000";
}

/// headersToSign is a list, or text with commas.
std::vector<std::string> names_to_sign(const json::value* value) {
  std::vector<std::string> names;
  if (value == nullptr) return names;
  if (const auto* text = value->if_string()) return split(*text, ',');
  if (const auto* list = value->if_array()) {
    for (const json::value& name : *list) {
      if (name.is_string()) names.emplace_back(name.get_string());
    }
  }
  return names;
}

/// How many bytes of the body are hashed; a size that is no number sets no limit.
std::uint64_t max_body_of(const json::value* value) {
  const double size = model::javascript::truthy(value) ? model::javascript::to_number(*value) : kDefaultMaxBody;
  if (size <= 0) return 0;
  return size < 1e15 ? static_cast<std::uint64_t>(size) : std::numeric_limits<std::uint64_t>::max();
}

class EdgeGrid : public Authorizer {
 public:
  EdgeGrid(const model::Auth& auth, const Sources& sources)
      : sources_(sources),
        names_(names_to_sign(param(auth, "headersToSign"))),
        max_body_(max_body_of(param(auth, "maxBodySize"))) {
    fixed_.access_token = text_or_empty(auth, "accessToken");
    fixed_.client_token = text_or_empty(auth, "clientToken");
    fixed_.client_secret = text_or_empty(auth, "clientSecret");
    fixed_.nonce = text_or_empty(auth, "nonce");
    fixed_.timestamp = text_or_empty(auth, "timestamp");
    if (const std::string base = text_or_empty(auth, "baseURL"); !base.empty()) fixed_.host = to_node_url(base).host;
  }

  Status sign(Request& wire, model::Request& shown) override {
    if (fixed_.access_token.empty() || fixed_.client_token.empty() || fixed_.client_secret.empty()) {
      return fail(ErrorCode::kInvalidInput, "EdgeGrid needs an access token, a client token and a client secret",
                  "set accessToken, clientToken and clientSecret; the request is sent unsigned");
    }
    EdgeGridInput input = fixed_;
    if (input.nonce.empty()) input.nonce = sources_.uuid();
    if (input.timestamp.empty()) input.timestamp = timestamp_of(sources_.now_ms());
    const NodeUrl url = url_to_sign(wire);
    input.method = wire.method;
    input.scheme = url.protocol.substr(0, url.protocol.find(':'));
    if (input.host.empty()) input.host = url.host;
    input.target = url.target();
    input.headers = edgegrid_headers(names_, shown);
    if (wire.method == "POST" && can_hash(wire.body)) {
      Hasher hasher("SHA256");
      SIGNET_CHECK(hasher.update_body(wire.body, max_body_));
      SIGNET_TRY(const std::string digest, hasher.digest());
      input.body_hash = base64_encode(digest);
    }
    SIGNET_TRY(const std::string value, edgegrid_header(input));
    put_header(wire, shown, "Authorization", value);
    return {};
  }

 private:
  EdgeGridInput fixed_;  ///< what the parameters say; the rest comes with the request
  Sources sources_;
  std::vector<std::string> names_;
  std::uint64_t max_body_;
};

}  // namespace

Result<std::string> edgegrid_header(const EdgeGridInput& in) {
  const std::string header = fmt::format("EG1-HMAC-SHA256 client_token={};access_token={};timestamp={};nonce={};",
                                         in.client_token, in.access_token, in.timestamp, in.nonce);
  SIGNET_TRY(const std::string key, hmac_base64(in.client_secret, in.timestamp));
  const std::string data = join({in.method, in.scheme, in.host, in.target, in.headers, in.body_hash, header}, "\t");
  SIGNET_TRY(const std::string signature, hmac_base64(key, data));
  return header + "signature=" + signature;
}

std::string edgegrid_headers(const std::vector<std::string>& names, const model::Request& shown) {
  std::vector<std::string> lines;
  const std::vector<const model::Param*> headers = headers_to_sign(shown);
  for (const std::string& written : names) {
    const std::string name = to_lower(model::javascript::trim(written));
    const auto same = [&name](const model::Param* header) { return equals_ignore_case(header->key, name); };
    // A header that is there twice is left out, as Postman leaves it out.
    if (std::count_if(headers.begin(), headers.end(), same) != 1) continue;
    const model::Param* header = *std::find_if(headers.begin(), headers.end(), same);
    if (header->value.value_or("").empty()) continue;
    lines.push_back(name + ":" + collapse_space(*header->value));
  }
  return join(lines, "\t");
}

std::unique_ptr<Authorizer> make_edgegrid(const model::Auth& auth, const Sources& sources) {
  return std::make_unique<EdgeGrid>(auth, sources);
}

}  // namespace signet::http
