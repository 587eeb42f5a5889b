#include "server/notifications/notifications.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/support.h"

namespace signet::server {
namespace {

using test::kHome;
using testing::ElementsAre;
using testing::HasSubstr;

class Notifications : public test::WithAccounts {
 protected:
  void SetUp() override {
    WithAccounts::SetUp();
    if (IsSkipped()) return;
    make_account("ada@example.com");
    make_account("eve@example.com");
    ada_ = sign_in("ada@example.com").session.user_id;
    eve_ = sign_in("eve@example.com").session.user_id;
  }

  void tell(const std::string& user, const std::string& text, std::int64_t now_ms) {
    const Status told = database_->write(
        [&](store::Transaction& transaction) { return notify(transaction, user, "a.kind", text, kHome, now_ms); });
    ASSERT_TRUE(told) << told.error().to_string();
  }
  NotificationPage page(const std::string& user, const std::string& cursor = "", std::int64_t limit = 10,
                        bool unread_only = false) {
    auto page = database_->read([&](store::Transaction& transaction) {
      return list_notifications(transaction, user, cursor, limit, unread_only);
    });
    EXPECT_TRUE(page) << page.error().to_string();
    return *std::move(page);
  }
  std::vector<std::string> texts(const NotificationPage& page) {
    std::vector<std::string> out;
    for (const Notification& n : page.notifications) out.push_back(n.text);
    return out;
  }
  std::int64_t unread(const std::string& user) {
    return *database_->read([&](store::Transaction& transaction) { return count_unread(transaction, user); });
  }
  Status write(const std::function<Status(store::Transaction&)>& work) { return database_->write(work); }

  std::string ada_;
  std::string eve_;
};
SIGNET_ON_BOTH(Notifications);

TEST_P(Notifications, AreListedNewestFirstPageByPage) {
  for (int i = 0; i < 5; ++i) tell(ada_, std::to_string(i), 1000 + i / 2);  // some at the same time
  std::vector<std::string> all;
  std::string cursor;
  int pages = 0;
  do {
    const NotificationPage next = page(ada_, cursor, 2);
    for (const std::string& text : texts(next)) all.push_back(text);
    cursor = next.next_cursor;
    ++pages;
    // What comes meanwhile moves nothing.
    tell(ada_, "new", 2000);
  } while (!cursor.empty());
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0], "4");
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 5U);
  EXPECT_TRUE(page(eve_).notifications.empty());
}

TEST_P(Notifications, SayWhatHappenedAndFromWhere) {
  tell(ada_, "Something", 1000);
  const NotificationPage only = page(ada_);
  ASSERT_EQ(only.notifications.size(), 1U);
  EXPECT_EQ(only.notifications[0].kind, "a.kind");
  EXPECT_EQ(only.notifications[0].details.at("address"), "192.0.2.1");
  EXPECT_EQ(only.notifications[0].created_ms, 1000);
  EXPECT_FALSE(only.notifications[0].read_ms);
}

TEST_P(Notifications, AreMarkedAndDeletedByTheirOwnerAlone) {
  for (const char* text : {"one", "two", "three"}) tell(ada_, text, 1000);
  const std::string id = page(ada_).notifications[0].id;
  const std::string other = page(ada_).notifications[1].id;
  EXPECT_EQ(unread(ada_), 3);
  for (const auto& work : {std::function<Status(store::Transaction&)>(
                               [&](store::Transaction& transaction) { return mark_read(transaction, eve_, id, 2000); }),
                           std::function<Status(store::Transaction&)>([&](store::Transaction& transaction) {
                             return delete_notification(transaction, eve_, id);
                           })}) {
    const Status refused = write(work);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
  }
  EXPECT_TRUE(write([&](store::Transaction& transaction) { return mark_read(transaction, ada_, id, 2000); }));
  EXPECT_TRUE(write([&](store::Transaction& transaction) { return mark_read(transaction, ada_, id, 3000); }));
  EXPECT_EQ(page(ada_).notifications[0].read_ms, 2000) << "when it was read first";
  EXPECT_EQ(unread(ada_), 2);
  EXPECT_EQ(page(ada_, "", 10, true).notifications.size(), 2U);
  EXPECT_TRUE(write([&](store::Transaction& transaction) { return delete_notification(transaction, ada_, other); }));
  EXPECT_EQ(page(ada_).notifications.size(), 2U);
  const auto marked =
      database_->write([&](store::Transaction& transaction) { return mark_all_read(transaction, ada_, 4000); });
  ASSERT_TRUE(marked);
  EXPECT_EQ(*marked, 1);
  EXPECT_EQ(unread(ada_), 0);
}

TEST_P(Notifications, PushTheOldestOut) {
  const Status filled = write([&](store::Transaction& transaction) -> Status {
    for (int i = 0; i <= kMaxNotifications; ++i) {
      SIGNET_CHECK(notify(transaction, ada_, "a.kind", std::to_string(i), kHome, 1000 + i));
    }
    return {};
  });
  ASSERT_TRUE(filled) << filled.error().to_string();
  EXPECT_EQ(unread(ada_), kMaxNotifications);
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM notifications WHERE text = '0'"),
            store::Value(0));
}

TEST_P(Notifications, TakeNoPlaceThatNoPageGave) {
  for (const char* cursor : {"x", ".", "12", "12x.id", "99999999999999999999.id"}) {
    const auto page = database_->read(
        [&](store::Transaction& transaction) { return list_notifications(transaction, ada_, cursor, 10, false); });
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().code, ErrorCode::kInvalidInput) << cursor;
  }
}

TEST_P(Notifications, TellOfWhatAMailTellsOf) {
  const SignedIn in = sign_in("ada@example.com");
  ASSERT_TRUE(
      accounts_->change_password(in.session, SecretString(test::kPassword), SecretString(test::kOtherPassword), kHome));
  EXPECT_THAT(texts(page(ada_)), ElementsAre("Your password was changed"));
  EXPECT_EQ(page(ada_).notifications[0].kind, "account.password.change");
  EXPECT_THAT(mails().back().subject, HasSubstr("Your password was changed"));
}

}  // namespace
}  // namespace signet::server
