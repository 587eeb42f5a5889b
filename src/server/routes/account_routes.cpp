// One's own account: profile, data, end, second factor, sessions.
#include "server/routes/account_routes.h"

#include "base/time.h"
#include "server/accounts/password_rules.h"
#include "server/audit/audit_log.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxPassword = kMostPasswordBytes;

Field codes_field() {
  return {.name = "recovery_codes",
          .type = Type::kArray,
          .required = true,
          .description = "Shown this once",
          .fields = {{.type = Type::kString}}};
}

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary,
              Access access = Access::kSession) {
  Route route = declare_route(method, "/account" + std::string(pattern), std::move(operation), std::move(summary),
                              "account", access);
  route.problems = {403, 404};
  return route;
}

json::object codes_json(const std::vector<SecretString>& codes) {
  json::object body;
  json::array& list = body["recovery_codes"].emplace_array();
  for (const SecretString& code : codes) list.emplace_back(code.expose());
  return body;
}

Response gone(std::string_view cookie_name) {
  Response response = make_response(204, "", "");
  response.headers.add("Set-Cookie", make_cookie(cookie_name, "", 0));
  return response;
}

void add_profile(std::vector<Route>& routes, const Services* services) {
  Route& read =
      routes.emplace_back(declare(Method::kGet, "", "getAccount", "One's own account", Access::kSessionOrKey));
  read.answers = {{.status = 200,
                   .description = "The account",
                   .fields = {text_field("id"), text_field("email"), text_field("name"), flag_field("is_verified"),
                              flag_field("is_admin"), flag_field("has_two_factor"), number_field("recovery_codes_left"),
                              time_field("created"), time_field("password_changed", true)},
                   .shape = "Account"}};
  read.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnAccount)) return *std::move(refusal);
    SIGNET_TRY(const Profile profile, services->accounts.profile(call.caller.user));
    return json_response(200, json::object{{"id", profile.id},
                                           {"email", profile.email},
                                           {"name", profile.name},
                                           {"is_verified", profile.is_verified},
                                           {"is_admin", profile.is_admin},
                                           {"has_two_factor", profile.has_two_factor},
                                           {"recovery_codes_left", profile.recovery_codes_left},
                                           {"created", iso_time(profile.created_ms)},
                                           {"password_changed", time_value(profile.password_changed_ms)}});
  };
  Route& data = routes.emplace_back(declare(Method::kGet, "/export", "exportAccount", "Everything kept about oneself"));
  data.answers = {{.status = 200,
                   .description = "All but hashes and secrets",
                   .fields = {text_field("id"), text_field("email"), text_field("name")},
                   .shape = "AccountExport"}};
  data.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kExportOwnAccount)) return *std::move(refusal);
    SIGNET_TRY(const json::object all, services->accounts.export_account(call.caller.user));
    return json_response(200, all);
  };
  Route& end = routes.emplace_back(declare(Method::kPost, "/delete", "deleteAccount", "Delete one's own account"));
  end.body = {secret_field("password", kMaxPassword)};
  end.answers = {{.status = 204, .description = "Deleted"}};
  end.problems = {403, 404, 409, 429};
  end.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kDeleteOwnAccount)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.delete_account(*authenticated(call).session, take_secret(call, "password"),
                                                   origin_of(call.request)));
    return gone(kSessionCookie);
  };
}

