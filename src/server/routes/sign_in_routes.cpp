// Signing up and in, passwords: what takes no session, or makes one.
#include "server/accounts/password_rules.h"
#include "server/routes/account_routes.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxPassword = kMostPasswordBytes;
constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::string_view kBrowser = "browser";

Field kind_field() {
  return {.name = "kind",
          .type = Type::kString,
          .description = "A browser gets its session as a cookie, the others as a token in the answer",
          .values = {"browser", "cli", "agent"}};
}

/// Of the session that is asked for.
std::string kind_of(const Call& call) {
  return std::string(json::string_or(call.body, "kind", kBrowser));
}

std::vector<Field> session_fields() {
  return {flag_field("signed_in"),
          {.name = "ticket", .type = Type::kString, .description = "Give it with a code to /sign-in/second-factor"},
          {.name = "session", .type = Type::kString, .description = "The session's id"},
          session_token_field(),
          csrf_token_field(),
          {.name = "device",
           .type = Type::kString,
           .description = "Where the device is to be remembered; not for browsers, which get a cookie"},
          {.name = "recovery_codes_left", .type = Type::kInteger, .description = "When one of them was used"}};
}

Answer session_answer(std::string description) {
  return {.status = 200, .description = std::move(description), .fields = session_fields(), .shape = "SignIn"};
}

Response signed_in_response(const SignedInNow& in, std::string_view kind) {
  json::object body{{"signed_in", true}};
  if (in.recovery_codes_left) body["recovery_codes_left"] = *in.recovery_codes_left;
  const bool is_browser = kind == kBrowser;
  if (!in.device.empty() && !is_browser) body["device"] = in.device.expose();
  Response response = session_response(in.session, kind, std::move(body));
  if (!in.device.empty() && is_browser) {
    response.headers.add("Set-Cookie",
                         make_cookie(kDeviceCookie, in.device.expose(), kRememberedDeviceMs / kMsPerSecond));
  }
  return response;
}

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary, Access access) {
  return declare_route(method, pattern, std::move(operation), std::move(summary), "sign-in", access);
}

void add_sign_up(std::vector<Route>& routes, const Services* services) {
  Route& sign_up = routes.emplace_back(declare(Method::kPost, "/sign-up", "signUp", "Sign up", Access::kNone));
  sign_up.body = {email_field(),
                  {.name = "name", .type = Type::kString, .required = true, .max = 128},
                  secret_field("password", kMaxPassword, "At least 12 characters"),
                  secret_field("invitation", kMaxToken, "The token of an invitation", false)};
  sign_up.body_shape = "SignUp";
  sign_up.answers = {{.status = 202, .description = "A mail is on its way, whether there is an account or not"}};
  sign_up.problems = {403, 429};
  sign_up.handler = [services](Call& call) -> Result<Response> {
    SignUpRequest request{body_text(call, "email"), body_text(call, "name"), take_secret(call, "password"),
                          take_secret(call, "invitation")};
    SIGNET_CHECK(services->accounts.sign_up(request, origin_of(call.request)));
    return make_response(202, "", "");
  };
  Route& verify = routes.emplace_back(
      declare(Method::kPost, "/sign-up/verify", "verifyEmail", "Confirm an address by the mail's link", Access::kNone));
  verify.body = {secret_field("token", kMaxToken, "What stands behind # in the link")};
  verify.answers = {{.status = 204, .description = "Confirmed"}};
  verify.problems = {404};
  verify.handler = [services](Call& call) -> Result<Response> {
    SIGNET_CHECK(services->accounts.verify_email(take_secret(call, "token"), origin_of(call.request)));
    return make_response(204, "", "");
  };
}

