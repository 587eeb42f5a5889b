#include "cli/exports.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace signet::cli {
namespace {

TEST(Exports, WriteAScopeAsPostmanDoesWithSecretsMasked) {
  model::VariableScope scope;
  scope.name = "staging";
  scope.add({"url", "http://x", "default", false});
  scope.add({"password", "correct horse", "secret", false});
  const json::object document = export_scope(scope, "environment");
  EXPECT_EQ(json::string_or(document, "name"), "staging");
  EXPECT_EQ(json::string_or(document, "_postman_variable_scope"), "environment");
  EXPECT_FALSE(json::string_or(document, "_postman_exported_at").empty());
  const std::string text = boost::json::serialize(document);
  EXPECT_EQ(text.find("correct horse"), std::string::npos);
  EXPECT_NE(text.find("http://x"), std::string::npos);
}

TEST(Exports, LeaveUnknownFieldsOfACollectionAlone) {
  auto document = json::parse(R"({"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/)"
                              R"(collection.json","x-own":1},"item":[],"x-more":[true]})",
                              "t");
  const auto collection = model::Collection::from_json(*document, "t");
  ASSERT_TRUE(collection.ok());
  EXPECT_EQ(export_collection(*collection, collection->variables), *document);
}

TEST(Exports, GoIntoAFolderUnderAGeneratedName) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "signet-exports-test";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(write_export(folder, "globals", json::object{{"a", 1}}).ok());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    EXPECT_TRUE(entry.path().filename().string().starts_with("signet-globals-"));
  }
  EXPECT_EQ(files, 1);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace signet::cli
