// Settings of one's own account: name, e-mail address, remembered devices.
#include "base/time.h"
#include "server/accounts/remembered_devices.h"
#include "server/audit/audit_log.h"
#include "server/names.h"
#include "server/routes/account_routes.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxToken = 128;
constexpr std::int64_t kMaxEmail = 254;

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_route(method, "/account" + std::string(pattern), std::move(operation), std::move(summary),
                              "account", Access::kSession);
  route.problems = {404};
  return route;
}

Field device_field() {
  const auto text = [](std::string name) { return Field{.name = std::move(name), .required = true}; };
  const auto time = [](std::string name) {
    return Field{.name = std::move(name), .required = true, .format = "date-time"};
  };
  return {.type = Type::kObject,
          .fields = {text("id"),
                     text("user_agent"),
                     text("address"),
                     time("created"),
                     time("last_used"),
                     time("expires"),
                     {.name = "is_this", .type = Type::kBoolean, .required = true}},
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
    SIGNET_CHECK(services->accounts.rename(call.caller.user, std::string(call.body.at("name").get_string()),
                                           origin_of(call.request)));
    return make_response(204, "", "");
  };
  Route& ask = routes.emplace_back(
      declare(Method::kPost, "/email", "requestEmailChange", "Ask for a link that changes the e-mail address"));
  ask.body = {{.name = "email", .required = true, .format = "email", .max = kMaxEmail}};
  ask.answers = {{.status = 202, .description = "A mail is on its way to that address, and one to the present one"}};
  ask.problems = {404, 409, 429};
  ask.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnEmail)) return *std::move(refusal);
    SIGNET_CHECK(services->accounts.request_email_change(*authenticated(call).session,
                                                         call.body.at("email").get_string(), origin_of(call.request)));
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
      declare(Method::kGet, "/devices", "listDevices", "Browsers that are asked for no second factor"));
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
      event.actor = call.caller.user;
      event.target = std::string(call.text("id"));
      return append_audit(transaction, event, origin_of(call.request), services->now_ms());
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
