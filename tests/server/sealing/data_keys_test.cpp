// The keys of workspaces, and what opens by them: a value in its own place, and nothing else.
#include "server/sealing/data_keys.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/server/sealing/support.h"

namespace signet::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class DataKeysTest : public test::WithSealedValues {
 protected:
  std::string sealed_bytes(const ValuePlace& place) {
    const store::Value value = store::test::read_value(
        *database_, "SELECT sealed FROM sealed_values WHERE element_id = $1 AND slot = $2 AND revision = $3",
        {place.element, place.slot, place.revision});
    return value.if_blob()->bytes;
  }

  Result<std::string> open(const DataKeys& keys, std::string_view sealed, const ValuePlace& place) {
    return database_->read([&](store::Transaction& transaction) -> Result<std::string> {
      SIGNET_TRY(const SecretString plain, keys.open(transaction, sealed, place));
      return std::string(plain.expose());
    });
  }

  Status reserve(const DataKeys& keys, const std::string& workspace, std::int64_t values) {
    return database_->write([&](store::Transaction& transaction) -> Status {
      SIGNET_TRY([[maybe_unused]] const Sealer sealer, keys.sealer(transaction, workspace, values, ++now_ms_));
      return {};
    });
  }
};
SIGNET_ON_BOTH(DataKeysTest);

TEST_P(DataKeysTest, OpensWhatWasSealedAlsoAfterARestart) {
  const std::string workspace = make_workspace();
  std::vector<test::Kept> values;
  {
    const DataKeys keys(master_);
    values = put_many(keys, workspace, 3);
    expect_all(keys, values);
  }
  const DataKeys restarted(master_);
  expect_all(restarted, values);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 1);
  EXPECT_EQ(count("SELECT sealed_values FROM data_keys"), 3);
}

TEST_P(DataKeysTest, StoresNeitherAValueNorAKeyInTheClear) {
  const std::string workspace = make_workspace();
  const DataKeys keys(master_);
  const auto values = put_many(keys, workspace, 1, "the-planted-secret");
  const std::string sealed = sealed_bytes(values[0].place());
  EXPECT_THAT(sealed, Not(HasSubstr("planted")));
  EXPECT_EQ(sealed.size(), values[0].plain.size() + crypto::kSealOverhead);
  const store::Value wrapped = store::test::read_value(*database_, "SELECT wrapped FROM data_keys");
  EXPECT_EQ(wrapped.if_blob()->bytes.size(), crypto::kKeyBytes + crypto::kSealOverhead);
}

TEST_P(DataKeysTest, EachWorkspaceHasAKeyOfItsOwn) {
  const DataKeys keys(master_);
  const auto one = put_many(keys, make_workspace(), 1);
  const auto other = put_many(keys, make_workspace(), 1);
  EXPECT_NE(sealed_bytes(one[0].place()).substr(1, crypto::kKeyIdBytes),
            sealed_bytes(other[0].place()).substr(1, crypto::kKeyIdBytes));
}

TEST_P(DataKeysTest, AKeyRetiresBeforeItHasSealedTooMuch) {
  const DataKeys keys(master_, 10);
  const std::string workspace = make_workspace();
  const auto first = put_many(keys, workspace, 8);
  const auto second = put_many(keys, workspace, 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 1) << "just full";
  const auto third = put_many(keys, workspace, 5);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys WHERE retired_ms IS NULL"), 1);
  EXPECT_EQ(count("SELECT MAX(sealed_values) FROM data_keys"), 10);
  const auto fourth = put_many(keys, workspace, 6);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 3) << "half full, and six do not fit";
  for (const auto& values : {first, second, third, fourth}) expect_all(keys, values);
  EXPECT_FALSE(reserve(keys, workspace, 11)) << "more than any key may";
}

TEST_P(DataKeysTest, ASealerSealsNoMoreThanWasNotedAndForNoOtherWorkspace) {
  const std::string workspace = make_workspace();
  const DataKeys keys(master_);
  const Status done = database_->write([&](store::Transaction& transaction) -> Status {
    SIGNET_TRY(Sealer sealer, keys.sealer(transaction, workspace, 1, now_ms_));
    EXPECT_FALSE(sealer.seal("x", {"another", "element", "slot", 1}));
    EXPECT_TRUE(sealer.seal("x", {workspace, "element", "slot", 1}));
    EXPECT_FALSE(sealer.seal("x", {workspace, "element", "slot", 1}));
    return {};
  });
  EXPECT_TRUE(done);
}

TEST_P(DataKeysTest, WhatWasUndoneLeavesNoKeyBehind) {
  const std::string workspace = make_workspace();
  const DataKeys keys(master_);
  const Status undone = database_->write([&](store::Transaction& transaction) -> Status {
    SIGNET_TRY([[maybe_unused]] const Sealer sealer, keys.sealer(transaction, workspace, 1, now_ms_));
    return fail(ErrorCode::kCancelled, "no");
  });
  ASSERT_FALSE(undone);
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 0);
  expect_all(keys, put_many(keys, workspace, 1));
}

TEST_P(DataKeysTest, ManyWritersAtOnceShareOneKeyAndCountEachValue) {
  const std::string workspace = make_workspace();
  const DataKeys keys(master_);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < 5; ++i) put_many(keys, workspace, 2);
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 1);
  EXPECT_EQ(count("SELECT sealed_values FROM data_keys"), 40);
}

