#include "model/import/import.h"

#include <gmock/gmock.h>

#include "tests/model/import/zips.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

using test::make_zip;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kCollection =
    R"({"info":{"name":"C","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]})";
constexpr std::string_view kEnvironment = R"({"id":"e","name":"E","values":[{"key":"a","value":"1"}]})";

Import read(std::string_view bytes) {
  auto found = read_import(bytes, "file");
  EXPECT_TRUE(found) << (found ? "" : found.error().to_string());
  return found ? *std::move(found) : Import{};
}

std::vector<std::string> sources_of(const Import& found) {
  std::vector<std::string> sources;
  for (const ImportedDocument& document : found.documents) {
    constexpr std::string_view kKinds[] = {"collection", "environment", "globals"};
    sources.push_back(fmt::format("{} {}", kKinds[static_cast<std::size_t>(document.kind)], document.source));
  }
  return sources;
}

std::vector<std::string> left_out_of(const Import& found) {
  std::vector<std::string> lines;
  for (const LeftOut& part : found.left_out) lines.push_back(part.source + " " + part.reason);
  return lines;
}

TEST(Import, TellsWhatAFileIs) {
  const std::pair<std::string_view, std::optional<ImportKind>> cases[] = {
      {kCollection, ImportKind::kCollection},
      {R"({"info":{"name":"C","schema":"https://schema.getpostman.com/json/collection/v2.0.0/collection.json"}})",
       ImportKind::kCollection},
      {R"({"info":{"_postman_id":"c","name":"C"}})", ImportKind::kCollection},
      {R"({"item":[]})", ImportKind::kCollection},
      {R"({"id":"c","name":"C","order":[],"requests":[]})", ImportKind::kCollection},
      {kEnvironment, ImportKind::kEnvironment},
      {R"({"name":"E","values":[],"_postman_variable_scope":"environment"})", ImportKind::kEnvironment},
      {R"({"values":[],"_postman_variable_scope":"globals"})", ImportKind::kGlobals},
      {R"({"values":[],"_postman_variable_scope":"collection"})", std::nullopt},
      {R"({"openapi":"3.1.0","info":{"title":"API"},"paths":{}})", std::nullopt},
      {R"({"values":{}})", std::nullopt},
      {R"([{"key":"a"}])", std::nullopt},
      {"null", std::nullopt},
      {"5", std::nullopt},
  };
  for (const auto& [text, kind] : cases) EXPECT_EQ(import_kind(parsed(text)), kind) << text;
}

TEST(Import, TakesDocumentsOutOfTheWrappingsOfTheApi) {
  const std::pair<std::string, std::string_view> cases[] = {
      {fmt::format(R"({{"collection":{}}})", kCollection), "collection file"},
      {fmt::format(R"({{"environment":{}}})", kEnvironment), "environment file"},
      {R"({"globals":{"values":[]}})", "globals file"},
  };
  for (const auto& [text, source] : cases) EXPECT_THAT(sources_of(read(text)), ElementsAre(source));
  EXPECT_EQ(read(fmt::format(R"({{"collection":{}}})", kCollection)).documents.at(0).document, parsed(kCollection));
}

TEST(Import, ReadsOtherEncodings) {
  std::string wide = "\xFF\xFE";
  for (const char c : kEnvironment) wide += {c, '\0'};
  EXPECT_THAT(sources_of(read(wide)), ElementsAre("environment file"));
  EXPECT_THAT(sources_of(read("\xEF\xBB\xBF" + std::string(kEnvironment))), ElementsAre("environment file"));
}

TEST(Import, TakesListsOfDocuments) {
  const Import found = read(fmt::format("[{}, 5, {}, [{}]]", kEnvironment, kCollection, kCollection));
  EXPECT_THAT(sources_of(found), ElementsAre("environment file[0]", "collection file[2]"));
  EXPECT_THAT(left_out_of(found), ElementsAre(HasSubstr("file[1] is neither"), HasSubstr("file[3] is neither")));
}

TEST(Import, TakesTheDataDumpsOfOldApps) {
  const Import found = read(R"({"version":1,"collections":[{"id":"c","name":"C","order":[],"requests":[]}],
    "environments":[{"id":"e","name":"E","values":[]},{}],"globals":[{"key":"g","value":"1"}],"headerPresets":[{"id":"h"}],
    "other":[]})");
  EXPECT_THAT(sources_of(found), ElementsAre("collection file: collections[0]", "environment file: environments[0]",
                                             "globals file: globals"));
  EXPECT_THAT(left_out_of(found), ElementsAre(HasSubstr("environments[1]"), HasSubstr("headerPresets")));
  EXPECT_EQ(found.documents[2].document.at("values").at(0).at("key"), json::value("g"));
}

