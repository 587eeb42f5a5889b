#include "http/oauth2/token.h"

#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "base/version.h"
#include "http/headers.h"
#include "http/url.h"

namespace signet::http::oauth2 {

namespace {

constexpr std::int64_t kTokenTimeoutMs = 60'000;
/// Longest life taken at its word: ten years.
constexpr double kMaxLifeSeconds = 10.0 * 365 * 24 * 3600;
/// A token this near to its end is renewed, so that it does not end on its way.
constexpr std::int64_t kLeewayMs = 10'000;

struct Advice {
  std::string_view code;
  std::string_view hint;
};

/// What to change, by the codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5 and RFC 8707 §2.
constexpr std::array<Advice, 12> kAdvice = {{
    {"invalid_client",
     "check clientId and clientSecret, and whether the provider wants client_authentication \"header\" or \"body\""},
    {"invalid_grant",
     "the code, password or refresh token is wrong, has expired or was used already, or redirect_uri differs from the "
     "one that is registered"},
    {"invalid_request",
     "a parameter is missing, doubled or malformed; tokenRequestParams can add what the provider "
     "wants"},
    {"unauthorized_client", "allow this grant for the client in the provider's settings, or use another grant_type"},
    {"unsupported_grant_type", "use a grant_type that the provider offers"},
    {"unsupported_response_type", "allow the authorization code flow in the provider's settings"},
    {"invalid_scope", "check scope: names are parted by spaces, and the client must be allowed to ask for each"},
    {"invalid_target", "check resource and audience"},
    {"access_denied", "whoever signed in refused, or may not give this access"},
    {"expired_token", "nobody entered the code in time; run again"},
    {"server_error", "the provider has a fault of its own; try again later"},
    {"temporarily_unavailable", "try again later"},
}};

std::string_view advice_for(std::string_view code) {
  for (const Advice& advice : kAdvice) {
    if (advice.code == code) return advice.hint;
  }
  return "look the code up in the provider's documentation";
}

/// RFC 6749 Appendix A.12 and A.17: visible ASCII and space. More would break a header, or worse.
bool is_token_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// expires_in is a number, though some servers write it as text.
std::int64_t expiry(const json::object& members, std::int64_t now_ms) {
  const json::value* v = json::find(members, "expires_in");
  if (v == nullptr) return 0;
  double seconds = -1;
  if (v->is_number()) seconds = v->to_number<double>();
  if (const auto* text = v->if_string()) {
    const std::string digits(*text);
    if (!digits.empty() && digits.size() < 12 && digits.find_first_not_of("0123456789") == std::string::npos) {
      seconds = std::stod(digits);
    }
  }
  if (!(seconds >= 0)) return 0;
  return now_ms + static_cast<std::int64_t>(std::min(seconds, kMaxLifeSeconds) * 1000);
}

Error no_token(std::string_view url, std::string_view what, std::string hint) {
  return fail(ErrorCode::kNetwork, fmt::format("oauth2: {} {}", endpoint_name(url), what), std::move(hint));
}

std::string type_of(const Response& response) {
  const std::string* type = response.header("content-type");
  return type == nullptr ? "no Content-Type" : printable(split(*type, ';').front(), 60);
}

Request make_request(const Context& context, const std::string& url) {
  Request request;
  request.method = "POST";
  request.url = url;
  request.settings = context.settings;
  // Secrets go where the collection says and nowhere else, and the cookies of the API are none of the provider's.
  request.settings.follow_redirects = false;
  request.settings.use_cookies = false;
  request.settings.disable_url_encoding = false;
  request.settings.disabled_system_headers.clear();
  request.settings.max_response_bytes = kMaxAnswerBytes;
  if (request.settings.timeout_ms == 0) request.settings.timeout_ms = kTokenTimeoutMs;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded", true},
                     {"Accept", "application/json", true},
                     {"User-Agent", fmt::format("SignetRuntime/{}", kVersion), true},
                     {"Cache-Control", "no-store", true}};
  return request;
}

/// RFC 6749 §2.3.1; a client without a secret only names itself (§3.2.1).
void add_client(const Config& config, Request& request, Form& form) {
  if (config.client_id.empty()) return;
  if (config.client_secret.empty() || !config.secret_in_header) {
    form.emplace_back("client_id", config.client_id);
    if (!config.client_secret.empty()) form.emplace_back("client_secret", config.client_secret);
    return;
  }
  const std::string credentials = percent_encode(config.client_id) + ":" + percent_encode(config.client_secret);
  set_header(request.headers, "Authorization", "Basic " + base64_encode(credentials));
}

void add_extras(const std::vector<Extra>& extras, Request& request, Form& form) {
  for (const Extra& extra : extras) {
    if (extra.place == Extra::Place::kBody) form.emplace_back(extra.key, extra.value);
    if (extra.place == Extra::Place::kHeader) set_header(request.headers, extra.key, extra.value, false);
    if (extra.place == Extra::Place::kUrl) {
      request.url += request.url.find('?') == std::string::npos ? '?' : '&';
      request.url += encode_form({{extra.key, extra.value}});
    }
  }
}

/// RFC 6749 §3.2 asks for TLS. Providers on the own machine, and in test networks, go without.
void warn_of_plain_http(const Context& context, const std::string& url) {
  const NodeUrl parts = to_node_url(url);
  const bool local = parts.hostname == "localhost" || parts.hostname == "::1" || parts.hostname.starts_with("127.");
  if (parts.protocol == "http:" && !local) {
    context.warn(fmt::format("oauth2: {} is asked for a token without TLS: everybody on the way can read the secrets",
                             endpoint_name(url)));
  }
}

}  // namespace