/// Somebody who can write to the database tries it.
TEST_P(DataKeysTest, OpensNothingThatWasMovedChangedOrPutBack) {
  const DataKeys keys(master_);
  const std::string workspace = make_workspace();
  const std::string element = make_element(workspace);
  const std::string other_element = make_element(workspace);
  const std::string other_workspace = make_workspace();
  const test::Kept value{workspace, element, "variable/one", 7, "here and now"};
  const test::Kept older{workspace, element, "variable/one", 6, "an older one"};
  const test::Kept sibling{workspace, element, "variable/two", 7, "another variable"};
  const test::Kept moved{workspace, other_element, "variable/one", 7, "another environment"};
  const test::Kept foreign{other_workspace, make_element(other_workspace), "variable/one", 7, "another workspace"};
  ASSERT_TRUE(put(keys, {value, older, sibling, moved}));
  ASSERT_TRUE(put(keys, {foreign}));
  const std::string genuine = sealed_bytes(value.place());
  const std::string from_elsewhere = sealed_bytes(foreign.place());
  const auto changed = [&](std::size_t at) {
    std::string bytes = genuine;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
  };
  const std::string relabelled =
      genuine.substr(0, 1) + from_elsewhere.substr(1, crypto::kKeyIdBytes) + genuine.substr(1 + crypto::kKeyIdBytes);
  struct Case {
    const char* what;
    std::string sealed;
    const char* words;
  };
  const std::vector<Case> cases = {
      {"swapped with another variable", sealed_bytes(sibling.place()), "not genuine"},
      {"moved from another environment", sealed_bytes(moved.place()), "not genuine"},
      {"an older revision put back", sealed_bytes(older.place()), "not genuine"},
      {"moved from another workspace", from_elsewhere, "is none of this workspace's"},
      {"its own bytes under another key's id", relabelled, "is none of this workspace's"},
      {"cut to nothing", "", "cut short"},
      {"cut below the least size", genuine.substr(0, crypto::kSealOverhead - 1), "cut short"},
      {"cut by a byte", genuine.substr(0, genuine.size() - 1), "not genuine"},
      {"a byte more", genuine + "x", "not genuine"},
      {"of another version", changed(0), "version 0 is not known"},
      {"a changed key id", changed(1), "is none of this workspace's"},
      {"a changed nonce", changed(1 + crypto::kKeyIdBytes), "not genuine"},
      {"a changed byte", changed(1 + crypto::kKeyIdBytes + crypto::kNonceBytes), "not genuine"},
      {"a changed tag", changed(genuine.size() - 1), "not genuine"},
      {"in the clear", value.plain + std::string(crypto::kSealOverhead, ' '), "version 104 is not known"},
  };
  const DataKeys restarted(master_);
  for (const DataKeys* reader : {&keys, &restarted}) {
    for (const Case& attack : cases) {
      SCOPED_TRACE(attack.what);
      const auto opened = open(*reader, attack.sealed, value.place());
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().code, ErrorCode::kInternal) << "no fault of the request's";
      EXPECT_THAT(opened.error().to_string(), HasSubstr(attack.words));
      EXPECT_THAT(opened.error().to_string(), HasSubstr(to_text(value.place())));
      EXPECT_THAT(opened.error().to_string(), Not(HasSubstr("here and now")));
    }
  }
  EXPECT_EQ(*open(keys, genuine, value.place()), value.plain);
}

TEST_P(DataKeysTest, OpensNoWrappedKeyThatWasMovedOrChanged) {
  const std::string workspace = make_workspace();
  const std::string other = make_workspace();
  std::vector<test::Kept> values;
  std::vector<test::Kept> others;
  {
    const DataKeys keys(master_);
    values = put_many(keys, workspace, 1);
    others = put_many(keys, other, 1);
  }
  const auto refused = [&](const char* words) {
    const DataKeys keys(master_);  // nothing in memory
    const auto got = get(keys, values[0].place());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::kInternal);
    EXPECT_THAT(got.error().to_string(), HasSubstr(words));
    EXPECT_FALSE(reserve(keys, workspace, 1)) << "nothing is sealed by a key that does not open";
  };
  const store::Value mine =
      store::test::read_value(*database_, "SELECT wrapped FROM data_keys WHERE workspace_id = $1", {workspace});
  const store::Value theirs =
      store::test::read_value(*database_, "SELECT wrapped FROM data_keys WHERE workspace_id = $1", {other});
  store::test::run(*database_, "UPDATE data_keys SET wrapped = $2 WHERE workspace_id = $1", {workspace, theirs});
  refused("not genuine");
  store::test::run(*database_, "UPDATE data_keys SET wrapped = $2 WHERE workspace_id = $1", {workspace, mine});
  const DataKeys keys(master_);
  expect_all(keys, values);
  // The other workspace's key made this one's: what is sealed now would open by the other.
  store::test::run(*database_, "UPDATE data_keys SET retired_ms = 1 WHERE workspace_id = $1", {workspace});
  store::test::run(*database_, "UPDATE data_keys SET workspace_id = $1 WHERE workspace_id = $2", {workspace, other});
  EXPECT_FALSE(reserve(keys, workspace, 1));
  EXPECT_FALSE(reserve(DataKeys(master_), workspace, 1));
}

TEST_P(DataKeysTest, SaysWhichMasterKeyIsMissing) {
  const std::string workspace = make_workspace();
  const auto values = put_many(DataKeys(master_), workspace, 1);
  const MasterKeys wrong(test::master_key_of('w'));
  const DataKeys keys(wrong);
  const auto got = get(keys, values[0].place());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::kIo);
  EXPECT_THAT(got.error().to_string(), HasSubstr("not the one that this database is sealed with"));
  EXPECT_THAT(got.error().to_string(), HasSubstr(to_text(test::master_key_of('m').id())));
  const Status sealed = reserve(keys, make_workspace(), 1);
  EXPECT_FALSE(sealed) << "nothing new is sealed by a wrong master key either";
}

}  // namespace
}  // namespace signet::server
