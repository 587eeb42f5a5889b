// What administrators of the server do with accounts.
#include "base/time.h"
#include "server/accounts/administration.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_routes.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxReason = 500;

Field user_field() {
  return {.type = Type::kObject,
          .fields = {text_field("id"),
                     text_field("email"),
                     text_field("name"),
                     flag_field("is_admin"),
                     flag_field("is_verified"),
                     flag_field("has_two_factor"),
                     time_field("created"),
                     time_field("last_sign_in", true),
                     time_field("disabled", true),
                     {.name = "disabled_reason", .required = true, .nullable = true}},
          .shape = "User"};
}

json::object to_json(const UserEntry& user) {
  return {{"id", user.id},
          {"email", user.email},
          {"name", user.name},
          {"is_admin", user.is_admin},
          {"is_verified", user.is_verified},
          {"has_two_factor", user.has_two_factor},
          {"created", iso_time(user.created_ms)},
          {"last_sign_in", time_value(user.last_sign_in_ms)},
          {"disabled", time_value(user.disabled_ms)},
          {"disabled_reason", text_value(user.disabled_reason)}};
}

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_route(method, "/server/users" + std::string(pattern), std::move(operation), std::move(summary),
                              "server", Access::kSessionOrKey);
  if (pattern.starts_with("/{user}")) {
    route.answers = {{.status = 200, .description = "The account", .fields = user_field().fields, .shape = "User"}};
    route.problems = {404};
  }
  return route;
}

/// Does something with the account of the path in one transaction, and answers with it as it is then.
template <typename Work>
Result<Response> change_user(const Services& services, const Call& call, Action action, const Work& work) {
  if (auto refusal = refuse(call, action)) return *std::move(refusal);
  return services.database.write([&](store::Transaction& transaction) -> Result<Response> {
    SIGNET_CHECK(work(transaction, call.text("user"), change_of(services, call)));
    SIGNET_TRY(const UserEntry user, get_user_entry(transaction, call.text("user")));
    return json_response(200, to_json(user));
  });
}

void add_read(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "", "listUsers", "All accounts, by address"));
  list.query = page_fields();
  list.query.push_back({.name = "search", .description = "A part of the address or the name", .max = 100});
  list.answers = {page_answer("users", user_field(), "Users")};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadUsers)) return *std::move(refusal);
    SIGNET_TRY(const Page page, read_page(call, 1));
    const UserFilter filter{std::string(call.text("search")), page.place[0], page.limit + 1};
    SIGNET_TRY(const auto users, services->database.read(
                                     [&](store::Transaction& transaction) { return list_users(transaction, filter); }));
    return json_response(200, page_json("users", users, page, to_json,
                                        [](const UserEntry& user) { return std::vector{user.canonical}; }));
  };
  Route& read = routes.emplace_back(declare(Method::kGet, "/{user}", "getUser", "An account"));
  read.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadUsers)) return *std::move(refusal);
    SIGNET_TRY(const UserEntry user, services->database.read([&](store::Transaction& transaction) {
      return get_user_entry(transaction, call.text("user"));
    }));
    return json_response(200, to_json(user));
  };
}

void add_change(std::vector<Route>& routes, const Services* services) {
  Route& disable = routes.emplace_back(declare(Method::kPost, "/{user}/disable", "disableUser",
                                               "Disable an account: its sessions end, its keys do not work"));
  disable.body = {{.name = "reason", .required = true, .max = kMaxReason}};
  disable.problems = {404, 409};
  disable.handler = [services](Call& call) -> Result<Response> {
    return change_user(*services, call, Action::kDisableUser, [&](auto& transaction, auto id, const auto& change) {
      return disable_user(transaction, id, body_text(call, "reason"), change);
    });
  };
  Route& enable =
      routes.emplace_back(declare(Method::kPost, "/{user}/enable", "enableUser", "Enable a disabled account again"));
  enable.problems = {404, 409};
  enable.handler = [services](Call& call) -> Result<Response> {
    return change_user(*services, call, Action::kDisableUser, enable_user);
  };
  Route& out = routes.emplace_back(
      declare(Method::kPost, "/{user}/sign-out", "signUserOut", "End all sessions and forget all devices of somebody"));
  out.problems = {404};
  out.handler = [services](Call& call) -> Result<Response> {
    return change_user(*services, call, Action::kDisableUser, sign_user_out);
  };
  Route& admin = routes.emplace_back(declare(Method::kPut, "/{user}/admin", "setAdmin",
                                             "Make somebody an administrator of the server, or no longer one"));
  admin.body = {flag_field("admin")};
  admin.problems = {404, 409};
  admin.handler = [services](Call& call) -> Result<Response> {
    return change_user(*services, call, Action::kChangeServer, [&](auto& transaction, auto id, const auto& change) {
      return set_admin(transaction, id, json::bool_or(call.body, "admin", false), change);
    });
  };
}

}  // namespace

std::vector<Route> user_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_read(routes, services);
  add_change(routes, services);
  return routes;
}

}  // namespace signet::server
