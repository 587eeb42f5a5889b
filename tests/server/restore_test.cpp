// Restoring a server: its people and keys are back, and nothing that was ended since works again.
#include "server/restore.h"

#include <gtest/gtest.h>

#include "server/accounts/api_keys.h"
#include "server/audit/audit_log.h"
#include "server/mail/mail_queue.h"
#include "tests/server/support.h"

namespace signet::server {
namespace {

using store::test::Kind;

class ServerRestore : public test::WithAccounts {
 protected:
  void SetUp() override {
    WithAccounts::SetUp();
    if (IsSkipped()) return;
    make_account("ada@example.com");
    file_ = place_->folder() / "one.signet-backup";
  }

  NewApiKey make_key(const std::string& user) {
    const auto made = database_->write([&](store::Transaction& transaction) {
      return make_api_key(transaction, user, {"ci", Scope::kRead, std::nullopt}, now_ms_);
    });
    EXPECT_TRUE(made);
    return {made->id, made->key.clone()};
  }

  bool opens(const SecretString& key) {
    const auto found = database_->read(
        [&](store::Transaction& transaction) { return find_api_key(transaction, key.expose(), now_ms_); });
    return found && found->has_value();
  }

  void back_up() { ASSERT_TRUE(store::write_backup(*database_, file_)); }
  Result<Restored> restore_here(bool replace) {
    return restore(*database_, {file_, replace, place_->folder() / "backups"}, now_ms_);
  }

  std::filesystem::path file_;
};
SIGNET_ON_BOTH(ServerRestore);

TEST_P(ServerRestore, MovesAServerToANewDatabaseOfEitherKind) {
  back_up();
  for (const Kind kind : {Kind::kSqlite, Kind::kPostgres}) {
    if (kind == Kind::kPostgres && !signet::test::Postgres::is_installed()) continue;
    store::test::Place place(kind);
    store::Database target = place.open();
    const auto restored = restore(target, {file_, false, place.folder() / "backups"}, now_ms_);
    ASSERT_TRUE(restored) << restored.error().to_string();
    EXPECT_TRUE(restored->before.empty());
    EXPECT_EQ(store::test::read_value(target, "SELECT email FROM users"), store::Value("ada@example.com"));
    const auto again = restore(target, {file_, false, place.folder() / "backups"}, now_ms_);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  }
}

TEST_P(ServerRestore, EndsWhatWasOpenAndKeepsWhatWasRevokedSince) {
  const SignedIn ada = sign_in("ada@example.com");
  const auto session =
      accounts_->sign_in({"ada@example.com", SecretString(test::kPassword), SecretString()}, test::kHome);
  ASSERT_TRUE(session);
  const SecretString& token = std::get<SignedInNow>(*session).session.token;
  const NewApiKey kept = make_key(ada.session.user_id);
  const NewApiKey revoked = make_key(ada.session.user_id);
  ASSERT_TRUE(database_->write([&](store::Transaction& transaction) {
    return enqueue_mail(transaction, outbox_, {"one", "ada@example.com", "Hello", "text", ""}, now_ms_);
  }));
  back_up();
  ASSERT_TRUE(database_->write([&](store::Transaction& transaction) {
    return revoke_api_key(transaction, ada.session.user_id, revoked.id, now_ms_);
  }));

  ASSERT_FALSE(restore_here(false)) << "what is there goes only when somebody says so";
  const auto restored = restore_here(true);
  ASSERT_TRUE(restored) << restored.error().to_string();
  EXPECT_EQ(restored->sessions_ended, 2);
  EXPECT_GE(restored->mails_dropped, 1);
  EXPECT_EQ(restored->keys_kept_revoked, 1);
  EXPECT_FALSE(find(token)) << "a session of the backup's time";
  EXPECT_TRUE(opens(kept.key));
  EXPECT_FALSE(opens(revoked.key));
  EXPECT_TRUE(mails().empty()) << "a second time";
  EXPECT_TRUE(store::check_backup(restored->before)) << "what was there before";
  const auto checked = database_->read([](store::Transaction& transaction) { return verify_audit(transaction); });
  ASSERT_TRUE(checked);
  EXPECT_FALSE(checked->broken) << checked->why;
  EXPECT_EQ(store::test::read_value(*database_, "SELECT action FROM audit_log ORDER BY seq DESC LIMIT 1"),
            store::Value("server.restore"));
}

TEST_P(ServerRestore, ChangesNothingWhenTheFileIsDamaged) {
  back_up();
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 10);
  ASSERT_FALSE(restore_here(true));
  EXPECT_FALSE(std::filesystem::exists(place_->folder() / "backups")) << "no backup for a restore that cannot be";
  EXPECT_EQ(store::test::read_value(*database_, "SELECT email FROM users"), store::Value("ada@example.com"));
}

}  // namespace
}  // namespace signet::server