Token Token::clone() const {
  Token copy;
  copy.access_token = access_token.clone();
  copy.type = type;
  copy.refresh_token = refresh_token.clone();
  copy.expires_ms = expires_ms;
  return copy;
}

bool Token::is_fresh(std::int64_t now_ms) const {
  return !access_token.empty() && (expires_ms == 0 || now_ms < expires_ms - kLeewayMs);
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  const std::string_view head = text.substr(0, limit);
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto byte = static_cast<unsigned char>(head[i]);
    const auto next = i + 1 < head.size() ? static_cast<unsigned char>(head[i + 1]) : 0;
    const bool is_c1 = byte == 0xC2 && next >= 0x80 && next < 0xA0;  // terminals obey these as well
    if (is_c1) ++i;
    out += is_c1 || byte < 0x20 || byte == 0x7F ? ' ' : static_cast<char>(byte);
  }
  if (!is_utf8(out)) {
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  }
  return text.size() > limit ? out + "..." : out;
}

std::string endpoint_name(std::string_view url) {
  const NodeUrl parts = to_node_url(url);
  return printable(parts.protocol + "//" + parts.host + parts.pathname, 200);
}

Result<Answer> read_answer(const Response& response, std::string_view url) {
  if (response.code >= 300 && response.code < 400) {
    const std::string* location = response.header("location");
    return no_token(url,
                    fmt::format("answered {} and leads to {}", response.code,
                                location == nullptr ? "nowhere" : endpoint_name(*location)),
                    "redirects are not followed with secrets; put the last address into accessTokenUrl");
  }
  auto document = json::parse(response.body, "token response");
  const json::object* o = document ? document->if_object() : nullptr;
  if (o == nullptr) {
    return no_token(url, fmt::format("answered {} with {} instead of a JSON object", response.code, type_of(response)),
                    "check that accessTokenUrl is the provider's token endpoint; its documentation or "
                    "/.well-known/openid-configuration (token_endpoint) names it");
  }
  Answer answer;
  answer.members = *o;
  const json::value* error = json::find(*o, "error");
  if (error != nullptr && !error->is_null()) {
    answer.error = error->is_string() ? printable(error->get_string(), 60) : "error";
    if (answer.error.empty()) answer.error = "error";
    return answer;
  }
  if (response.code < 200 || response.code > 299) {
    return no_token(url, fmt::format("answered {} without saying what is wrong", response.code),
                    "check accessTokenUrl and the client's settings at the provider");
  }
  return answer;
}

Result<Token> read_token(const json::object& members, std::int64_t now_ms, const SecretString& previous_refresh) {
  const std::string_view access = json::string_or(members, "access_token");
  if (access.empty()) {
    return fail(ErrorCode::kInvalidInput, "oauth2: the token response holds no access_token",
                "check that accessTokenUrl is the provider's token endpoint");
  }
  const std::string_view refresh = json::string_or(members, "refresh_token");
  if (!is_token_text(access) || !is_token_text(refresh)) {
    return fail(ErrorCode::kInvalidInput, "oauth2: the token response holds a token with characters that none may have",
                "RFC 6749 allows visible ASCII; ask the provider");
  }
  Token token;
  token.type = printable(json::string_or(members, "token_type", "Bearer"), 40);
  if (equals_ignore_case(token.type, "mac") || equals_ignore_case(token.type, "dpop")) {
    return fail(ErrorCode::kUnsupported, fmt::format("oauth2: the provider gave a token of the type {}", token.type),
                "Signet sends bearer tokens; let the provider give one to this client");
  }
  token.access_token = SecretString(access);
  token.refresh_token = refresh.empty() ? previous_refresh.clone() : SecretString(refresh);
  token.expires_ms = expiry(members, now_ms);
  return token;
}

Error refusal(const Answer& answer, const Config& config, std::string_view url) {
  std::string message = fmt::format("oauth2: {} refused: {}", endpoint_name(url), answer.error);
  std::string description(json::string_or(answer.members, "error_description"));
  for (const std::string& secret : config.secrets()) description = replace_all(description, secret, "••••");
  if (!description.empty()) message += fmt::format(" ({})", printable(description));
  return fail(ErrorCode::kNetwork, std::move(message), std::string(advice_for(answer.error)));
}

std::string encode_form(const Form& form) {
  std::string out;
  for (const auto& [key, value] : form) {
    if (!out.empty()) out += '&';
    out += percent_encode(key) + "=" + percent_encode(value);
  }
  return out;
}

Result<Answer> ask(const Config& config, const Context& context, const std::string& url, Form form,
                   const std::vector<Extra>& extras) {
  for (const std::string& secret : config.secrets()) context.hide(secret);
  warn_of_plain_http(context, url);
  Request request = make_request(context, url);
  add_client(config, request, form);
  add_extras(extras, request, form);
  request.body = encode_form(form);
  auto response = context.send(std::move(request));
  if (!response) {
    return with_context(std::move(response).error(), fmt::format("oauth2: no answer from {}", endpoint_name(url)));
  }
  return read_answer(*response, url);
}

Result<Token> ask_for_token(const Config& config, const Context& context, const std::string& url, Form form,
                            const std::vector<Extra>& extras, const SecretString& previous_refresh) {
  SIGNET_TRY(const Answer answer, ask(config, context, url, std::move(form), extras));
  if (!answer.error.empty()) return refusal(answer, config, url);
  SIGNET_TRY(Token token, read_token(answer.members, context.now_ms(), previous_refresh));
  context.hide(token.access_token.expose());
  context.hide(token.refresh_token.expose());
  return token;
}

}  // namespace signet::http::oauth2
