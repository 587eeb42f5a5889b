#include "server/api/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "base/file.h"
#include "server/server.h"
#include "tests/server/api/things.h"
#include "tests/server/running_front.h"
#include "tests/support/temporary_folder.h"

namespace signet::server {
namespace {

/// The member at the end of a path of keys.
const json::value& at(const json::value& document, std::initializer_list<std::string_view> path) {
  const json::value* value = &document;
  for (const std::string_view key : path) value = &value->as_object().at(key);
  return *value;
}

/// What a YAML reader makes of the text; scalars in quotes are strings, others what they look like.
json::value read_yaml(const YAML::Node& node) {
  if (node.IsMap()) {
    json::object object;
    for (const auto& member : node) object[member.first.as<std::string>()] = read_yaml(member.second);
    return object;
  }
  if (node.IsSequence()) {
    json::array array;
    for (const auto& element : node) array.push_back(read_yaml(element));
    return array;
  }
  if (node.Tag() == "!") return json::value(node.Scalar());  // quoted
  boost::json::error_code failed;
  const json::value plain = boost::json::parse(node.Scalar(), failed);
  return failed ? json::value(node.Scalar()) : plain;
}

TEST(OpenApi, DescribesAnOperation) {
  const json::value document = describe(test::things());
  const json::value& make = at(document, {"paths", "/api/v1/things", "post"});
  EXPECT_EQ(at(make, {"operationId"}), "makeThing");
  EXPECT_EQ(boost::json::serialize(at(make, {"security"})), R"([{"session":[]},{"key":[]},{"bearer":[]}])");
  EXPECT_EQ(at(make, {"requestBody", "content", "application/json", "schema", "$ref"}),
            "#/components/schemas/NewThing");
  EXPECT_EQ(at(make, {"responses", "201", "content", "application/json", "schema", "$ref"}),
            "#/components/schemas/Thing");
  for (const char* status : {"400", "401", "403", "409", "413", "415", "422", "500", "503"}) {
    EXPECT_EQ(at(make, {"responses", status, "$ref"}),
              json::value("#/components/responses/Problem" + std::string(status)));
    EXPECT_NO_THROW(static_cast<void>(at(document, {"components", "responses", "Problem" + std::string(status)})));
  }
}

TEST(OpenApi, DescribesSchemasAsTheyAreChecked) {
  const json::value document = describe(test::things());
  const json::value& schema = at(document, {"components", "schemas", "NewThing"});
  EXPECT_EQ(boost::json::serialize(at(schema, {"required"})), R"(["name"])");
  EXPECT_EQ(at(schema, {"additionalProperties"}), false);
  const std::vector<std::pair<const char*, const char*>> table = {
      {"name", R"({"type":"string","minLength":1,"maxLength":10,"description":"What people call it"})"},
      {"kind", R"({"type":"string","enum":["round","square"]})"},
      {"count", R"({"type":"integer","minimum":0,"maximum":100})"},
      {"on", R"({"type":"boolean"})"},
      {"note", R"({"type":["string","null"],"maxLength":4096})"},
      {"password", R"({"type":"string","format":"password","writeOnly":true,"minLength":12,"maxLength":4096})"},
      {"tags", R"({"type":"array","maxItems":3,"items":{"type":"string","maxLength":5}})"},
      {"parts", R"({"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Part"}})"},
      {"more", R"({"type":"object"})"},
  };
  for (const auto& [name, expected] : table) {
    EXPECT_EQ(boost::json::serialize(at(schema, {"properties", name})), expected) << name;
  }
}

TEST(OpenApi, DescribesParameters) {
  const json::value document = describe(test::things());
  EXPECT_EQ(boost::json::serialize(at(document, {"paths", "/api/v1/things/{id}", "get", "parameters"})),
            R"([{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":1}}])");
  const json::array& query = at(document, {"paths", "/api/v1/things", "get", "parameters"}).as_array();
  EXPECT_EQ(boost::json::serialize(query.at(2)),
            R"({"name":"team","in":"query","required":true,"schema":{"type":"string","maxLength":5}})");
}

TEST(OpenApi, IsTheSameInYaml) {
  const std::string text = describe_as_yaml(test::things());
  EXPECT_EQ(read_yaml(YAML::Load(text)), json::value(describe(test::things()))) << text;
}

TEST(OpenApi, IsWhatTheDocumentationHolds) {
  const auto file = read_file(SIGNET_SOURCE_DIR "/docs/openapi.yaml");
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(*file, describe_as_yaml(all_routes(nullptr)))
      << "the routes have changed: signet serve --openapi > docs/openapi.yaml";
}

TEST(Server, ServesItsOwnDescription) {
  const signet::test::TemporaryFolder folder;
  ServerOptions options;
  options.data = folder.path() / "data";
  auto server = Server::start(std::move(options));
  ASSERT_TRUE(server) << server.error().to_string();
  test::Client client((*server)->front().ports().front());
  const test::Answer answer = client.ask(test::get("/api/v1/openapi.json"));
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.header("Content-Type"), "application/vnd.oai.openapi+json;version=3.1");
  EXPECT_EQ(test::json_of(answer), json::value(describe(all_routes(nullptr))));
  EXPECT_EQ(client.ask(test::get("/api/v1/nothing")).status, 404U);
}

}  // namespace
}  // namespace signet::server