void add_sign_in(std::vector<Route>& routes, const Services* services) {
  Route& sign_in = routes.emplace_back(declare(Method::kPost, "/sign-in", "signIn", "Sign in", Access::kNone));
  sign_in.body = {email_field(), secret_field("password", kMaxPassword, ""),
                  secret_field("device", kMaxToken, "Of a device that is remembered; not for browsers", false),
                  kind_field()};
  sign_in.body_shape = "SignInRequest";
  sign_in.answers = {session_answer("Signed in, or a code is wanted")};
  sign_in.problems = {403, 429};
  sign_in.handler = [services](Call& call) -> Result<Response> {
    const std::string kind = kind_of(call);
    SignInRequest request{
        body_text(call, "email"), take_secret(call, "password"),
        kind == kBrowser ? SecretString(cookie(call.request, kDeviceCookie)) : take_secret(call, "device"), kind};
    SIGNET_TRY(const SignIn in, services->accounts.sign_in(request, origin_of(call.request)));
    if (const auto* wanted = std::get_if<SecondFactorWanted>(&in)) {
      return json_response(200, json::object{{"signed_in", false}, {"ticket", wanted->ticket.expose()}});
    }
    return signed_in_response(std::get<SignedInNow>(in), request.kind);
  };
  Route& second =
      routes.emplace_back(declare(Method::kPost, "/sign-in/second-factor", "giveSecondFactor",
                                  "Give a code of the authenticator app, or a recovery code", Access::kNone));
  second.body = {
      secret_field("ticket", kMaxToken, "From /sign-in"),
      secret_field("code", 64, ""),
      {.name = "remember_device", .type = Type::kBoolean, .description = "Ask for no code on this device for 30 days"},
      kind_field()};
  second.answers = {session_answer("Signed in")};
  second.problems = {403, 429};
  second.handler = [services](Call& call) -> Result<Response> {
    const json::value* remember = call.body.if_contains("remember_device");
    const std::string kind = kind_of(call);
    SIGNET_TRY(const SignedInNow in,
               services->accounts.finish_sign_in(take_secret(call, "ticket"), take_secret(call, "code"),
                                                 remember != nullptr && remember->is_bool() && remember->get_bool(),
                                                 kind, origin_of(call.request)));
    return signed_in_response(in, kind);
  };
  Route& out =
      routes.emplace_back(declare(Method::kPost, "/sign-out", "signOut", "End this session", Access::kSession));
  out.answers = {{.status = 204, .description = "Signed out"}};
  out.problems = {404};
  out.handler = [services](Call& call) -> Result<Response> {
    SIGNET_CHECK(services->accounts.sign_out(*authenticated(call).session, origin_of(call.request)));
    Response response = make_response(204, "", "");
    response.headers.add("Set-Cookie", make_cookie(kSessionCookie, "", 0));
    response.headers.add("Clear-Site-Data", R"("cache", "storage")");  // not "cookies": that takes sister hosts', too
    return response;
  };
}

void add_passwords(std::vector<Route>& routes, const Services* services) {
  Route& confirm = routes.emplace_back(declare(Method::kPost, "/password/confirm", "confirmPassword",
                                               "Give the password again, for what wants it fresh", Access::kSession));
  confirm.body = {secret_field("password", kMaxPassword, "")};
  confirm.answers = {session_answer("The session has new tokens")};
  confirm.problems = {403, 404, 429};
  confirm.handler = [services](Call& call) -> Result<Response> {
    const Session& session = *authenticated(call).session;
    SIGNET_TRY(const NewSession fresh,
               services->accounts.confirm_password(session, take_secret(call, "password"), origin_of(call.request)));
    return session_response(fresh, session.kind, {{"signed_in", true}});
  };
  Route& change = routes.emplace_back(declare(Method::kPost, "/password/change", "changePassword",
                                              "Change the password; ends all other sessions", Access::kSession));
  change.body = {secret_field("password", kMaxPassword, "The present one"),
                 secret_field("new_password", kMaxPassword, "At least 12 characters")};
  change.answers = {session_answer("Changed; the session has new tokens")};
  change.problems = {403, 404, 429};
  change.handler = [services](Call& call) -> Result<Response> {
    const Session& session = *authenticated(call).session;
    SIGNET_TRY(const NewSession fresh,
               services->accounts.change_password(session, take_secret(call, "password"),
                                                  take_secret(call, "new_password"), origin_of(call.request)));
    return session_response(fresh, session.kind, {{"signed_in", true}});
  };
  Route& ask = routes.emplace_back(declare(Method::kPost, "/password/reset-request", "requestPasswordReset",
                                           "Ask for a link to set a new password", Access::kNone));
  ask.body = {email_field()};
  ask.answers = {{.status = 202, .description = "If there is such an account, a mail is on its way"}};
  ask.problems = {429};
  ask.handler = [services](Call& call) -> Result<Response> {
    SIGNET_CHECK(services->accounts.request_password_reset(body_text(call, "email"), origin_of(call.request)));
    return make_response(202, "", "");
  };
  Route& reset =
      routes.emplace_back(declare(Method::kPost, "/password/reset", "resetPassword",
                                  "Set a new password by the mail's link; ends all sessions", Access::kNone));
  reset.body = {secret_field("token", kMaxToken, "What stands behind # in the link"),
                secret_field("new_password", kMaxPassword, "At least 12 characters")};
  reset.answers = {{.status = 204, .description = "Set"}};
  reset.problems = {404, 429};
  reset.handler = [services](Call& call) -> Result<Response> {
    SIGNET_CHECK(services->accounts.reset_password(take_secret(call, "token"), take_secret(call, "new_password"),
                                                   origin_of(call.request)));
    return make_response(204, "", "");
  };
}

}  // namespace

std::vector<Route> sign_in_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(16);  // references to routes above stay good
  add_sign_up(routes, services);
  add_sign_in(routes, services);
  add_passwords(routes, services);
  return routes;
}

}  // namespace signet::server
