#include "http/auth/aws_signature.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/aws_canonical.h"
#include "http/auth/hash.h"
#include "http/url.h"

namespace signet::http {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kBodyHash = "X-Amz-Content-Sha256";

constexpr std::array<std::string_view, 4> kOwnHeaders = {"Authorization", "X-Amz-Date", "X-Amz-Security-Token",
                                                         kBodyHash};
/// X-Amz-Expires stays, so that the user may choose it.
constexpr std::array<std::string_view, 6> kOwnQuery = {"X-Amz-Security-Token", "X-Amz-Date",
                                                       "X-Amz-Algorithm",      "X-Amz-Credential",
                                                       "X-Amz-SignedHeaders",  "X-Amz-Signature"};

/// The header in either of the two spellings that aws4 looks for.
const std::string* find_value(const std::vector<model::Param>& headers, std::string_view name) {
  const std::string lower = to_lower(name);
  for (const std::string_view spelling : {name, std::string_view(lower)}) {
    for (const model::Param& header : headers) {
      if (header.key == spelling && header.value && !header.value->empty()) return &*header.value;
    }
  }
  return nullptr;
}

/// "20150830T123600Z" of the Date header if there is one, else of now.
Result<std::string> date_time(const AwsInput& in) {
  std::int64_t at_ms = in.now_ms;
  if (const std::string* date = find_value(in.headers, "Date"); date != nullptr) {
    // libcurl reads the forms of HTTP; ISO 8601 is made one that it reads: "20150830 12:36:00 GMT".
    std::string text = *date;
    if (text.size() > 19 && text[4] == '-' && text[10] == 'T' && text.ends_with('Z')) {
      text = text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2) + " " + text.substr(11, 8) + " GMT";
    }
    const time_t seconds = curl_getdate(text.c_str(), nullptr);
    if (seconds < 0) {
      return fail(ErrorCode::kInvalidInput, "Invalid time value",
                  "the Date header must be a date such as Sun, 30 Aug 2015 12:36:00 GMT");
    }
    at_ms = static_cast<std::int64_t>(seconds) * 1000;
  }
  std::string text = iso_time(at_ms);
  text.erase(text.find('.'), 4);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

/// One signature: the parts that hang together by date, scope and signed headers.
class Signer {
 public:
  Signer(const AwsInput& input, std::string date)
      : in_(input),
        date_time_(std::move(date)),
        is_s3_(input.service == "s3"),
        scope_(fmt::format("{}/{}/{}/aws4_request", date_time_.substr(0, 8), input.region, input.service)) {}

  Result<AwsSignature> sign() {
    SIGNET_TRY(AwsTarget target, AwsTarget::parse(in_.target));
    headers_ = in_.headers;
    if (find_value(headers_, "Host") == nullptr) add_header("Host", in_.host);
    if (in_.in_query) return presign(std::move(target));
    if (!in_.session_token.empty()) add_header("X-Amz-Security-Token", in_.session_token);
    if (is_s3_ && find_value(headers_, kBodyHash) == nullptr) {
      SIGNET_TRY(std::string hash, hash_hex("SHA256", ""));
      add_header(kBodyHash, std::move(hash));
    }
    add_header("X-Amz-Date", date_time_);
    SIGNET_TRY(const std::string signature, signature_of(target));
    out_.headers.push_back(system_param(
        "Authorization", fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm, in_.access_key,
                                     scope_, aws_canonical_headers(headers_).names, signature)));
    return std::move(out_);
  }

 private:
  void add_header(std::string_view name, std::string value) {
    headers_.push_back(system_param(name, value));
    out_.headers.push_back(system_param(name, std::move(value)));
  }

  Result<AwsSignature> presign(AwsTarget target) {
    const auto add = [&](std::string_view key, std::string value) {
      out_.query.push_back(system_param(key, percent_encode(value)));
      target.set(key, std::move(value));
    };
    if (!in_.session_token.empty()) add("X-Amz-Security-Token", in_.session_token);
    if (is_s3_ && !target.has("X-Amz-Expires")) add("X-Amz-Expires", "86400");
    add("X-Amz-Date", date_time_);
    add("X-Amz-Algorithm", std::string(kAlgorithm));
    add("X-Amz-Credential", in_.access_key + "/" + scope_);
    add("X-Amz-SignedHeaders", aws_canonical_headers(headers_).names);
    SIGNET_TRY(std::string signature, signature_of(target));
    out_.query.push_back(system_param("X-Amz-Signature", std::move(signature)));
    return std::move(out_);
  }

  /// What aws4 says of the body: S3 leaves it unsigned in URLs; elsewhere the header, or the hash of no body.
  [[nodiscard]] Result<std::string> payload_hash() const {
    if (is_s3_ && in_.in_query) return std::string("UNSIGNED-PAYLOAD");
    if (const std::string* hash = find_value(headers_, kBodyHash); hash != nullptr) return *hash;
    return hash_hex("SHA256", "");
  }

