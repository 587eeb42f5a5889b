#include "model/load.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/model/tables.h"

namespace signet::model {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, removed afterwards.
class Load : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "signet-model-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view text) {
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::unique_ptr<DataRows> data(const std::string& name, std::string_view text) {
    auto rows = load_data(write(name, text), nullptr);
    EXPECT_TRUE(rows.ok()) << (rows ? "" : rows.error().to_string());
    return rows ? *std::move(rows) : nullptr;
  }

  std::string data_error(const std::string& name, std::string_view text) {
    auto rows = load_data(write(name, text), nullptr);
    if (rows) return "no error";
    // The first line without the folder; the hint is on the next one.
    const std::string message = rows.error().to_string();
    EXPECT_NE(message.find('\n'), std::string::npos) << message;
    return message.substr(folder_.string().size() + 1, message.find('\n') - folder_.string().size() - 1);
  }

  fs::path folder_;
};

constexpr std::string_view kCollection = R"({"info":{"name":"c"},"item":[]})";

TEST_F(Load, ReadsTheOnlyCollectionOfAFolder) {
  write("c.postman_collection.json", kCollection);
  write("e.postman_environment.json", "{}");
  write("package.json", "{}");
  auto collection = load_collection(folder_.string(), nullptr);
  ASSERT_TRUE(collection.ok()) << collection.error().to_string();
  EXPECT_EQ(collection->name, "c");
}

TEST_F(Load, AsksWhichOfSeveralCollectionsOfAFolderToUse) {
  write("a.postman_collection.json", kCollection);
  write("b.postman_collection.json", kCollection);
  auto collection = load_collection(folder_.string(), nullptr);
  ASSERT_FALSE(collection.ok());
  EXPECT_NE(collection.error().message.find("holds 2 collections"), std::string::npos);
  EXPECT_NE(collection.error().message.find("a.postman_collection.json"), std::string::npos);
}

TEST_F(Load, SaysThatAFolderHoldsNoCollection) {
  auto collection = load_collection(folder_.string(), nullptr);
  ASSERT_FALSE(collection.ok());
  EXPECT_EQ(collection.error().code, ErrorCode::kNotFound);
}

TEST_F(Load, FetchesUrlsThroughTheCaller) {
  std::string asked;
  const Fetch fetch = [&](const std::string& url) -> Result<std::string> {
    asked = url;
    return std::string(kCollection);
  };
  auto collection = load_collection("https://example.com/c.json", fetch);
  ASSERT_TRUE(collection.ok());
  EXPECT_EQ(asked, "https://example.com/c.json");
  EXPECT_FALSE(load_collection("https://example.com/c.json", nullptr).ok());
}

TEST_F(Load, NamesLineAndColumnOfBadJson) {
  auto collection = load_collection(write("bad.json", "{\n  \"info\": {},\n  \"item\": [}\n"), nullptr);
  ASSERT_FALSE(collection.ok());
  EXPECT_NE(collection.error().message.find("bad.json:3:12"), std::string::npos) << collection.error().message;
}

TEST_F(Load, ReadsUtf16AndLatin1Files) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string_view(R"([{"key":"a","value":"1"}])")) utf16 += {c, '\0'};
  auto scope = load_variables(write("e.json", utf16), nullptr);
  ASSERT_TRUE(scope.ok()) << scope.error().to_string();
  EXPECT_EQ(scope->find("a")->value, json::value("1"));
  EXPECT_EQ(data("latin1.csv", "name\ncaf\xE9\n")->row(0)->at("name").as_string(), "caf\xC3\xA9");
}

TEST_F(Load, ReadsRowsOfCsvAndGoesOnWithTheLast) {
  auto rows = data("d.csv", "\xEF\xBB\xBFid,name\n1,a\n2,\"b,c\"\n");
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(json::value(*rows->row(1)), parsed(R"({"id":2,"name":"b,c"})"));
  EXPECT_EQ(json::value(*rows->row(0)), parsed(R"({"id":1,"name":"a"})"));
  EXPECT_EQ(json::value(*rows->row(7)), parsed(R"({"id":2,"name":"b,c"})"));
}

TEST_F(Load, ReadsRowsOfJsonByContentWhateverTheName) {
  for (const char* name : {"d.json", "d.csv", "d"}) {
    auto rows = data(name, R"( [{"a":1},{"a":null}])");
    ASSERT_EQ(rows->size(), 2U) << name;
    EXPECT_EQ(json::value(*rows->row(5)), parsed(R"({"a":null})"));
  }
}

TEST_F(Load, GivesEmptyRowsForEmptyData) {
  for (const char* text : {"", "a,b", "a,b\n"}) {
    auto rows = data("d.csv", text);
    EXPECT_EQ(rows->size(), 0U);
    EXPECT_TRUE(rows->row(0)->empty());
  }
  EXPECT_EQ(data("d.json", "[]")->size(), 0U);
}

TEST_F(Load, ReadsAHundredThousandRowsOneAtATime) {
  std::string text = "id,name\n";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i + 1) + ",name\n";
  auto rows = data("big.csv", text);
  ASSERT_EQ(rows->size(), 100000U);
  EXPECT_EQ(rows->row(99999)->at("id").as_int64(), 100000);
  EXPECT_EQ(rows->row(50000)->at("id").as_int64(), 50001);
}

TEST_F(Load, NamesThePlaceOfBadData) {
  EXPECT_EQ(data_error("d.json", R"({"a":1})"),
            "d.json: expected an array of objects as iteration data, found an object");
  EXPECT_EQ(data_error("d.json", "[{},5]"), "d.json[1]: expected an object, found a number");
  EXPECT_EQ(data_error("d.json", "[{},"), "d.json:1:5: the JSON ends too early");
  EXPECT_EQ(data_error("d.csv", "a,b\n1,\"2\n"), "d.csv: line 2: a quote is opened here and never closed");
}

TEST_F(Load, SaysThatAFileIsMissing) {
  auto rows = load_data((folder_ / "none.csv").string(), nullptr);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace signet::model
