// New keys in the place of old ones: nothing is lost, whoever is in the middle of what, and whenever it is cut off.
#include "server/sealing/rotation.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include "base/time.h"
#include "server/accounts/two_factor.h"
#include "server/audit/audit_log.h"
#include "server/mail/mail_queue.h"
#include "server/sealing/key_status.h"
#include "tests/server/mails.h"
#include "tests/server/sealing/support.h"

namespace signet::server {
namespace {

using testing::HasSubstr;

Status go_on(std::int64_t /*done*/, std::int64_t /*of*/) {
  return {};
}

class Rotation : public test::WithSealedValues {
 protected:
  Result<Resealed> rotate(const SeeProgress& see = go_on) {
    return rotate_data_keys(
        *database_, master_, [this] { return ++now_ms_; }, see);
  }

  std::vector<std::string> audited() {
    std::vector<std::string> actions;
    const auto records =
        database_->read([](store::Transaction& transaction) { return list_audit(transaction, {}, kMaxAuditPage); });
    for (const AuditRecord& record : *records) actions.push_back(record.event.action);
    return actions;
  }
};
SIGNET_ON_BOTH(Rotation);

TEST_P(Rotation, SealsAllValuesByNewKeysAndDeletesTheOldOnes) {
  const DataKeys keys(master_);
  std::vector<test::Kept> values;
  for (int i = 0; i < 3; ++i) {
    const auto more = put_many(keys, make_workspace(), 110);  // more than a batch
    values.insert(values.end(), more.begin(), more.end());
  }
  std::vector<std::int64_t> seen;
  const auto rotated = rotate([&](std::int64_t done, std::int64_t of) -> Status {
    EXPECT_EQ(of, 330);
    seen.push_back(done);
    return {};
  });
  ASSERT_TRUE(rotated) << rotated.error().to_string();
  EXPECT_EQ(rotated->keys, 3);
  EXPECT_EQ(rotated->values, 330);
  EXPECT_EQ(rotated->keys_gone, 3);
  EXPECT_FALSE(rotated->went_on);
  EXPECT_EQ(seen.back(), 330);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys WHERE retired_ms IS NULL"), 3);
  EXPECT_EQ(count("SELECT CAST(SUM(sealed_values) AS BIGINT) FROM data_keys"), 330);
  expect_all(keys, values);
  const DataKeys restarted(master_);
  expect_all(restarted, values);
  EXPECT_THAT(audited(), testing::ElementsAre("server.keys.rotated", "server.keys.rotate"));
}

TEST_P(Rotation, GoesOnWhereItWasCutOff) {
  const DataKeys keys(master_);
  const auto values = put_many(keys, make_workspace(), 350);
  const auto others = put_many(keys, make_workspace(), 120);
  int cuts = 0;
  Result<Resealed> rotated = fail(ErrorCode::kCancelled, "not yet");
  while (!rotated && cuts < 100) {
    // Each time a batch later.
    int batches = 1;
    rotated = rotate([&](std::int64_t, std::int64_t) -> Status {
      return batches-- > 0 ? Status() : fail(ErrorCode::kCancelled, "killed");
    });
    if (rotated) break;
    ++cuts;
    EXPECT_EQ(rotated.error().code, ErrorCode::kCancelled);
    expect_all(keys, {values.front(), values.back(), others.front(), others.back()});
  }
  ASSERT_TRUE(rotated) << rotated.error().to_string();
  EXPECT_TRUE(rotated->went_on);
  EXPECT_GE(cuts, 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 2) << "it was one rotation";
  expect_all(keys, values);
  expect_all(keys, others);
  EXPECT_THAT(audited(), testing::ElementsAre("server.keys.rotated", "server.keys.rotate"));
  const auto next = rotate();
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->went_on) << "another one";
  EXPECT_EQ(next->keys, 2);
}

TEST_P(Rotation, ReplacesAKeyOfAClockThatIsAhead) {
  const DataKeys keys(master_);
  now_ms_ += 3'600'000;
  const auto values = put_many(keys, make_workspace(), 2);
  now_ms_ -= 3'600'000;
  const auto rotated = rotate();
  ASSERT_TRUE(rotated);
  EXPECT_EQ(rotated->keys, 1);
  EXPECT_EQ(rotated->values, 2);
  expect_all(keys, values);
}

TEST_P(Rotation, LeavesADamagedValueWithItsKeyAndSaysSo) {
  const DataKeys keys(master_);
  const auto values = put_many(keys, make_workspace(), 5);
  store::test::run(*database_, "UPDATE sealed_values SET sealed = $2 WHERE slot = $1",
                   {values[2].slot, store::Blob{"no sealed value"}});
  const auto rotated = rotate();
  ASSERT_TRUE(rotated) << rotated.error().to_string();
  EXPECT_EQ(rotated->values, 4);
  EXPECT_EQ(rotated->broken, 1);
  EXPECT_EQ(rotated->keys_gone, 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 2) << "what may yet be mended needs its key";
  EXPECT_TRUE(get(keys, values[3].place()));
}

TEST_P(Rotation, LetsReadsAndWritesGoOn) {
  const std::string workspace = make_workspace();
  const DataKeys keys(master_);
  const auto values = put_many(keys, workspace, 600);
  std::atomic<bool> over = false;
  std::vector<test::Kept> written;
  std::atomic<int> reads = 0;
  std::thread writer([&] {
    while (!over) {
      const auto more = put_many(keys, workspace, 2, "meanwhile");
      written.insert(written.end(), more.begin(), more.end());
    }
  });
  std::thread reader([&] {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): a test repeats
    while (!over) {
      const test::Kept& value = values[random() % values.size()];
      const auto got = get(keys, value.place());
      ASSERT_TRUE(got) << got.error().to_string();
      ASSERT_EQ(*got, value.plain);
      ++reads;
    }
  });
  const auto rotated = rotate();
  over = true;
  writer.join();
  reader.join();
  ASSERT_TRUE(rotated) << rotated.error().to_string();
  EXPECT_GE(rotated->values, 600);
  EXPECT_GT(reads, 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 1);
  expect_all(keys, values);
  expect_all(keys, written);
}

