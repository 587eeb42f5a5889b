#include "app/vault/open_vault.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/file.h"
#include "tests/support/temporary_folder.h"
#include "vault/edits.h"

namespace signet::app {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

SecretString passphrase() {
  return SecretString("correct horse battery staple");
}

class AppVault : public testing::Test {
 protected:
  signet::test::TemporaryFolder folder_;
  OpenVault::Clock::time_point now_ = OpenVault::Clock::now();
  OpenVault vault_{{folder_.path() / "vault.signet", folder_.path() / "state"}, [this] { return now_; }};
};

TEST_F(AppVault, IsMadeWithAPassphraseThatIsLongEnough) {
  EXPECT_FALSE(vault_.exists());
  EXPECT_EQ(vault_.create(SecretString("short")).error().code, ErrorCode::kInvalidInput);
  EXPECT_FALSE(vault_.exists());
  ASSERT_TRUE(vault_.create(passphrase()));
  EXPECT_TRUE(vault_.is_open());
  EXPECT_FALSE(vault_.create(passphrase()));
}

TEST_F(AppVault, GivesNothingWhileItIsLocked) {
  ASSERT_TRUE(vault_.create(passphrase()));
  vault_.lock();
  EXPECT_FALSE(vault_.is_open());
  EXPECT_EQ(vault_.key().error().code, ErrorCode::kPermission);
  EXPECT_EQ(vault_.read().error().code, ErrorCode::kPermission);
  const Status changed = vault_.update([](vault::Store::Writer&) { return Status(); });
  EXPECT_EQ(changed.error().code, ErrorCode::kPermission);
}

TEST_F(AppVault, OpensByItsPassphraseAlone) {
  ASSERT_TRUE(vault_.create(passphrase()));
  vault_.lock();
  EXPECT_FALSE(vault_.unlock(SecretString("a wrong passphrase")));
  EXPECT_FALSE(vault_.is_open());
  ASSERT_TRUE(vault_.unlock(passphrase()));
  EXPECT_TRUE(vault_.read());
}

TEST_F(AppVault, IsForgottenAfterAWhileWithoutUse) {
  ASSERT_TRUE(vault_.create(passphrase()));
  ASSERT_TRUE(vault_.set_idle(minutes(5)));
  now_ += minutes(4);
  ASSERT_TRUE(vault_.key());  // counts as use
  now_ += minutes(4);
  EXPECT_TRUE(vault_.is_open());
  EXPECT_EQ(vault_.idle_left(), minutes(1));
  now_ += minutes(1);
  EXPECT_FALSE(vault_.is_open());
  EXPECT_FALSE(vault_.key());
  EXPECT_EQ(vault_.idle_left(), seconds(0));
}

TEST_F(AppVault, IsNotKeptOpenByLookingAtIt) {
  ASSERT_TRUE(vault_.create(passphrase()));
  for (int minute = 0; minute < 15; ++minute) {
    static_cast<void>(vault_.is_open());
    static_cast<void>(vault_.idle_left());
    now_ += minutes(1);
  }
  EXPECT_FALSE(vault_.is_open());
}

TEST_F(AppVault, TakesIdleTimesOfAMinuteToADay) {
  EXPECT_FALSE(vault_.set_idle(seconds(59)));
  EXPECT_TRUE(vault_.set_idle(minutes(1)));
  EXPECT_TRUE(vault_.set_idle(std::chrono::hours(24)));
  EXPECT_FALSE(vault_.set_idle(std::chrono::hours(24) + seconds(1)));
}

TEST_F(AppVault, SaysWhatIsWrongWithItsFile) {
  ASSERT_TRUE(vault_.create(passphrase()));
  vault_.lock();
  const auto whole = read_file(vault_.file().string());
  ASSERT_TRUE(whole);
  std::string flipped = *whole;
  flipped.back() ^= 1;
  ASSERT_TRUE(write_file(vault_.file(), flipped));
  // The passphrase opens the header's slot; what was changed is found as soon as the body is read.
  Status changed = vault_.unlock(passphrase());
  if (changed) {
    const auto read = vault_.read();
    ASSERT_FALSE(read);
    changed = read.error();
  }
  ASSERT_TRUE(write_file(vault_.file(), whole->substr(0, whole->size() / 2)));
  const Status cut = vault_.unlock(passphrase());
  ASSERT_TRUE(write_file(vault_.file(), *whole));
  const Status wrong = vault_.unlock(SecretString("a wrong passphrase"));
  vault_.lock();
  ASSERT_TRUE(vault_.unlock(passphrase()));
  ASSERT_FALSE(cut);
  ASSERT_FALSE(wrong);
  EXPECT_NE(cut.error().message, wrong.error().message);
  EXPECT_NE(changed.error().message, wrong.error().message);
  EXPECT_NE(changed.error().message, cut.error().message);
}

TEST_F(AppVault, GetsAnotherPassphraseAndStaysOpen) {
  ASSERT_TRUE(vault_.create(passphrase()));
  const SecretString next("another battery of horses");
  EXPECT_FALSE(vault_.change_passphrase(SecretString("a wrong passphrase"), next));
  EXPECT_EQ(vault_.change_passphrase(passphrase(), SecretString("short")).error().code, ErrorCode::kInvalidInput);
  const auto ended = vault_.change_passphrase(passphrase(), next);
  ASSERT_TRUE(ended) << ended.error().to_string();
  EXPECT_EQ(*ended, 0U);
  EXPECT_TRUE(vault_.read());
  vault_.lock();
  EXPECT_FALSE(vault_.unlock(passphrase()));
  EXPECT_TRUE(vault_.unlock(next.clone()));
}

TEST_F(AppVault, TellsHowManyOtherKeysANewPassphraseEnds) {
  ASSERT_TRUE(vault_.create(passphrase()));
  const auto key = vault_.key();
  ASSERT_TRUE(key);
  vault::Credential file{vault::SlotKind::kKeyFile, SecretString(std::string(32, 'k'))};
  vault::Store store = vault_.store();
  ASSERT_TRUE(store.add_slot(*key, file, "a file"));
  const auto ended = vault_.change_passphrase(passphrase(), passphrase());
  ASSERT_TRUE(ended) << ended.error().to_string();
  EXPECT_EQ(*ended, 1U);
}

TEST_F(AppVault, ChangesNoPassphraseWhileItIsLocked) {
  ASSERT_TRUE(vault_.create(passphrase()));
  vault_.lock();
  const auto changed = vault_.change_passphrase(passphrase(), SecretString("another battery of horses"));
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::kPermission);
  EXPECT_TRUE(vault_.unlock(passphrase()));
}

TEST_F(AppVault, WakesWhoWaitsForItToBeOpened) {
  ASSERT_TRUE(vault_.create(passphrase()));
  vault_.lock();
  const auto never = [] { return false; };
  EXPECT_FALSE(vault_.wait_until_open(std::chrono::milliseconds(1), never));
  EXPECT_FALSE(vault_.wait_until_open(minutes(2), [] { return true; }));
  std::atomic<bool> is_open{false};
  std::thread waiting([&] { is_open = vault_.wait_until_open(minutes(2), never); });
  ASSERT_TRUE(vault_.unlock(passphrase()));
  waiting.join();
  EXPECT_TRUE(is_open);
}

}  // namespace
}  // namespace signet::app
