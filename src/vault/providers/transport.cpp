#include "vault/providers/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ids.h"
#include "base/text.h"
#include "base/version.h"
#include "http/error_code.h"
#include "http/oauth2/token.h"
#include "http/url.h"
#include "tls/settings.h"
#include "vault/providers/address.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::int64_t kFirstPauseMs = 200;
/// Shorter texts are no secrets, and hiding them would garble every message.
constexpr std::size_t kMinHiddenBytes = 4;

struct Words {
  Trouble kind;
  ErrorCode code;
  std::string_view what;
  std::string_view hint;
};

constexpr std::array<Words, 8> kWords = {{
    {Trouble::kNotFound, ErrorCode::kNotFound, "not found",
     "check the reference's spelling; `signet vault provider test` shows whether the provider answers"},
    {Trouble::kNoPermission, ErrorCode::kInvalidInput, "no permission",
     "the login works, but may not read this: ask for the right, or use another login"},
    {Trouble::kExpiredLogin, ErrorCode::kInvalidInput, "not signed in, or the login has expired",
     "sign in again, or give the provider new credentials"},
    {Trouble::kThrottled, ErrorCode::kLimit, "throttled: too many requests",
     "try again later; a longer time to live of cached values asks less often"},
    {Trouble::kUnavailable, ErrorCode::kNetwork, "the service cannot answer now",
     "try again later; the service's status page or its operators know more"},
    {Trouble::kNetwork, ErrorCode::kNetwork, "network: no answer", "check the address, the proxy and the connection"},
    {Trouble::kRefused, ErrorCode::kInvalidInput, "the request was refused",
     "check the reference and the provider's settings"},
    {Trouble::kBadAnswer, ErrorCode::kInvalidInput, "the answer is not what the service's documentation says",
     "check that the address is the service's, and no proxy or login page answers in its place"},
}};

const Words& words_of(Trouble kind) {
  const auto* found = std::find_if(kWords.begin(), kWords.end(), [&](const Words& w) { return w.kind == kind; });
  return found == kWords.end() ? kWords.back() : *found;
}

/// The connection was never made, so that the service has seen nothing.
bool was_not_sent(std::string_view code) {
  return code == "ECONNREFUSED" || code == "EHOSTUNREACH" || code == "ENETUNREACH" || code == "EAI_AGAIN";
}

/// What another try would meet again: names that do not exist, certificates that do not fit.
bool is_lasting(std::string_view code) {
  return code == "ENOTFOUND" || code.find("CERT") != std::string_view::npos ||
         code == "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" || code == "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
}

/// RFC 9110 §10.2.3: seconds, or a date.
std::int64_t retry_after_ms(std::string_view text, std::int64_t now_ms) {
  text = trim(text);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) {
    return std::clamp<std::int64_t>(seconds, 0, kMaxPauseMs / 1000) * 1000;
  }
  const time_t date = text.empty() || text.size() > 64 ? -1 : curl_getdate(std::string(text).c_str(), nullptr);
  if (date < 0) return 0;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(date) * 1000 - now_ms, 0, kMaxPauseMs);
}

/// Doubled each time, and a random part of up to half taken off, so that many clients do not come back at once.
std::int64_t back_off_ms(int tries_made) {
  const std::int64_t full = std::min<std::int64_t>(kFirstPauseMs << (tries_made - 1), kMaxPauseMs);
  const std::string random = random_bytes(2);
  const int number = static_cast<unsigned char>(random[0]) * 256 + static_cast<unsigned char>(random[1]);
  return full - full / 2 * number / 65535;
}

/// `--insecure` is meant for the API under test: what gets a token must prove who it is.
void verify_certificates(http::Settings& settings) {
  if (settings.tls == nullptr || settings.tls->verify) return;
  tls::Settings strict = *settings.tls;
  strict.verify = true;
  settings.tls = std::make_shared<const tls::Settings>(std::move(strict));
}

/// The hints of http/ name options of `signet run`; a provider has a setting for it.
std::string hint_for_provider(std::string hint) {
  hint = replace_all(hint, ", or, for tests only, turn the check off with --insecure", "");
  return replace_all(hint, "with --ssl-extra-ca-certs", "by the provider's setting ca_file (a PEM file)");
}