// kill -9 of a whole process, at a batch that chance picks: by its own word of progress, then at once.
TEST_P(Rotation, SurvivesBeingKilled) {
  const DataKeys keys(master_);
  const auto values = put_many(keys, make_workspace(), 500);
  const auto others = put_many(keys, make_workspace(), 300);
  std::mt19937 random(20261127);  // NOLINT(cert-msc51-cpp): a test repeats
  int kills = 0;
  for (bool ended = false; !ended; ++kills) {
    ASSERT_LT(kills, 100);
    std::array<int, 2> progress{};
    ASSERT_EQ(::pipe(progress.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      store::Database own = place_->open();
      const auto told = [&](std::int64_t, std::int64_t) -> Status {
        return ::write(progress[1], "b", 1) == 1 ? Status() : fail(ErrorCode::kIo, "nobody listens");
      };
      const auto done = rotate_data_keys(own, MasterKeys(test::master_key_of('m')), unix_now_ms, told);
      ::_exit(done ? 0 : 1);
    }
    ::close(progress[1]);
    std::string heard(1 + random() % 2, ' ');
    for (char& byte : heard) ended = ended || ::read(progress[0], &byte, 1) != 1;
    if (!ended) ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ::close(progress[0]);
    if (ended) {
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    expect_all(keys, {values.front(), values.back(), others.front(), others.back()});
  }
  EXPECT_GT(kills, 2);
  expect_all(keys, values);
  expect_all(keys, others);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM settings WHERE name = 'data_key_rotation'"), 0);
}

class MasterRotation : public Rotation {
 protected:
  void SetUp() override {
    Rotation::SetUp();
    if (IsSkipped()) return;
    folder_ = place_->folder() / "data";
    ASSERT_TRUE(test::master_key_of('m').save(master_key_file(folder_)));
    master_ = load();
    values_ = put_many(DataKeys(master_), make_workspace(), 3);
    user_ = store::test::read_value(*database_, "SELECT owner_id FROM workspaces").if_text()->c_str();
    ASSERT_TRUE(database_->write([&](store::Transaction& transaction) -> Status {
      SIGNET_TRY([[maybe_unused]] const auto set_up, begin_two_factor(transaction, master_, user_, "ada", now_ms_));
      return enqueue_mail(transaction, outbox_, {"one", "ada@example.com", "Hi", "a link", "<p>a link"}, now_ms_);
    }));
  }

  MasterKeys load() {
    auto keys = MasterKeys::load(folder_, false);
    EXPECT_TRUE(keys) << keys.error().to_string();
    return *std::move(keys);
  }

  /// As `signet serve keys rotate --master` begins.
  void replace(char c) {
    const MasterKey next = test::master_key_of(c);
    ASSERT_TRUE(next.save(master_key_file(folder_, next.id())));
    const Status replaced = replace_master_key(*database_, master_, next.id(), now_ms_);
    ASSERT_TRUE(replaced) << replaced.error().to_string();
  }

  KeyStatus status() {
    return *database_->read([](store::Transaction& transaction) { return key_status(transaction); });
  }

  /// All that the master key seals opens by it.
  void expect_whole(const MasterKeys& master) {
    expect_all(DataKeys(master), values_);
    EXPECT_EQ(test::read_mails(*database_, master).at(0).text, "a link");
    const store::Value secret = store::test::read_value(*database_, "SELECT secret FROM two_factor");
    EXPECT_TRUE(master.open(secret.if_blob()->bytes, place_of_two_factor(user_)));
  }

  std::filesystem::path folder_;
  std::vector<test::Kept> values_;
  std::string user_;
  Outbox outbox_ = test::make_outbox();
};
SIGNET_ON_BOTH(MasterRotation);

TEST_P(MasterRotation, WrapsAllAnewAndLeavesTheOldKeyForOldBackups) {
  EXPECT_EQ(status().wrapped_by_it, 4) << "a data key, a secret, two parts of a mail";
  replace('n');
  EXPECT_EQ(status().wrapped_by_others, 4);
  const auto done = rewrap(*database_, master_, go_on);
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->done, 4);
  EXPECT_EQ(done->broken, 0);
  EXPECT_EQ(status().wrapped_by_it, 4);
  EXPECT_EQ(status().wrapped_by_others, 0);
  const crypto::KeyId before = test::master_key_of('m').id();
  const crypto::KeyId now = test::master_key_of('n').id();
  ASSERT_TRUE(settle_master_key(folder_, now));
  EXPECT_EQ(MasterKey::load(master_key_file(folder_), false)->id(), now);
  EXPECT_EQ(MasterKey::load(master_key_file(folder_, before), false)->id(), before);
  EXPECT_FALSE(std::filesystem::exists(master_key_file(folder_, now)));
  std::filesystem::remove(master_key_file(folder_, before));
  expect_whole(load());
  expect_whole(MasterKeys(test::master_key_of('n')));
  EXPECT_EQ(audited().front(), "server.keys.replace_master");
}

TEST_P(MasterRotation, RunningServersGoOnWithBothKeysInEachState) {
  const MasterKeys running = load();
  const DataKeys keys(running);
  expect_whole(running);
  replace('n');
  expect_whole(running);
  const auto more = put_many(keys, make_workspace(), 1);
  EXPECT_EQ(status().wrapped_by_it, 1) << "by the new key from the first moment on";
  ASSERT_TRUE(rewrap(*database_, master_, go_on));
  expect_whole(running);
  ASSERT_TRUE(settle_master_key(folder_, test::master_key_of('n').id()));
  expect_whole(running);
  expect_all(keys, more);
}

TEST_P(MasterRotation, WaitsForTheKeyOnAnotherMachineAndGoesOnOnceItIsThere) {
  const std::filesystem::path elsewhere = place_->folder() / "replica";
  ASSERT_TRUE(test::master_key_of('m').save(master_key_file(elsewhere)));
  const auto replica = MasterKeys::load(elsewhere, false);
  ASSERT_TRUE(replica);
  replace('n');
  const auto seal = [&] {
    return database_->write([&](store::Transaction& transaction) {
      return replica->seal(transaction, SecretString("x"), "signet/v1/test");
    });
  };
  const auto refused = seal();
  ASSERT_FALSE(refused) << "never by the old one";
  EXPECT_EQ(refused.error().code, ErrorCode::kIo);
  const crypto::KeyId now = test::master_key_of('n').id();
  EXPECT_THAT(refused.error().hint, HasSubstr("master-" + to_text(now) + ".key"));
  ASSERT_TRUE(test::master_key_of('n').save(master_key_file(elsewhere, now)));
  EXPECT_TRUE(seal());
}

TEST_P(MasterRotation, ACrashAnywhereLeavesAServerThatStarts) {
  const crypto::KeyId now = test::master_key_of('n').id();
  const auto starts = [&] {
    const MasterKeys master = load();
    const auto claimed =
        database_->write([&](store::Transaction& transaction) { return claim_database(transaction, master, now_ms_); });
    ASSERT_TRUE(claimed) << claimed.error().to_string();
    ASSERT_TRUE(settle_master_key(folder_, *claimed));
    EXPECT_EQ(MasterKey::load(master_key_file(folder_), false)->id(), *claimed);
    expect_whole(master);
  };
  ASSERT_TRUE(test::master_key_of('n').save(master_key_file(folder_, now)));
  starts();  // before the commit: with the old key
  ASSERT_TRUE(replace_master_key(*database_, master_, now, now_ms_));
  starts();  // right after it
  int columns = 1;
  ASSERT_FALSE(rewrap(*database_, master_, [&](std::int64_t, std::int64_t) -> Status {
    return columns-- > 0 ? Status() : fail(ErrorCode::kCancelled, "killed");
  }));
  starts();  // in the middle
  ASSERT_TRUE(rewrap(*database_, master_, go_on));
  EXPECT_EQ(status().wrapped_by_others, 0);
  starts();
}

TEST_P(MasterRotation, RefusesTheKeyThatIsInUseAndOneThatIsNotThere) {
  EXPECT_EQ(replace_master_key(*database_, master_, test::master_key_of('m').id(), now_ms_).error().code,
            ErrorCode::kConflict);
  // A file whose name says another key than it holds.
  const crypto::KeyId now = test::master_key_of('n').id();
  ASSERT_TRUE(test::master_key_of('w').save(master_key_file(folder_, now)));
  const Status replaced = replace_master_key(*database_, master_, now, now_ms_);
  ASSERT_FALSE(replaced);
  EXPECT_THAT(replaced.error().to_string(), HasSubstr("holds the master key"));
  expect_whole(master_);
  EXPECT_FALSE(settle_master_key(folder_, now));
  EXPECT_EQ(MasterKey::load(master_key_file(folder_), false)->id(), test::master_key_of('m').id()) << "not touched";
}

TEST(MasterKeyFile, IsNeverWrittenOver) {
  const signet::test::TemporaryFolder folder;
  const auto file = master_key_file(folder.path());
  ASSERT_TRUE(test::master_key_of('m').save(file));
  const Status again = test::master_key_of('n').save(file);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(MasterKey::load(file, true)->id(), test::master_key_of('m').id());
}

}  // namespace
}  // namespace signet::server
