// Notifications in the app: what a person should know, kept until it is deleted, or pushed out by kMaxNotifications
// newer ones. Written in the transaction that they tell of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/origin.h"
#include "store/transaction.h"

namespace signet::server {

inline constexpr std::int64_t kMaxNotifications = 500;
inline constexpr std::int64_t kMaxNotificationPage = 100;

struct Notification {
  std::string id;
  std::string kind;      ///< the action in the audit log, "account.password.change"
  std::string text;      ///< for people, a sentence without its end
  json::object details;  ///< for programs: "address", "user_agent" and ids; never a secret
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> read_ms;
};

/// What is told of a change that came from `origin`.
[[nodiscard]] Status notify(store::Transaction& transaction, std::string_view user_id, std::string_view kind,
                            std::string_view text, const Origin& origin, std::int64_t now_ms);

/// Newest first.
struct NotificationPage {
  std::vector<Notification> notifications;
  std::string next_cursor;  ///< for the page behind this one; empty: there is none
};

/// A page of at most `limit` (1 to kMaxNotificationPage); the first one when `cursor` is empty. kInvalidInput for a
/// cursor that no page gave.
[[nodiscard]] Result<NotificationPage> list_notifications(store::Transaction& transaction, std::string_view user_id,
                                                          std::string_view cursor, std::int64_t limit,
                                                          bool unread_only);
[[nodiscard]] Result<std::int64_t> count_unread(store::Transaction& transaction, std::string_view user_id);

/// kNotFound for any but the user's own.
[[nodiscard]] Status mark_read(store::Transaction& transaction, std::string_view user_id, std::string_view id,
                               std::int64_t now_ms);
/// How many were not read before.
[[nodiscard]] Result<std::int64_t> mark_all_read(store::Transaction& transaction, std::string_view user_id,
                                                 std::int64_t now_ms);
/// kNotFound for any but the user's own.
[[nodiscard]] Status delete_notification(store::Transaction& transaction, std::string_view user_id,
                                         std::string_view id);

}  // namespace signet::server