TEST(Import, TakesADataDump) {
  const Import found = read(make_zip({
      {"dump/archive.json", R"({"collection":{"c1":true,"c2":true},"environment":{"e1":true}})"},
      {"dump/collection/c1.json", std::string(kCollection)},
      {"dump/environment/e1.json", std::string(kEnvironment)},
      {"dump/environment/broken.json", "{"},
      {"dump/spec/openapi.json", R"({"openapi":"3.1.0"})"},
      {"dump/spec/orders.yaml", "openapi: 3.1.0\ninfo:\n  title: Orders\npaths: {}\n"},
      {"dump/read\nme.txt", "hello"},
      {"dump/locked.json", "{}", false, true},
      {"__MACOSX/dump/._c1.json", "junk"},
  }));
  EXPECT_THAT(sources_of(found),
              ElementsAre("collection file: dump/collection/c1.json", "environment file: dump/environment/e1.json",
                          "collection file: dump/spec/orders.yaml"));
  EXPECT_THAT(found.notices, ElementsAre(HasSubstr("file: dump/spec/orders.yaml: The description")));
  EXPECT_THAT(left_out_of(found),
              ElementsAre("file: dump/environment/broken.json is no valid JSON or YAML",
                          HasSubstr("dump/spec/openapi.json paths: missing"),
                          "file: dump/read?me.txt is no JSON, YAML or HAR file", "file: dump/locked.json is encrypted",
                          "file: collection/c2.json is listed in archive.json and not there"));
}

TEST(Import, TakesArchivesThatWereWrittenAsAStream) {
  // Without sizes in front of the files, as servers write them.
  const auto bytes = read_file(std::string(SIGNET_SOURCE_DIR) + "/fuzz/corpus/model_import/streamed.zip");
  ASSERT_TRUE(bytes);
  EXPECT_THAT(sources_of(read(*bytes)), ElementsAre("environment file: environment/e.json"));
}

TEST(Import, ConvertsOtherFormats) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"openapi":"3.0.3","info":{"title":"Orders"},"paths":{}})", kOpenApi},
      {"# ours\nopenapi: 3.1.0\ninfo: {title: Orders}\npaths: {}\n", kOpenApi},
      {R"({"log":{"entries":[{"request":{"method":"GET","url":"https://example.com/"}}]}})", kHar},
      {kCollection, kPostman},
  };
  for (const auto& [text, format] : cases) {
    const Import found = read(text);
    EXPECT_THAT(sources_of(found), ElementsAre("collection file"));
    EXPECT_EQ(found.documents.at(0).format, format);
    EXPECT_EQ(import_kind(found.documents.at(0).document), ImportKind::kCollection);
  }
}

TEST(Import, TakesTheEnvironmentThatBelongsToAConvertedCollection) {
  const Import found = read(R"({"openapi":"3.0.3","info":{"title":"Orders"},"paths":{},"security":[{"key":[]}],
    "components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"X-Key"}}}})");
  EXPECT_THAT(sources_of(found), ElementsAre("collection file", "environment file"));
  EXPECT_EQ(import_kind(found.documents.at(1).document), ImportKind::kEnvironment);
}

TEST(Import, TellsADescriptionOfAnApiWhereItCameFrom) {
  const auto found =
      read_import(R"({"openapi":"3.0.3","servers":[{"url":"/v1"}],"paths":{}})", "https://example.com/openapi.json");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->documents.at(0).document.at("variable").at(0).at("value"), json::value("https://example.com/v1"));
}

TEST(Import, SaysWhatIsWrongWithTheOnlyDocument) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"swagger":"2.0","paths":{}})", "describes an API in Swagger 2.0"},
      {"openapi: 3.0.0\npaths: [", "file:2:"},
      {R"({"log":{"entries":[]}})", "log.entries: none of them"},
  };
  for (const auto& [text, message] : cases) {
    const auto found = read_import(text, "file");
    ASSERT_FALSE(found) << text;
    EXPECT_THAT(found.error().to_string(), HasSubstr(message));
  }
}

TEST(Import, TellsOfYamlThatItIsNothingKnown) {
  const auto found = read_import("type: object\n", "schema.yaml");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("schema.yaml is neither a collection"));
}

TEST(Import, RefusesWhatHasNothingInIt) {
  const std::string cases[] = {
      "",
      "{",
      R"({"openapi":"3.1.0"})",
      "[]",
      R"({"collections":[],"environments":[]})",
      make_zip({{"archive.json", R"({"collection":{}})"}}),
      make_zip({{"a.txt", "hello"}}),
      "PK\x03\x04 cut off",
  };
  for (const std::string& bytes : cases) {
    const auto found = read_import(bytes, "file");
    ASSERT_FALSE(found) << bytes;
    EXPECT_EQ(found.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(found.error().message, HasSubstr("file"));
    EXPECT_FALSE(found.error().hint.empty());
  }
}

TEST(Import, NamesAnAddressWithoutWhatMayBeSecretInIt) {
  EXPECT_EQ(shown_address("https://me:hidden@example.com:8443/a/openapi.json?key=hidden#hidden"),
            "https://example.com:8443/a/openapi.json");
}

TEST(Import, PassesOnTheLimitsOfArchives) {
  const auto found = read_import(make_zip({{"a.json", std::string(kCollection)}}), "file", {.entry_bytes = 10});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::model
