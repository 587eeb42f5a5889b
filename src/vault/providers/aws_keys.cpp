#include "vault/providers/aws_keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "http/auth/aws_signature.h"
#include "http/auth/hash.h"
#include "http/headers.h"
#include "http/url.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

struct Partition {
  std::string_view prefix;
  std::string_view domain;
};

/// https://docs.aws.amazon.com/general/latest/gr/rande.html and the partitions of the SDKs.
constexpr std::array<Partition, 6> kPartitions = {{
    {"cn-", "amazonaws.com.cn"},
    {"us-iso-", "c2s.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov"},
    {"us-isof-", "csp.hci.ic.gov"},
    {"eu-isoe-", "cloud.adc-e.uk"},
    {"eusc-", "amazonaws.eu"},
}};

constexpr std::size_t kMaxKeyBytes = 16 << 10;

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return std::nullopt;
  int value = 0;
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + length, value);
  if (error != std::errc() || end != begin + length || value < 0) return std::nullopt;
  return value;
}

}  // namespace

AwsKeys AwsKeys::clone() const {
  return {access_key, secret_key.clone(), session_token.clone(), expires_ms, source};
}

bool AwsKeys::is_fresh(std::int64_t now_ms) const {
  return !access_key.empty() && (expires_ms == 0 || now_ms < expires_ms - kAwsLeewayMs);
}

Status aws_sign_request(http::Request& request, const AwsKeys& keys, const AwsScope& scope, std::int64_t now_ms) {
  const http::NodeUrl url = http::to_node_url(request.url, true);
  http::AwsInput input;
  input.access_key = keys.access_key;
  input.secret_key = std::string(keys.secret_key.expose());
  input.session_token = std::string(keys.session_token.expose());
  input.service = scope.service;
  input.region = scope.region;
  input.method = request.method;
  input.host = url.host;
  input.target = url.target();
  input.now_ms = now_ms;
  const auto* body = std::get_if<std::string>(&request.body);
  SIGNET_TRY(const std::string hash, http::hash_hex("SHA256", body == nullptr ? std::string_view() : *body));
  http::set_header(request.headers, "X-Amz-Content-Sha256", hash);
  for (const http::Header& header : request.headers) {
    if (header.name == "Accept" || header.name == "User-Agent") continue;
    model::Param param;
    param.key = header.name;
    param.value = header.value;
    input.headers.push_back(std::move(param));
  }
  auto signature = http::aws_sign(input);
  wipe_text(input.secret_key);
  wipe_text(input.session_token);
  if (!signature) return std::move(signature).error();
  for (model::Param& header : signature->headers) {
    if (header.key != "Host" && header.value) http::set_header(request.headers, header.key, std::move(*header.value));
  }
  return {};
}

std::optional<std::int64_t> parse_aws_time(std::string_view text) {
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  const auto hour = number(text, 11, 2);
  const auto minute = number(text, 14, 2);
  const auto second = number(text, 17, 2);
  const bool has_marks = text.size() >= 20 && text[4] == '-' && text[7] == '-' &&
                         (text[10] == 'T' || text[10] == ' ') && text[13] == ':' && text[16] == ':';
  if (!has_marks || !year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::string_view zone = text.substr(19);
  if (zone.starts_with('.')) zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  if (zone != "Z" && zone != "UTC" && zone != "+00:00") return std::nullopt;
  using std::chrono::year_month_day;
  const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((static_cast<std::int64_t>(days) * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000LL;
}

Result<AwsKeys> read_aws_keys(const json::object& o, std::string_view token, std::string_view source) {
  AwsKeys keys;
  keys.source = source;
  keys.access_key = json::string_or(o, "AccessKeyId");
  const std::string_view secret = json::string_or(o, "SecretAccessKey");
  const std::string_view session = json::string_or(o, token);
  const bool is_odd = !is_header_text(keys.access_key) || !is_header_text(secret) || !is_header_text(session) ||
                      keys.access_key.size() + secret.size() + session.size() > kMaxKeyBytes;
  if (keys.access_key.empty() || secret.empty() || is_odd) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} gave no usable access key", source),
                "AccessKeyId and SecretAccessKey are expected");
  }
  keys.secret_key = SecretString(secret);
  keys.session_token = SecretString(session);
  if (const std::string_view expiry = json::string_or(o, "Expiration"); !expiry.empty()) {
    const auto at = parse_aws_time(expiry);
    if (!at) return fail(ErrorCode::kInvalidInput, fmt::format("{} gave a key with an unreadable Expiration", source));
    keys.expires_ms = *at;
  }
  return keys;
}

bool is_aws_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text.front() != '-' && text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string_view aws_domain_of(std::string_view region) {
  for (const Partition& partition : kPartitions) {
    if (region.starts_with(partition.prefix)) return partition.domain;
  }
  return "amazonaws.com";
}

}  // namespace signet::vault
