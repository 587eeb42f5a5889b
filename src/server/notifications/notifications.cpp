#include "server/notifications/notifications.h"

#include <fmt/format.h>

#include <charconv>

#include "base/ids.h"

namespace signet::server {

namespace {

/// Where a page begins: behind this row.
struct Place {
  std::int64_t created_ms = INT64_MAX;
  std::string id;
};

Result<Place> read_place(std::string_view cursor) {
  Place place;
  if (cursor.empty()) return place;
  const std::size_t dot = cursor.find('.');
  const char* end = cursor.data() + std::min(dot, cursor.size());
  const auto [stop, failed] = std::from_chars(cursor.data(), end, place.created_ms);
  if (dot == std::string_view::npos || failed != std::errc() || stop != end) {
    return fail(ErrorCode::kInvalidInput, "this is no cursor of the list", "take the next_cursor of the page before");
  }
  place.id = cursor.substr(dot + 1);
  return place;
}

Result<Notification> read_notification(const store::Row& row) {
  Notification n;
  std::string details;
  SIGNET_CHECK(row.read(n.id, n.kind, n.text, details, n.created_ms, n.read_ms));
  SIGNET_TRY(json::value parsed, json::parse(details, "a notification"));
  if (parsed.is_object()) n.details = std::move(parsed.get_object());
  return n;
}

Error no_notification() {
  return fail(ErrorCode::kNotFound, "there is no such notification");
}

}  // namespace

Status notify(store::Transaction& transaction, std::string_view user_id, std::string_view kind, std::string_view text,
              const Origin& origin, std::int64_t now_ms) {
  const json::object details{{"address", origin.address}, {"user_agent", origin.user_agent}};
  SIGNET_CHECK(transaction.enqueue(
      "INSERT INTO notifications (id, user_id, kind, text, details, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
      {make_uuid(), user_id, kind, text, boost::json::serialize(details), now_ms}));
  // One is too many at most, unless the limit was larger once.
  return transaction.enqueue(
      "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE user_id = $1 "
      "ORDER BY created_ms DESC, id DESC LIMIT 100 OFFSET $2)",
      {user_id, kMaxNotifications});
}

Result<NotificationPage> list_notifications(store::Transaction& transaction, std::string_view user_id,
                                            std::string_view cursor, std::int64_t limit, bool unread_only) {
  SIGNET_TRY(const Place place, read_place(cursor));
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, kind, text, details, created_ms, read_ms FROM notifications "
                               "WHERE user_id = $1 AND (created_ms, id) < ($2, $3) "
                               "AND ($4 = 0 OR read_ms IS NULL) ORDER BY created_ms DESC, id DESC LIMIT $5",
                               {user_id, place.created_ms, place.id, unread_only, limit + 1}));
  NotificationPage page;
  for (const store::Row& row : rows) {
    if (page.notifications.size() == static_cast<std::size_t>(limit)) {
      const Notification& last = page.notifications.back();
      page.next_cursor = fmt::format("{}.{}", last.created_ms, last.id);
      break;
    }
    SIGNET_TRY(Notification n, read_notification(row));
    page.notifications.push_back(std::move(n));
  }
  return page;
}

Result<std::int64_t> count_unread(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_ms IS NULL", {user_id}));
  return row->get<std::int64_t>(0);
}

Status mark_read(store::Transaction& transaction, std::string_view user_id, std::string_view id, std::int64_t now_ms) {
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE notifications SET read_ms = COALESCE(read_ms, $3) WHERE user_id = $1 "
                                 "AND id = $2",
                                 {user_id, id, now_ms}));
  if (changed == 0) return no_notification();
  return {};
}

Result<std::int64_t> mark_all_read(store::Transaction& transaction, std::string_view user_id, std::int64_t now_ms) {
  return transaction.execute("UPDATE notifications SET read_ms = $2 WHERE user_id = $1 AND read_ms IS NULL",
                             {user_id, now_ms});
}

Status delete_notification(store::Transaction& transaction, std::string_view user_id, std::string_view id) {
  SIGNET_TRY(const std::int64_t gone,
             transaction.execute("DELETE FROM notifications WHERE user_id = $1 AND id = $2", {user_id, id}));
  if (gone == 0) return no_notification();
  return {};
}

}  // namespace signet::server
