#include "http/oauth2/device.h"

#include "base/text.h"

namespace signet::http::oauth2 {

namespace {

constexpr double kDefaultInterval = 5;  // seconds, RFC 8628 §3.2
constexpr double kMaxInterval = 300;
constexpr double kMaxLifetime = 3600;
constexpr std::int64_t kSlowDownMs = 5000;  // §3.5

double seconds_of(const json::object& members, std::string_view name, double fallback, double most) {
  const json::value* v = json::find(members, name);
  if (v == nullptr || !v->is_number()) return fallback;
  const double seconds = v->to_number<double>();
  return seconds >= 1 ? std::min(seconds, most) : fallback;
}

/// An address that may be shown and opened, or empty.
std::string web_address(std::string_view text) {
  const bool is_web = text.starts_with("https://") || text.starts_with("http://");
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return is_web && is_plain && text.size() < 2048 ? std::string(text) : std::string();
}

void show(const DeviceAuthorization& device, const Context& context) {
  context.person->tell(
      fmt::format("To sign in, open {} in a browser and enter the code {}", device.verification_uri, device.user_code));
  if (device.complete_uri.empty()) return;
  if (Status opened = context.person->open_browser(device.complete_uri); !opened) {
    context.person->tell(opened.error().message);
  }
}

/// One question of §3.4: a token, an error, or nothing yet. `interval_ms` grows when the provider wants it so, and,
/// as §3.5 tells, when it could not be reached.
Result<std::optional<Token>> poll_once(const Config& config, const Context& context, const DeviceAuthorization& device,
                                       std::int64_t& interval_ms) {
  const Form form = {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                     {"device_code", device.device_code}};
  auto answer = ask(config, context, config.token_url, form, config.token_extras);
  if (!answer) {
    if (answer.error().code != ErrorCode::kTimeout) return std::move(answer).error();
    interval_ms = std::min<std::int64_t>(interval_ms * 2, static_cast<std::int64_t>(kMaxInterval * 1000));
    return std::optional<Token>();
  }
  if (answer->error == "slow_down") interval_ms += kSlowDownMs;
  if (answer->error == "slow_down" || answer->error == "authorization_pending") return std::optional<Token>();
  if (!answer->error.empty()) return refusal(*answer, config, config.token_url);
  SIGNET_TRY(Token token, read_token(answer->members, context.now_ms()));
  context.hide(token.access_token.expose());
  context.hide(token.refresh_token.expose());
  return std::optional<Token>(std::move(token));
}

}  // namespace

Result<DeviceAuthorization> read_device_authorization(const json::object& members) {
  DeviceAuthorization device;
  device.device_code = json::string_or(members, "device_code");
  device.user_code = printable(json::string_or(members, "user_code"), 64);
  device.verification_uri = web_address(json::string_or(members, "verification_uri"));
  // Google's name for it, from before the RFC.
  if (device.verification_uri.empty()) {
    device.verification_uri = web_address(json::string_or(members, "verification_url"));
  }
  device.complete_uri = web_address(json::string_or(members, "verification_uri_complete"));
  device.lifetime_ms = static_cast<std::int64_t>(seconds_of(members, "expires_in", 600, kMaxLifetime) * 1000);
  device.interval_ms =
      static_cast<std::int64_t>(seconds_of(members, "interval", kDefaultInterval, kMaxInterval) * 1000);
  if (device.device_code.empty() || device.user_code.empty() || device.verification_uri.empty()) {
    return fail(ErrorCode::kInvalidInput,
                "oauth2: the device authorization response lacks device_code, user_code or verification_uri",
                "check that deviceAuthorizationUrl is the provider's device authorization endpoint");
  }
  return device;
}

Result<Token> device_token(const Config& config, const Context& context) {
  Form form;
  for (const auto& [key, value] : {std::pair<std::string, const std::string&>{"scope", config.scope},
                                   {"audience", config.audience},
                                   {"resource", config.resource}}) {
    if (!value.empty()) form.emplace_back(key, value);
  }
  // §3.1 asks for client_id also where the client authenticates in the header.
  if (!config.client_secret.empty() && config.secret_in_header) form.emplace_back("client_id", config.client_id);
  SIGNET_TRY(const Answer answer, ask(config, context, config.device_url, std::move(form), config.auth_extras));
  if (!answer.error.empty()) return refusal(answer, config, config.device_url);
  SIGNET_TRY(const DeviceAuthorization device, read_device_authorization(answer.members));
  context.hide(device.device_code);
  show(device, context);
  const std::int64_t deadline = context.now_ms() + device.lifetime_ms;
  std::int64_t interval_ms = device.interval_ms;
  while (context.now_ms() < deadline) {
    if (!context.pause(interval_ms)) {
      return fail(ErrorCode::kCancelled, "oauth2: the run was stopped during the sign-in");
    }
    SIGNET_TRY(std::optional<Token> token, poll_once(config, context, device, interval_ms));
    if (token) return *std::move(token);
  }
  return fail(ErrorCode::kTimeout, "oauth2: nobody entered the code in time", "run again");
}

}  // namespace signet::http::oauth2