  [[nodiscard]] Result<std::string> signature_of(const AwsTarget& target) const {
    const AwsHeaders headers = aws_canonical_headers(headers_);
    SIGNET_TRY(const std::string body, payload_hash());
    SIGNET_TRY(const std::string request_hash,
               hash_hex("SHA256", join({in_.method, aws_canonical_path(target.path, is_s3_),
                                        aws_canonical_query(target, is_s3_), headers.lines, headers.names, body},
                                       "\n")));
    const std::string text = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, date_time_, scope_, request_hash);
    std::string key = "AWS4" + in_.secret_key;
    for (const std::string_view step : {std::string_view(date_time_).substr(0, 8), std::string_view(in_.region),
                                        std::string_view(in_.service), std::string_view("aws4_request")}) {
      SIGNET_TRY(key, hmac("SHA256", key, step));
    }
    SIGNET_TRY(const std::string mac, hmac("SHA256", key, text));
    return hex_encode(mac);
  }

  const AwsInput& in_;
  std::string date_time_;
  bool is_s3_;
  std::string scope_;
  std::vector<model::Param> headers_;  ///< those of the request and those added
  AwsSignature out_;
};

class Aws : public Authorizer {
 public:
  Aws(const model::Auth& auth, const Sources& sources) : sources_(sources) {
    fixed_.access_key = text_or_empty(auth, "accessKey");
    fixed_.secret_key = text_or_empty(auth, "secretKey");
    fixed_.session_token = text_or_empty(auth, "sessionToken");
    fixed_.service = text_or_empty(auth, "service");
    fixed_.region = text_or_empty(auth, "region");
    fixed_.in_query = is_on(auth, "addAuthDataToQuery");
  }

  Status sign(Request& wire, model::Request& shown) override {
    if (fixed_.access_key.empty() || fixed_.secret_key.empty()) {
      return fail(ErrorCode::kInvalidInput, "AWS Signature needs an access key and a secret key",
                  "set accessKey and secretKey; the request is sent unsigned");
    }
    for (const std::string_view name : kOwnHeaders) take_header(wire, shown, name);
    for (const std::string_view name : kOwnQuery) take_query(wire, shown, name);
    SIGNET_TRY(AwsInput input, input_for(wire, shown));
    std::vector<model::Param> added;
    if (!input.in_query && can_hash(wire.body)) {
      SIGNET_TRY(std::string hash, hash_body_hex("SHA256", wire.body));
      added.push_back(system_param(kBodyHash, std::move(hash)));
      input.headers.push_back(added.back());
    }
    SIGNET_TRY(AwsSignature signature, aws_sign(input));
    std::move(signature.headers.begin(), signature.headers.end(), std::back_inserter(added));
    // Each new header is put in front of the ones that the client added before, so the last goes first.
    for (auto header = added.rbegin(); header != added.rend(); ++header) {
      put_header(wire, shown, header->key, *header->value);
    }
    if (input.in_query) {
      std::move(signature.query.begin(), signature.query.end(), std::back_inserter(shown.url.query));
      refresh_url(wire, shown);
    }
    return {};
  }

 private:
  [[nodiscard]] Result<AwsInput> input_for(const Request& wire, const model::Request& shown) const {
    const NodeUrl url = url_to_sign(wire);
    AwsInput input = fixed_;
    const AwsPlace place = aws_place_of(url.hostname);
    if (input.service.empty()) input.service = place.service.empty() ? "execute-api" : place.service;
    if (input.region.empty()) input.region = place.region.empty() ? "us-east-1" : place.region;
    if (input.service == "email") input.service = "ses";
    input.method = wire.method;
    input.host = url.host;
    input.target = url.target();
    for (const model::Param* header : headers_to_sign(shown)) input.headers.push_back(*header);
    input.now_ms = sources_.now_ms();
    return input;
  }

  AwsInput fixed_;  ///< what the parameters say; the rest comes with the request
  Sources sources_;
};

}  // namespace

Result<AwsSignature> aws_sign(const AwsInput& input) {
  SIGNET_TRY(std::string date, date_time(input));
  return Signer(input, std::move(date)).sign();
}

AwsPlace aws_place_of(std::string_view host) {
  for (const std::string_view suffix : {std::string_view(".amazonaws.com"), std::string_view(".amazonaws.com.cn")}) {
    if (!host.ends_with(suffix)) continue;
    host.remove_suffix(suffix.size());
    std::vector<std::string> labels = split(host, '.');
    std::string region = labels.size() > 1 ? labels.back() : "";
    std::string service = labels.size() > 1 ? labels[labels.size() - 2] : labels.back();
    // Search domains, and buckets of S3, have the service last.
    if (region == "es" || region == "aoss") std::swap(service, region);
    if (region == "s3") return {"s3", "us-east-1"};
    for (const std::string& label : {service, region}) {
      if (label.starts_with("s3-")) return {"s3", label.substr(3)};
    }
    return {service, region};
  }
  return {};
}

std::unique_ptr<Authorizer> make_aws_signature(const model::Auth& auth, const Sources& sources) {
  return std::make_unique<Aws>(auth, sources);
}

}  // namespace signet::http