Answer to_answer(http::Response response) {
  Answer answer;
  answer.code = response.code;
  answer.headers = std::move(response.headers);
  answer.body = SecretString(response.body);
  wipe_text(response.body);
  return answer;
}

std::optional<bool> opinion(const Call& call, const Answer& answer) {
  return call.retry ? call.retry(answer) : std::nullopt;
}

bool is_retried(const Call& call, const Answer& answer) {
  if (const auto says = opinion(call, answer)) return *says;
  if (answer.code == 429 || answer.code == 503) return true;
  return answer.code >= 500 && answer.code != 501 && call.repeatable;
}

bool is_retried(const Call& call, const Error& error) {
  if (error.code != ErrorCode::kNetwork && error.code != ErrorCode::kTimeout) return false;
  const std::string_view code = http::node_error_code(error.cause ? error.cause->message : error.message);
  return !is_lasting(code) && (call.repeatable || was_not_sent(code));
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
  for (const http::Header& header : headers) {
    if (equals_ignore_case(header.name, name)) return header.value;
  }
  return {};
}

Transport::Transport(ProviderContext& context, std::string service) : context_(context), service_(std::move(service)) {}

void Transport::hide(std::string_view secret) {
  if (secret.size() < kMinHiddenBytes) return;
  for (const SecretString& known : hidden_) {
    if (known.expose() == secret) return;
  }
  hidden_.emplace_back(secret);
}

std::string Transport::quote(std::string_view said) const {
  // Cut after hiding, so that no half of a secret is left over; but first far beyond, as the text may be megabytes.
  std::string text(said.substr(0, 16 * kMaxQuoteBytes));
  for (const SecretString& secret : hidden_) text = replace_all(text, secret.expose(), "••••");
  return http::oauth2::printable(text, kMaxQuoteBytes);
}

Error Transport::trouble(Trouble kind, std::string_view subject, std::string_view said, std::string hint) const {
  const Words& words = words_of(kind);
  std::string message = fmt::format("{}: {}", service_, words.what);
  if (!subject.empty()) message += ": " + quote(subject);
  if (!said.empty()) message += fmt::format(" ({})", quote(said));
  return fail(words.code, std::move(message), hint.empty() ? std::string(words.hint) : std::move(hint));
}

Trouble Transport::kind_of(int code) {
  if (code == 404 || code == 410) return Trouble::kNotFound;
  if (code == 403) return Trouble::kNoPermission;
  if (code == 401) return Trouble::kExpiredLogin;
  if (code == 429) return Trouble::kThrottled;
  if (code >= 500) return Trouble::kUnavailable;
  return code >= 400 ? Trouble::kRefused : Trouble::kBadAnswer;
}

Result<http::Request> Transport::make_request(const Call& call, const std::string& url,
                                              std::int64_t deadline_ms) const {
  http::Request request;
  request.method = call.method;
  request.url = url;
  request.headers = {{"Accept", call.accept, true}, {"User-Agent", fmt::format("Signet/{}", kVersion), true}};
  if (!call.body.empty()) {
    request.headers.push_back({"Content-Type", call.content_type, true});
    request.body = std::string(call.body.expose());
  }
  request.headers.insert(request.headers.end(), call.headers.begin(), call.headers.end());
  request.settings = context_.settings;
  request.settings.follow_redirects = false;
  request.settings.use_cookies = false;
  request.settings.disable_url_encoding = true;
  request.settings.send_body_with_get = true;
  request.settings.disabled_system_headers.clear();
  request.settings.max_response_bytes = call.max_answer_bytes;
  verify_certificates(request.settings);
  const std::int64_t left_ms = std::max<std::int64_t>(deadline_ms - context_.now_ms(), 1);
  request.settings.timeout_ms = std::min(call.timeout_ms, left_ms);
  // A proxy would read the token of a plain request, which was allowed because it does not leave this machine.
  const http::NodeUrl parts = http::to_node_url(url);
  if (call.direct || (parts.protocol == "http:" && is_loopback(parts.hostname)))
    request.settings.proxy = {"", "", false};
  if (parts.protocol != "https:" && !call.clear_text && !is_loopback(parts.hostname)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{}: {} is plain http", service_, quote(http::oauth2::endpoint_name(url))),
                "use https, or set allow_clear_text to true if you mean it");
  }
  if (call.sign) SIGNET_CHECK(call.sign(request));
  return request;
}

