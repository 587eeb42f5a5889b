// One's own notifications: listed, counted, marked as read, deleted.
#include "base/time.h"
#include "server/notifications/notifications.h"
#include "server/routes/account_routes.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"

namespace signet::server {

namespace {

constexpr std::int64_t kUsualPage = 50;
constexpr std::int64_t kMaxCursor = 64;

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  return declare_route(method, "/notifications" + std::string(pattern), std::move(operation), std::move(summary),
                       "notifications", Access::kSessionOrKey);
}

Field unread_field() {
  return {.name = "unread", .type = Type::kInteger, .required = true, .description = "How many are not read"};
}

Field notification_field() {
  return {.type = Type::kObject,
          .fields = {text_field("id"),
                     text_field("kind", "account.password.change, ..."),
                     text_field("text", "A sentence without its end"),
                     {.name = "details", .type = Type::kObject, .required = true},
                     time_field("created"),
                     time_field("read", true)},
          .shape = "Notification"};
}

json::object to_json(const Notification& n) {
  return {{"id", n.id},
          {"kind", n.kind},
          {"text", n.text},
          {"details", n.details},
          {"created", iso_time(n.created_ms)},
          {"read", time_value(n.read_ms)}};
}

void add_reading(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "", "listNotifications", "One's own notifications"));
  list.query = {{.name = "limit", .type = Type::kInteger, .min = 1, .max = kMaxNotificationPage},
                {.name = "cursor", .description = "The next_cursor of the page before", .max = kMaxCursor},
                {.name = "unread_only", .type = Type::kBoolean}};
  list.answers = {
      {.status = 200,
       .description = "Newest first",
       .fields = {{.name = "notifications", .type = Type::kArray, .required = true, .fields = {notification_field()}},
                  {.name = "next_cursor",
                   .required = true,
                   .description = "For the page behind; null: there is none",
                   .nullable = true},
                  unread_field()},
       .shape = "Notifications"}};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnNotifications)) return *std::move(refusal);
    const json::value* unread_only = call.parameter("unread_only");
    std::int64_t unread = 0;
    SIGNET_TRY(const NotificationPage page,
               services->database.read([&](store::Transaction& transaction) -> Result<NotificationPage> {
                 SIGNET_TRY(unread, count_unread(transaction, call.caller.user));
                 return list_notifications(transaction, call.caller.user, call.text("cursor"),
                                           call.number("limit", kUsualPage),
                                           unread_only != nullptr && unread_only->get_bool());
               }));
    json::object body;
    json::array& out = body["notifications"].emplace_array();
    for (const Notification& n : page.notifications) out.push_back(to_json(n));
    body["next_cursor"] = page.next_cursor.empty() ? json::value() : json::value(page.next_cursor);
    body["unread"] = unread;
    return json_response(200, body);
  };
  Route& count =
      routes.emplace_back(declare(Method::kGet, "/unread", "countUnreadNotifications", "How many are not read"));
  count.answers = {{.status = 200, .description = "The number", .fields = {unread_field()}, .shape = "Unread"}};
  count.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnNotifications)) return *std::move(refusal);
    SIGNET_TRY(const std::int64_t unread, services->database.read([&](store::Transaction& transaction) {
      return count_unread(transaction, call.caller.user);
    }));
    return json_response(200, json::object{{"unread", unread}});
  };
}

void add_changing(std::vector<Route>& routes, const Services* services) {
  Route& read = routes.emplace_back(declare(Method::kPost, "/{id}/read", "readNotification", "Mark one as read"));
  read.answers = {{.status = 204, .description = "Marked, or it was already"}};
  read.problems = {404};
  read.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnNotifications)) return *std::move(refusal);
    SIGNET_CHECK(services->database.write([&](store::Transaction& transaction) {
      return mark_read(transaction, call.caller.user, call.text("id"), services->now_ms());
    }));
    return make_response(204, "", "");
  };
  Route& all = routes.emplace_back(declare(Method::kPost, "/read-all", "readAllNotifications", "Mark all as read"));
  all.answers = {{.status = 200,
                  .description = "How many were not read before",
                  .fields = {number_field("marked")},
                  .shape = "Marked"}};
  all.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnNotifications)) return *std::move(refusal);
    SIGNET_TRY(const std::int64_t marked, services->database.write([&](store::Transaction& transaction) {
      return mark_all_read(transaction, call.caller.user, services->now_ms());
    }));
    return json_response(200, json::object{{"marked", marked}});
  };
  Route& gone = routes.emplace_back(declare(Method::kDelete, "/{id}", "deleteNotification", "Delete one"));
  gone.answers = {{.status = 204, .description = "Deleted"}};
  gone.problems = {404};
  gone.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kChangeOwnNotifications)) return *std::move(refusal);
    SIGNET_CHECK(services->database.write([&](store::Transaction& transaction) {
      return delete_notification(transaction, call.caller.user, call.text("id"));
    }));
    return make_response(204, "", "");
  };
}

}  // namespace

std::vector<Route> notification_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_reading(routes, services);
  add_changing(routes, services);
  return routes;
}

}  // namespace signet::server
