#include "app/local/current_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

model::VariableScope scope(std::initializer_list<std::pair<const char*, const char*>> values) {
  model::VariableScope scope;
  for (const auto& [key, value] : values) scope.set(key, value);
  return scope;
}

class OwnValues : public testing::Test {
 protected:
  void SetUp() override {
    auto local = LocalStore::open(folder_.path());
    ASSERT_TRUE(local) << local.error().to_string();
    local_ = *std::move(local);
    open();
  }

  void open() {
    auto opened = CurrentValues::open(*local_, [this](std::string_view text) { notices_.emplace_back(text); });
    ASSERT_TRUE(opened) << opened.error().to_string();
    values_ = *std::move(opened);
  }

  /// What a request sees where this is shared.
  model::VariableScope seen(model::VariableScope shared, const std::string& name = "environment") {
    values_->apply(name, shared);
    return shared;
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<LocalStore> local_;
  std::vector<std::string> notices_;
  std::unique_ptr<CurrentValues> values_;
  Mask mask_;
};

TEST_F(OwnValues, OfScriptsStandOverWhatIsShared) {
  const model::VariableScope before = scope({{"host", "a"}, {"old", "1"}, {"same", "s"}});
  model::VariableScope after = before;
  after.set("host", "b");
  after.set("token", "t");
  after.unset("old");
  const json::array told = values_->keep("environment", before, after, mask_);
  EXPECT_EQ(boost::json::serialize(told),
            R"([{"key":"host","value":"b"},{"key":"token","value":"t"},{"key":"old","value":null}])");

  const model::VariableScope later = seen(scope({{"host", "a"}, {"old", "1"}, {"same", "s2"}}));
  EXPECT_EQ(later.find("host")->value, "b");
  EXPECT_EQ(later.find("token")->value, "t");
  EXPECT_EQ(later.find("same")->value, "s2") << "what others changed meanwhile shows";
  EXPECT_EQ(later.find("old"), nullptr);
  EXPECT_EQ(seen(scope({{"host", "a"}}), "another").find("host")->value, "a");
}

TEST_F(OwnValues, LastFromOneStartToTheNext) {
  model::VariableScope after = scope({{"number", "1"}});
  after.set("number", 2);
  after.unset("gone");
  static_cast<void>(values_->keep("environment", scope({{"number", "1"}, {"gone", "g"}}), after, mask_));
  ASSERT_TRUE(values_->set("environment", "typed", "text"));
  open();
  const model::VariableScope later = seen(scope({{"number", "1"}, {"gone", "g"}}));
  EXPECT_EQ(later.find("number")->value, 2) << "of the type that the script gave it";
  EXPECT_EQ(later.find("typed")->value, "text");
  EXPECT_EQ(later.find("gone"), nullptr);
}

TEST_F(OwnValues, LieSealedOnTheDisk) {
  ASSERT_TRUE(values_->set("environment", "token", "opens-nothing-anywhere"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto bytes = read_file(entry.path());
    ASSERT_TRUE(bytes) << bytes.error().to_string();
    EXPECT_EQ(bytes->find("opens-nothing-anywhere"), std::string::npos) << entry.path();
  }
}

TEST_F(OwnValues, AreForgottenOnceTheyAreShared) {
  ASSERT_TRUE(values_->set("environment", "host", "b"));
  EXPECT_EQ(seen(scope({{"host", "b"}})).find("host")->value, "b");
  EXPECT_FALSE(values_->has("environment", "host"));
  open();
  EXPECT_EQ(seen(scope({{"host", "c"}})).find("host")->value, "c");
}

TEST_F(OwnValues, AreResetOneByOneOrAllAtOnce) {
  for (const char* const key : {"a", "b", "c"}) ASSERT_TRUE(values_->set("environment", key, "own"));
  ASSERT_TRUE(values_->set("another", "a", "own"));
  ASSERT_TRUE(values_->reset("environment", "a"));
  EXPECT_FALSE(values_->has("environment", "a"));
  EXPECT_TRUE(values_->has("environment", "b"));
  ASSERT_TRUE(values_->reset("environment", std::nullopt));
  ASSERT_TRUE(values_->reset("environment", "never there"));
  open();
  EXPECT_TRUE(values_->list("environment").empty());
  EXPECT_TRUE(values_->has("another", "a"));
}

TEST_F(OwnValues, AreNotKeptWithoutAnEnvironment) {
  model::VariableScope after;
  after.set("token", "t");
  const json::array told = values_->keep("", {}, after, mask_);
  EXPECT_EQ(told.size(), 1U);
  EXPECT_EQ(seen({}, "").find("token"), nullptr);
}

TEST_F(OwnValues, SayNothingOfAScopeThatStayedAsItWas) {
  const model::VariableScope before = scope({{"host", "a"}});
  EXPECT_TRUE(values_->keep("environment", before, before, mask_).empty());
}

TEST_F(OwnValues, ThatAreTooLargeForTheDiskLastAsLongAsTheApp) {
  const std::string large(CurrentValues::kMostBytes + 1, 'x');
  const Status refused = values_->set("environment", "large", json::value(large));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
  EXPECT_FALSE(values_->has("environment", "large"));

  model::VariableScope after;
  after.set("large", json::value(large));
  static_cast<void>(values_->keep("environment", {}, after, mask_));
  EXPECT_TRUE(values_->has("environment", "large"));
  ASSERT_EQ(notices_.size(), 1U);
  EXPECT_THAT(notices_.front(), testing::HasSubstr("8 MiB"));
}

TEST_F(OwnValues, MadeOfASecretAreSecretAlsoAfterARestart) {
  model::VariableScope before = scope({{"plain", "p"}, {"free", "f"}});
  before.set("token", "plum-harbor-tin", "secret");
  mask_.add("plum-harbor-tin");
  model::VariableScope after = before;
  after.set("plain", "Bearer plum-harbor-tin");
  after.set("free", "of all");
  static_cast<void>(values_->keep("environment", before, after, mask_));
  for (int time = 0; time < 2; ++time) {
    const model::VariableScope later = seen(scope({{"plain", "p"}, {"free", "f"}}));
    ASSERT_NE(later.find("plain"), nullptr);
    EXPECT_TRUE(later.find("plain")->is_secret());
    EXPECT_EQ(later.find("plain")->value, "Bearer plum-harbor-tin");
    EXPECT_FALSE(later.find("free")->is_secret());
    open();
  }
}

}  // namespace
}  // namespace signet::app