Result<std::string> Transport::redirect_target(const Call& call, const std::string& from, const Answer& answer) const {
  const std::string_view location = answer.header("Location");
  const http::NodeUrl base = http::to_node_url(from);
  const std::string target = http::resolve_url(base, location);
  const http::NodeUrl parts = http::to_node_url(target);
  const std::string authority = authority_of(target);
  const auto is_allowed = [&](const std::string& host) {
    return authority_of(base.protocol + "//" + host) == authority;
  };
  const bool keeps_method = answer.code == 307 || answer.code == 308;
  const bool is_known = authority_of(call.url) == authority ||
                        std::any_of(call.redirect_hosts.begin(), call.redirect_hosts.end(), is_allowed);
  if (!location.empty() && keeps_method && is_known && parts.protocol == base.protocol && !parts.auth) {
    return parts.href();
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}: {} answered {} and leads to {}, which is not followed", service_,
                          quote(http::oauth2::endpoint_name(from)), answer.code,
                          location.empty() ? "nowhere" : quote(http::oauth2::endpoint_name(target))),
              "tokens go to no other host than the one that is set: if that host is right, put it into the settings");
}

Result<Answer> Transport::send_following(const Call& call, std::int64_t deadline_ms) {
  std::string url = call.url;
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    SIGNET_TRY(http::Request request, make_request(call, url, deadline_ms));
    auto response = context_.send(std::move(request));
    if (!response) {
      Error error = with_context(std::move(response).error(), fmt::format("{}: network: no answer from {}", service_,
                                                                          quote(http::oauth2::endpoint_name(url))));
      error.hint = hint_for_provider(std::move(error.hint));
      return error;
    }
    Answer answer = to_answer(*std::move(response));
    if (answer.code < 300 || answer.code > 399) return answer;
    SIGNET_TRY(url, redirect_target(call, url, answer));
  }
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format("{}: {} leads in a circle of redirects", service_, quote(http::oauth2::endpoint_name(call.url))),
      "check the address, and what stands in front of the service");
}

std::optional<std::int64_t> Transport::pause_before(int tries_made, const Call& call, const Result<Answer>& last,
                                                    std::int64_t deadline_ms) const {
  const bool again = last ? is_retried(call, *last) : is_retried(call, last.error());
  if (!again || tries_made >= call.tries) return std::nullopt;
  const std::int64_t asked = last ? retry_after_ms(last->header("Retry-After"), context_.now_ms()) : 0;
  const std::int64_t pause = std::max(asked, back_off_ms(tries_made));
  if (context_.now_ms() + pause >= deadline_ms) return std::nullopt;
  return pause;
}

Result<Answer> Transport::exchange(Call call) {
  const std::int64_t deadline_ms = context_.now_ms() + kExchangeTimeoutMs;
  const auto run = [&]() -> Result<Answer> {
    for (int tries = 1;; ++tries) {
      auto answer = send_following(call, deadline_ms);
      const auto pause = pause_before(tries, call, answer, deadline_ms);
      if (!pause) return answer;
      if (!context_.pause(*pause)) return fail(ErrorCode::kCancelled, fmt::format("{}: stopped", service_));
    }
  };
  auto result = run();
  for (http::Header& header : call.headers) wipe_text(header.value);
  return result;
}

Result<json::value> Transport::read_json(const Answer& answer, std::string_view subject) const {
  auto document = parse_secret_json(answer.body.expose(), "the answer");
  if (!document) return trouble(Trouble::kBadAnswer, subject, document.error().message);
  return document;
}

Result<json::value> Transport::read_object(const Answer& answer, std::string_view subject) const {
  SIGNET_TRY(json::value document, read_json(answer, subject));
  if (!document.is_object()) return trouble(Trouble::kBadAnswer, subject, "a JSON object was expected");
  return document;
}

}  // namespace signet::vault