void add_two_factor(std::vector<Route>& routes, const Services* services) {
  Route& begin = routes.emplace_back(
      declare(Method::kPost, "/two-factor", "beginTwoFactor", "Begin to set an authenticator app up"));
  begin.answers = {{.status = 200,
                    .description = "What the app needs; nothing is on yet",
                    .fields = {text_field("uri", "otpauth://..."), text_field("key", "The same, to be typed"),
                               text_field("qr_svg", "The same as a picture")},
                    .shape = "TwoFactorSetUp"}};
  begin.problems = {403, 404, 409};
  begin.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnTwoFactor)) return *std::move(refusal);
    SIGNET_TRY(const TwoFactorSetUp set_up, services->accounts.begin_two_factor(call.caller.user));
    return json_response(
        200,
        json::object{{"uri", set_up.uri.expose()}, {"key", set_up.key.expose()}, {"qr_svg", set_up.qr_svg.expose()}});
  };
  Route& confirm = routes.emplace_back(declare(Method::kPost, "/two-factor/confirm", "confirmTwoFactor",
                                               "Turn it on by a first code; ends all other sessions"));
  confirm.body = {secret_field("code", kMaxPassword)};
  confirm.answers = {{.status = 200,
                      .description = "It is on; the session has new tokens",
                      .fields = {codes_field(), text_field("session"), session_token_field(), csrf_token_field()},
                      .shape = "TwoFactorOn"}};
  confirm.problems = {403, 404, 409};
  confirm.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnTwoFactor)) return *std::move(refusal);
    const Session& session = *authenticated(call).session;
    SIGNET_TRY(const TwoFactorOn on,
               services->accounts.confirm_two_factor(session, take_secret(call, "code"), origin_of(call.request)));
    return session_response(on.session, session.kind, codes_json(on.recovery_codes));
  };
  Route& remove = routes.emplace_back(
      declare(Method::kPost, "/two-factor/remove", "removeTwoFactor", "Turn it off by password and code"));
  remove.body = {secret_field("password", kMaxPassword), secret_field("code", kMaxPassword)};
  remove.answers = {{.status = 204, .description = "It is off"}};
  remove.problems = {403, 404, 409, 429};
  remove.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnTwoFactor)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.remove_two_factor(*authenticated(call).session, take_secret(call, "password"),
                                                      take_secret(call, "code"), origin_of(call.request)));
    return gone(kDeviceCookie);
  };
  Route& renew = routes.emplace_back(declare(Method::kPost, "/two-factor/recovery-codes", "renewRecoveryCodes",
                                             "Ten new recovery codes in the place of the old ones"));
  renew.answers = {{.status = 200, .description = "The codes", .fields = {codes_field()}, .shape = "RecoveryCodes"}};
  renew.problems = {403, 404, 409};
  renew.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnTwoFactor)) return *std::move(refusal);
    SIGNET_TRY(const auto codes,
               services->accounts.renew_recovery_codes(*authenticated(call).session, origin_of(call.request)));
    return json_response(200, codes_json(codes));
  };
}

void add_sessions(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "/sessions", "listSessions", "One's own sessions"));
  list.answers = {
      {.status = 200,
       .description = "Last used first",
       .fields = {{.name = "sessions",
                   .type = Type::kArray,
                   .required = true,
                   .fields = {{.type = Type::kObject,
                               .fields = {text_field("id"), text_field("kind"), text_field("user_agent"),
                                          text_field("address"), time_field("created"), time_field("last_used"),
                                          flag_field("has_second_factor"), flag_field("is_this")},
                               .shape = "Session"}}}},
       .shape = "Sessions"}};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnSessions)) return *std::move(refusal);
    SIGNET_TRY(const auto sessions, services->database.read([&](store::Transaction& transaction) {
      return list_sessions(transaction, call.caller.user, services->now_ms());
    }));
    json::object body;
    json::array& out = body["sessions"].emplace_array();
    for (const Session& s : sessions) {
      out.push_back(json::object{{"id", s.id},
                                 {"kind", s.kind},
                                 {"user_agent", s.user_agent},
                                 {"address", s.address},
                                 {"created", iso_time(s.created_ms)},
                                 {"last_used", iso_time(s.last_used_ms)},
                                 {"has_second_factor", s.second_factor_ms.has_value()},
                                 {"is_this", s.id == authenticated(call).session->id}});
    }
    return json_response(200, body);
  };
  Route& revoke = routes.emplace_back(declare(Method::kDelete, "/sessions/{id}", "revokeSession", "End a session"));
  revoke.answers = {{.status = 204, .description = "Ended"}};
  revoke.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kRevokeOwnSessions)) return *std::move(refusal);
    const Status revoked = services->database.write([&](store::Transaction& transaction) -> Status {
      SIGNET_CHECK(revoke_session(transaction, call.caller.user, call.text("id")));
      AuditEvent event{"account.sessions.revoke"};
      event.target = std::string(call.text("id"));
      return append_audit(transaction, std::move(event), change_of(*services, call));
    });
    SIGNET_CHECK(revoked);
    return make_response(204, "", "");
  };
  Route& others = routes.emplace_back(
      declare(Method::kPost, "/sessions/revoke-others", "revokeOtherSessions", "End all sessions but this one"));
  others.answers = {
      {.status = 200, .description = "How many", .fields = {number_field("revoked")}, .shape = "Revoked"}};
  others.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kRevokeOwnSessions)) return *std::move(refusal);
    SIGNET_TRY(const std::int64_t revoked,
               services->database.write([&](store::Transaction& transaction) -> Result<std::int64_t> {
                 SIGNET_TRY(const std::int64_t ended,
                            revoke_sessions(transaction, call.caller.user, authenticated(call).session->id));
                 AuditEvent event{"account.sessions.revoke_others"};
                 event.target = call.caller.user;
                 event.details["ended"] = ended;
                 SIGNET_CHECK(append_audit(transaction, std::move(event), change_of(*services, call)));
                 return ended;
               }));
    return json_response(200, json::object{{"revoked", revoked}});
  };
}

}  // namespace

std::vector<Route> account_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(16);  // references to routes above stay good
  add_profile(routes, services);
  add_two_factor(routes, services);
  add_sessions(routes, services);
  return routes;
}

}  // namespace signet::server
