#include "app/local/local_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

class AppLocalStore : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    store_.reset();
    auto opened = LocalStore::open(data_);
    ASSERT_TRUE(opened) << opened.error().to_string();
    store_ = *std::move(opened);
  }
  std::string value(std::string_view kind, std::string_view id) {
    const auto item = store_->get(kind, id);
    return !item ? "error" : *item ? std::string((*item)->bytes.expose()) : "nothing";
  }
  /// By hand, as a program would that writes to the file.
  void tamper(store::Sql sql, const store::Values& values) {
    store_.reset();
    store::DatabaseOptions options;
    options.address = SecretString((data_ / "local.db").string());
    auto database = store::Database::open(std::move(options));
    ASSERT_TRUE(database);
    const Status done = database->write([&](store::Transaction& tx) -> Status {
      SIGNET_CHECK(tx.execute(sql, values));
      return {};
    });
    ASSERT_TRUE(done) << done.error().to_string();
  }

  signet::test::TemporaryFolder folder_;
  std::filesystem::path data_ = folder_.path();
  std::unique_ptr<LocalStore> store_;
};

TEST_F(AppLocalStore, KeepsWhatIsPutIntoItFromOneStartToTheNext) {
  ASSERT_TRUE(store_->put("history", "a", 1, "first"));
  ASSERT_TRUE(store_->put("history", "b", 2, "second"));
  ASSERT_TRUE(store_->put("cookies", "a", 3, "others"));
  ASSERT_TRUE(store_->put("history", "a", 4, "first again"));
  open();
  EXPECT_EQ(value("history", "a"), "first again");
  EXPECT_EQ(value("history", "c"), "nothing");
  const auto listed = store_->list("history");
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ(listed->front().id, "a") << "the newest first";
  EXPECT_EQ(listed->front().at_ms, 4);
}

TEST_F(AppLocalStore, Forgets) {
  ASSERT_TRUE(store_->put("history", "a", 1, "first"));
  ASSERT_TRUE(store_->put("history", "b", 1, "second"));
  ASSERT_TRUE(store_->put("cookies", "a", 1, "others"));
  const std::array<std::string_view, 1> kinds = {"history"};
  EXPECT_EQ(*store_->remove(kinds, std::array<std::string, 1>{"a"}), 1);
  EXPECT_EQ(*store_->remove(kinds, std::array<std::string, 2>{"a", "b"}), 1) << "the first was gone before";
  EXPECT_EQ(value("history", "a"), "nothing");
  EXPECT_EQ(value("history", "b"), "nothing");
  EXPECT_EQ(value("cookies", "a"), "others");
}

TEST_F(AppLocalStore, HasNothingInPlainTextAndIsForItsUserAlone) {
  ASSERT_TRUE(store_->put("history", "a", 1, "plum-harbor-tin-eagle"));
  store_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(data_)) {
    const auto bytes = read_file(entry.path().string());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->find("plum-harbor"), std::string::npos) << entry.path();
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077U, 0U) << entry.path();
  }
}

TEST_F(AppLocalStore, DoesNotOpenARowThatWasMoved) {
  ASSERT_TRUE(store_->put("history", "a", 1, "first"));
  tamper("UPDATE local_items SET id = $1 WHERE id = $2", {"b", "a"});
  open();
  const auto moved = store_->get("history", "b");
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::kInternal);
}

TEST_F(AppLocalStore, DoesNotOpenARowWhoseTimeWasChanged) {
  ASSERT_TRUE(store_->put("history", "a", 1, "first"));
  tamper("UPDATE local_items SET at_ms = $1 WHERE id = $2", {2, "a"});
  open();
  EXPECT_FALSE(store_->list("history"));
}

TEST_F(AppLocalStore, RefusesAnothersKeyAndNoKeyAndChangesNothing) {
  ASSERT_TRUE(store_->put("history", "a", 1, "first"));
  store_.reset();
  const std::filesystem::path key = data_ / "local.key";
  const std::filesystem::path aside = data_ / "aside.key";
  std::filesystem::rename(key, aside);
  const auto without = LocalStore::open(data_);
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().hint.find("local.key"), std::string::npos) << without.error().to_string();
  EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would hide what there is";

  ASSERT_TRUE(server::MasterKey::make()->save(key));
  const auto with_another = LocalStore::open(data_);
  ASSERT_FALSE(with_another);
  EXPECT_EQ(with_another.error().code, ErrorCode::kInvalidInput);

  std::filesystem::rename(aside, key);
  open();
  EXPECT_EQ(value("history", "a"), "first");
}

}  // namespace
}  // namespace signet::app
