// Settings of one's own account: name, e-mail address, remembered devices.
#include "base/time.h"
#include "server/accounts/remembered_devices.h"
#include "server/audit/audit_log.h"
#include "server/names.h"
#include "server/routes/account_routes.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_route(method, "/account" + std::string(pattern), std::move(operation), std::move(summary),
                              "account", Access::kSession);
  route.problems = {404};
  return route;
}

Field device_field() {
  return {.type = Type::kObject,
          .fields = {text_field("id"), text_field("user_agent"), text_field("address"), time_field("created"),
                     time_field("last_used"), time_field("expires"), flag_field("is_this")},
          .shape = "RememberedDevice"};
}

json::object to_json(const RememberedDevice& d) {
  return {{"id", d.id},
          {"user_agent", d.user_agent},
          {"address", d.address},
          {"created", iso_time(d.created_ms)},
          {"last_used", iso_time(d.last_used_ms)},
          {"expires", iso_time(d.expires_ms)},
          {"is_this", d.is_this}};
}

void add_profile(std::vector<Route>& routes, const Services* services) {
  Route& rename = routes.emplace_back(declare(Method::kPatch, "", "changeAccount", "Change one's own name"));
  rename.body = {{.name = "name", .required = true, .min = 1, .max = kMaxNameBytes}};
  rename.answers = {{.status = 204, .description = "Changed"}};
  rename.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnProfile)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.rename(call.caller.user, body_text(call, "name"), origin_of(call.request)));
    return make_response(204, "", "");
  };
  Route& ask = routes.emplace_back(
      declare(Method::kPost, "/email", "requestEmailChange", "Ask for a link that changes the e-mail address"));
  ask.body = {email_field()};
  ask.answers = {{.status = 202, .description = "A mail is on its way to that address, and one to the present one"}};
  ask.problems = {404, 409, 429};
  ask.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnEmail)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.request_email_change(*authenticated(call).session, body_text(call, "email"),
                                                         origin_of(call.request)));
    return make_response(202, "", "");
  };
  Route& confirm = routes.emplace_back(
      declare(Method::kPost, "/email/confirm", "confirmEmailChange", "Change the address by the mail's link"));
  confirm.body = {secret_field("token", kMaxToken, "What stands behind # in the link")};
  confirm.answers = {{.status = 204, .description = "Changed"}};
  confirm.problems = {404, 409};
  confirm.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnProfile)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.confirm_email_change(*authenticated(call).session, take_secret(call, "token"),
                                                         origin_of(call.request)));
    return make_response(204, "", "");
  };
}

void add_devices(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare(Method::kGet, "/devices", "listDevices", "Devices that are asked for no second factor"));
  list.answers = {{.status = 200,
                   .description = "Last used first",
                   .fields = {{.name = "devices", .type = Type::kArray, .required = true, .fields = {device_field()}}},
                   .shape = "RememberedDevices"}};
  list.problems = {};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnSessions)) return *std::move(refusal);
    SIGNET_TRY(const auto devices, services->database.read([&](store::Transaction& transaction) {
      return list_devices(transaction, call.caller.user, cookie(call.request, kDeviceCookie), services->now_ms());
    }));
    json::object body;
    json::array& out = body["devices"].emplace_array();
    for (const RememberedDevice& device : devices) out.push_back(to_json(device));
    return json_response(200, body);
  };
  Route& revoke =
      routes.emplace_back(declare(Method::kDelete, "/devices/{id}", "revokeDevice", "Ask it for a code again"));
  revoke.answers = {{.status = 204, .description = "Forgotten"}};
  revoke.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kRevokeOwnSessions)) return *std::move(refusal);
    const Status revoked = services->database.write([&](store::Transaction& transaction) -> Status {
      SIGNET_CHECK(revoke_device(transaction, call.caller.user, call.text("id")));
      AuditEvent event{"account.devices.revoke"};
      event.target = std::string(call.text("id"));
      return append_audit(transaction, std::move(event), change_of(*services, call));
    });
    if (!revoked) return revoked.error();
    return make_response(204, "", "");
  };
}

}  // namespace

std::vector<Route> settings_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_profile(routes, services);
  add_devices(routes, services);
  return routes;
}

}  // namespace signet::server
