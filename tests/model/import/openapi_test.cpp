#include "model/import/openapi.h"

#include <gmock/gmock.h>

#include "model/collection.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A description with these members besides its version and name.
json::value described(std::string_view members) {
  return parsed(fmt::format(R"({{"openapi":"3.1.0","info":{{"title":"Orders"}},{}}})", members));
}

Conversion converted(const json::value& document, std::string_view source = "orders.json") {
  auto made = convert_openapi(document.get_object(), source);
  EXPECT_TRUE(made) << (made ? "" : made.error().to_string());
  if (!made) return {};
  EXPECT_TRUE(Collection::from_json(made->collection, "converted"));
  return *std::move(made);
}

/// The item of the one operation, which is described by these members; `more` are members of the document.
json::value item_of(std::string_view operation, std::string_view path = "/orders", std::string_view more = "") {
  const Conversion made = converted(
      described(fmt::format(R"("servers":[{{"url":"https://api.example.com"}}],"paths":{{"{}":{{"post":{{{}}}}}}}{})",
                            path, operation, more)));
  return made.collection.at("item").at(0);
}

json::value request_of(std::string_view operation, std::string_view path = "/orders", std::string_view more = "") {
  return item_of(operation, path, more).at("request");
}

/// The example that a schema makes, as JSON.
json::value sample_of(std::string_view schema, std::string_view more = "") {
  const json::value request = request_of(
      fmt::format(R"("requestBody":{{"content":{{"application/json":{{"schema":{}}}}}}})", schema), "/orders", more);
  return parsed(request.at("body").at("raw").get_string());
}

std::vector<std::string> names_of(const json::value& items) {
  std::vector<std::string> names;
  for (const json::value& item : items.get_array()) names.emplace_back(item.at("name").get_string());
  return names;
}

Error refusal_of(std::string_view text) {
  const auto made = convert_openapi(parsed(text).get_object(), "orders.json");
  EXPECT_FALSE(made) << text;
  return made ? Error{} : made.error();
}

TEST(OpenApi, MakesAFolderOfEachTagInTheOrderOfTheDocument) {
  const Conversion made = converted(described(R"(
    "tags":[{"name":"Late","description":"Second in the paths"},{"name":"Unused"},{"name":"Early"}],
    "paths":{"/a":{"get":{"tags":["Early","Late"],"summary":"A"}},
             "/b":{"get":{"tags":["Late"],"operationId":"listB"},"delete":{"tags":["New"]}},
             "/c":{"get":{}}, "x-more":{"get":{}}})"));
  const json::value& items = made.collection.at("item");
  EXPECT_THAT(names_of(items), ElementsAre("Late", "Early", "New", "GET /c"));
  EXPECT_EQ(items.at(0).at("description"), json::value("Second in the paths"));
  EXPECT_THAT(names_of(items.at(0).at("item")), ElementsAre("listB"));
  EXPECT_THAT(names_of(items.at(2).at("item")), ElementsAre("DELETE /b"));
  EXPECT_EQ(made.collection.at("info").at("name"), json::value("Orders"));
}

TEST(OpenApi, WritesPathParametersAsPathVariables) {
  const json::value url = request_of(R"("parameters":[
      {"name":"id","in":"path","required":true,"description":"Which","example":7},
      {"name":"kind","in":"path","required":true,"schema":{"type":"string","default":"pdf"}}])",
                                     "/orders/{id}/file.{kind}")
                              .at("url");
  EXPECT_EQ(url.at("path"), parsed(R"(["orders",":id","file.{{kind}}"])"));
  EXPECT_EQ(url.at("variable"), parsed(R"([{"key":"id","value":"7","description":"Which"}])"));
  EXPECT_EQ(url.at("raw"), json::value("{{baseUrl}}/orders/:id/file.{{kind}}"));
}

TEST(OpenApi, DisablesParametersThatMayBeMissing) {
  const json::value request = request_of(R"("parameters":[
      {"name":"page","in":"query","required":true,"schema":{"type":"integer","minimum":1}},
      {"name":"q","in":"query","description":"Words","schema":{"type":"string"}},
      {"name":"X-Trace","in":"header","required":true,"schema":{"type":"string","format":"uuid"}},
      {"name":"Accept","in":"header","schema":{"type":"string"}},
      {"name":"theme","in":"cookie","required":true,"example":"dark"}])");
  EXPECT_EQ(
      request.at("url").at("query"),
      parsed(R"([{"key":"page","value":"1"},{"key":"q","value":"string","description":"Words","disabled":true}])"));
  EXPECT_EQ(request.at("url").at("raw"), json::value("{{baseUrl}}/orders?page=1"));
  EXPECT_EQ(request.at("header"), parsed(R"([{"key":"X-Trace","value":"00000000-0000-4000-8000-000000000000"},
                                             {"key":"Cookie","value":"theme=dark"}])"));
}

TEST(OpenApi, WritesListsAndObjectsInTheStyleOfTheirParameter) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"("example":["a","b"])", R"([{"key":"p","value":"a"},{"key":"p","value":"b"}])"},
      {R"("explode":false,"example":["a","b"])", R"([{"key":"p","value":"a,b"}])"},
      {R"("style":"pipeDelimited","example":["a","b"])", R"([{"key":"p","value":"a|b"}])"},
      {R"("example":{"x":1,"y":2})", R"([{"key":"x","value":"1"},{"key":"y","value":"2"}])"},
      {R"("style":"deepObject","example":{"x":1})", R"([{"key":"p[x]","value":"1"}])"},
      {R"("content":{"application/json":{"example":{"x":1}}})", R"([{"key":"p","value":"{\"x\":1}"}])"},
      {R"("schema":{})", R"([{"key":"p","value":""}])"},
  };
  for (const auto& [parameter, query] : cases) {
    const json::value url =
        request_of(fmt::format(R"("parameters":[{{"name":"p","in":"query","required":true,{}}}])", parameter))
            .at("url");
    EXPECT_EQ(url.at("query"), parsed(query)) << parameter << boost::json::serialize(url);
  }
}

TEST(OpenApi, PrefersTheParametersOfAnOperationToThoseOfItsPath) {
  const Conversion made = converted(described(R"("paths":{"/a/{id}":{
    "parameters":[{"name":"id","in":"path","example":1},{"$ref":"#/components/parameters/lang"}],
    "get":{"parameters":[{"name":"id","in":"path","example":2}]}}},
    "components":{"parameters":{"lang":{"name":"lang","in":"query","required":true,"example":"en"}}})"));
  const json::value& url = made.collection.at("item").at(0).at("request").at("url");
  EXPECT_EQ(url.at("variable"), parsed(R"([{"key":"id","value":"2"}])"));
  EXPECT_EQ(url.at("query"), parsed(R"([{"key":"lang","value":"en"}])"));
}

TEST(OpenApi, MakesExamplesOfSchemas) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"type":"string"})", R"("string")"},
      {R"({"type":"string","format":"date-time"})", R"("2030-01-31T12:00:00Z")"},
      {R"({"type":["null","integer"],"minimum":5})", "5"},
      {R"({"type":"number","maximum":-1.5})", "-1.5"},
      {R"({"type":"boolean"})", "true"},
      {R"({"type":"string","enum":["a","b"]})", R"("a")"},
      {R"({"const":"c"})", R"("c")"},
      {R"({"type":"integer","default":3,"examples":[4]})", "4"},
      {R"({"type":"array","items":{"type":"integer"}})", "[0]"},
      {R"({"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}]})", R"([0,"string"])"},
      {R"({"properties":{"a":{"type":"integer"},"b":{"type":"string","readOnly":true}}})", R"({"a":0})"},
      {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"key":0})"},
      {R"({"type":"object","additionalProperties":true})", "{}"},
      {R"({"allOf":[{"properties":{"a":{"example":1}}},{"properties":{"b":{"example":2}}}]})", R"({"a":1,"b":2})"},
      {R"({"oneOf":[{"type":"null"},{"type":"integer"},{"type":"string"}]})", "0"},
      {R"({"type":"object","properties":{"a":{"example":1}},"anyOf":[{"properties":{"b":{"example":2}}}]})",
       R"({"a":1,"b":2})"},
  };
  for (const auto& [schema, sample] : cases) EXPECT_EQ(sample_of(schema), parsed(sample)) << schema;
}

TEST(OpenApi, CutsSchemasThatHoldThemselves) {
  const json::value sample = sample_of(R"({"$ref":"#/components/schemas/Node"})",
                                       R"(,"components":{"schemas":{"Node":{"type":"object","properties":{
      "name":{"type":"string"},"parent":{"$ref":"#/components/schemas/Node"},
      "children":{"type":"array","items":{"$ref":"#/components/schemas/Node"}}}}}})");
  EXPECT_EQ(sample, parsed(R"({"name":"string","children":[]})"));
}

TEST(OpenApi, CutsExamplesThatSchemasMakeVeryLarge) {
  std::string schemas = R"("L0":{"type":"integer"})";
  for (int i = 1; i < 30; ++i) {
    schemas += fmt::format(R"(,"L{0}":{{"properties":{{"a":{{"$ref":"#/components/schemas/L{1}"}},
                               "b":{{"$ref":"#/components/schemas/L{1}"}}}}}})",
                           i, i - 1);
  }
  const Conversion made = converted(described(fmt::format(R"("paths":{{"/a":{{"post":{{"requestBody":{{"content":
    {{"application/json":{{"schema":{{"$ref":"#/components/schemas/L29"}}}}}}}}}}}}}},"components":{{"schemas":{{{}}}}})",
                                                          schemas)));
  EXPECT_LT(made.collection.at("item").at(0).at("request").at("body").at("raw").get_string().size(), 1U << 20);
  EXPECT_THAT(made.notices, Contains("Examples that schemas make very large were cut."));
}

TEST(OpenApi, WritesBodiesByTheirMediaType) {
  struct Case {
    std::string_view content;
    std::string_view body;
    std::string_view headers;
  };
  const Case cases[] = {
      {R"("application/xml":{},"application/json":{"example":{"a":1}})",
       R"({"mode":"raw","raw":"{\n  \"a\": 1\n}","options":{"raw":{"language":"json"}}})",
       R"([{"key":"Content-Type","value":"application/json"}])"},
      {R"("application/vnd.api+json":{"example":"{\"written\": true}"})",
       R"({"mode":"raw","raw":"{\"written\": true}","options":{"raw":{"language":"json"}}})",
       R"([{"key":"Content-Type","value":"application/vnd.api+json"}])"},
      {R"("text/plain":{"example":"hello"})", R"({"mode":"raw","raw":"hello","options":{"raw":{"language":"text"}}})",
       R"([{"key":"Content-Type","value":"text/plain"}])"},
      {R"("application/x-www-form-urlencoded":{"schema":{"type":"object","required":["a"],"properties":
           {"a":{"type":"integer"},"b":{"type":"string","description":"More"}}}})",
       R"({"mode":"urlencoded","urlencoded":[{"key":"a","value":"0"},
           {"key":"b","value":"string","description":"More","disabled":true}]})",
       "[]"},
      {R"("multipart/form-data":{"schema":{"properties":{"file":{"type":"string","format":"binary"},
           "pages":{"type":"array","items":{"type":"string","contentMediaType":"image/png"}},
           "note":{"type":"string"}}},"encoding":{"note":{"contentType":"text/markdown"}}})",
       R"({"mode":"formdata","formdata":[{"key":"file","type":"file","src":[]},{"key":"pages","type":"file","src":[]},
           {"key":"note","value":"string","type":"text","contentType":"text/markdown"}]})",
       "[]"},
      {R"("application/octet-stream":{})", R"({"mode":"file","file":{}})",
       R"([{"key":"Content-Type","value":"application/octet-stream"}])"},
  };
  for (const auto& [content, body, headers] : cases) {
    const json::value request = request_of(fmt::format(R"("requestBody":{{"content":{{{}}}}})", content));
    EXPECT_EQ(request.at("body"), parsed(body)) << boost::json::serialize(request.at("body"));
    EXPECT_EQ(request.at("header"), parsed(headers)) << content;
  }
}

TEST(OpenApi, SavesResponsesAsExamples) {
  const json::value item = item_of(R"("responses":{
      "200":{"description":"All fine","headers":{"X-Left":{"schema":{"type":"integer"}}},"content":{"application/json":{
        "schema":{"properties":{"id":{"type":"integer"},"pin":{"type":"string","writeOnly":true}}}}}},
      "4XX":{"description":"Wrong","content":{"text/plain":{"examples":{"late":{"value":"too late"},
        "gone":{"$ref":"#/components/examples/gone"},"file":{"externalValue":"https://example.com/x"}}}}},
      "default":{"description":"Else"}})",
                                   "/orders", R"(,"components":{"examples":{"gone":{"value":"it is gone"}}})");
  EXPECT_EQ(item.at("request").at("header"), parsed(R"([{"key":"Accept","value":"application/json"}])"));
  const json::value& examples = item.at("response");
  EXPECT_THAT(names_of(examples), ElementsAre("200 All fine", "4XX Wrong – late", "4XX Wrong – gone", "default Else"));
  EXPECT_EQ(examples.at(0).at("header"),
            parsed(R"([{"key":"Content-Type","value":"application/json"},{"key":"X-Left","value":"0"}])"));
  EXPECT_EQ(examples.at(0).at("body"), json::value("{\n  \"id\": 0\n}"));
  EXPECT_EQ(examples.at(0).at("originalRequest").at("method"), json::value("POST"));
  EXPECT_EQ(examples.at(1).at("code"), json::value(400));
  EXPECT_EQ(examples.at(2).at("body"), json::value("it is gone"));
  EXPECT_EQ(examples.at(3).at("code"), json::value(500));
}

TEST(OpenApi, KeepsServersInVariables) {
  const Conversion made = converted(described(R"("servers":[
      {"url":"https://{region}.example.com/v1/","variables":{"region":{"default":"eu"}}},
      {"url":"https://staging.example.com","description":"for tests"}],
      "paths":{"/a":{"get":{}},"/b":{"servers":[{"url":"https://other.example.com"}],"get":{}}})"));
  EXPECT_EQ(made.collection.at("variable"), parsed(R"([
      {"key":"region","value":"eu","type":"string"},
      {"key":"baseUrl","value":"https://{{region}}.example.com/v1","type":"string",
       "description":"Other servers: https://staging.example.com for tests"},
      {"key":"baseUrl2","value":"https://other.example.com","type":"string"}])"))
      << boost::json::serialize(made.collection.at("variable"));
  EXPECT_EQ(made.collection.at("item").at(1).at("request").at("url").at("host"), parsed(R"(["{{baseUrl2}}"])"));
  EXPECT_THAT(made.notices, IsEmpty());
}

TEST(OpenApi, TakesTheServerFromTheAddressOfTheDescription) {
  const json::value document = described(R"("servers":[{"url":"/api/v2"}],"paths":{})");
  const auto base_url = [&](std::string_view source) {
    return converted(document, source).collection.at("variable").at(0).at("value");
  };
  EXPECT_EQ(base_url("https://example.com:8443/docs/openapi.json?x"), json::value("https://example.com:8443/api/v2"));
  EXPECT_EQ(base_url("openapi.json"), json::value("/api/v2"));
  EXPECT_THAT(converted(document).notices, ElementsAre(HasSubstr("does not say where the API is")));
  EXPECT_EQ(converted(described(R"("paths":{})"), "https://example.com/a").collection.at("variable").at(0).at("value"),
            json::value("https://example.com"));
}

constexpr std::string_view kSchemes = R"(,"components":{"securitySchemes":{
    "bearerAuth":{"type":"http","scheme":"Bearer"},
    "basicAuth":{"type":"http","scheme":"basic"},
    "headerKey":{"type":"apiKey","in":"header","name":"X-Key"},
    "queryKey":{"type":"apiKey","in":"query","name":"key"},
    "cookieKey":{"type":"apiKey","in":"cookie","name":"sid"},
    "machine":{"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"https://id.example.com/token","scopes":{}}}},
    "implicit":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://id.example.com/a","scopes":{}}}},
    "certificate":{"type":"mutualTLS"},
    "discovery":{"type":"openIdConnect","openIdConnectUrl":"https://id.example.com"}}})";

TEST(OpenApi, WritesSecuritySchemesAsAuthorizationsWithoutValues) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"([{"bearerAuth":[]}])",
       R"({"type":"bearer","bearer":[{"key":"token","value":"{{bearerAuth}}","type":"string"}]})"},
      {R"([{"basicAuth":[]}])",
       R"({"type":"basic","basic":[{"key":"username","value":"{{basicAuth_username}}","type":"string"},
           {"key":"password","value":"{{basicAuth_password}}","type":"string"}]})"},
      {R"([{"headerKey":[]}])", R"({"type":"apikey","apikey":[{"key":"key","value":"X-Key","type":"string"},
           {"key":"value","value":"{{headerKey}}","type":"string"},{"key":"in","value":"header","type":"string"}]})"},
      {R"([{"machine":["a","b"]}])",
       R"({"type":"oauth2","oauth2":[{"key":"grant_type","value":"client_credentials","type":"string"},
           {"key":"accessTokenUrl","value":"https://id.example.com/token","type":"string"},
           {"key":"clientId","value":"{{machine_client_id}}","type":"string"},
           {"key":"clientSecret","value":"{{machine_client_secret}}","type":"string"},
           {"key":"scope","value":"a b","type":"string"},{"key":"addTokenTo","value":"header","type":"string"}]})"},
      {"[]", R"({"type":"noauth"})"},
      {"[{}]", R"({"type":"noauth"})"},
      {R"([{"implicit":[]},{"bearerAuth":[]}])",
       R"({"type":"bearer","bearer":[{"key":"token","value":"{{bearerAuth}}","type":"string"}]})"},
  };
  for (const auto& [security, auth] : cases) {
    const json::value request = request_of(fmt::format(R"("security":{})", security), "/orders", kSchemes);
    EXPECT_EQ(request.at("auth"), parsed(auth)) << boost::json::serialize(request.at("auth"));
  }
}

TEST(OpenApi, AddsKeysThatAreAskedForTogether) {
  const json::value request =
      request_of(R"("security":[{"bearerAuth":[],"queryKey":[],"cookieKey":[]}])", "/orders", kSchemes);
  EXPECT_EQ(request.at("auth").at("type"), json::value("bearer"));
  EXPECT_EQ(request.at("url").at("query"), parsed(R"([{"key":"key","value":"{{queryKey}}"}])"));
  EXPECT_EQ(request.at("header"), parsed(R"([{"key":"Cookie","value":"sid={{cookieKey}}"}])"));
}

TEST(OpenApi, InheritsTheSecurityOfTheDocument) {
  const Conversion made = converted(
      described(fmt::format(R"("security":[{{"bearerAuth":[]}}],"paths":{{"/a":{{"get":{{}}}}}}{})", kSchemes)));
  EXPECT_EQ(made.collection.at("auth").at("type"), json::value("bearer"));
  EXPECT_FALSE(made.collection.at("item").at(0).at("request").get_object().contains("auth"));
  EXPECT_EQ(made.environment, parsed(R"({"name":"Orders","_postman_variable_scope":"environment","values":[
      {"key":"bearerAuth","value":"","type":"secret","enabled":true}]})"));
  EXPECT_THAT(made.notices, Contains(HasSubstr("fill in the environment")));
}

TEST(OpenApi, SaysWhichSecuritySchemesItCannotWrite) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"implicit", "the implicit grant is not safe"},
      {"certificate", "a client certificate"},
      {"discovery", "a kind that requests do not have"},
      {"unknown", "the document does not describe it"},
  };
  for (const auto& [scheme, why] : cases) {
    const Conversion made = converted(
        described(fmt::format(R"("security":[{{"{}":[]}}],"paths":{{}}{})", scheme, kSchemes)), "https://example.com/");
    EXPECT_THAT(made.notices, ElementsAre(AllOf(HasSubstr(scheme), HasSubstr(why))));
  }
}

TEST(OpenApi, NeverFollowsAReferenceOutOfTheDocument) {
  const Conversion made = converted(described(R"("servers":[{"url":"https://api.example.com"}],"paths":{
    "/a":{"$ref":"paths.yaml#/a"},"/b":{"get":{"parameters":[{"$ref":"#/components/parameters/none"}]}},
    "/c":{"$ref":"#/paths/~1c"},"/d":{"$ref":"#/paths/~1b"}, "/e":{"get":5}})"));
  EXPECT_THAT(names_of(made.collection.at("item")), ElementsAre("GET /b", "GET /d"));
  EXPECT_THAT(made.notices, AllOf(Contains(HasSubstr("“paths.yaml#/a” refers to is not in the file")),
                                  Contains("The reference “#/components/parameters/none” leads nowhere."),
                                  Contains("A reference that refers to itself was left out."),
                                  Contains(HasSubstr("“/e”: get: expected an object, found a number"))));
}

TEST(OpenApi, SaysWhatACollectionCannotHold) {
  const Conversion made =
      converted(described(R"("servers":[{"url":"https://api.example.com"}],"webhooks":{"new":{"post":{}}},
    "paths":{"/a":{"post":{"responses":{"200":{"links":{}}},"callbacks":{"done":{}},"requestBody":{"content":{"application/xml":{"schema":{"type":"object",
    "properties":{"a":{"type":"string"}}}},"text/xml":{}}}}}})"));
  EXPECT_THAT(made.notices,
              AllOf(Contains(HasSubstr("Webhooks")), Contains(HasSubstr("Links")), Contains(HasSubstr("Callbacks")),
                    Contains(HasSubstr("no example as text")), Contains(HasSubstr("of several media types"))));
}

TEST(OpenApi, RefusesWhatIsNoOpenApi3) {
  EXPECT_THAT(refusal_of(R"({"swagger":"2.0","paths":{}})").message, HasSubstr("Swagger 2.0"));
  EXPECT_THAT(refusal_of(R"({"swagger":"2.0","paths":{}})").hint, HasSubstr("convert it to OpenAPI 3"));
  EXPECT_THAT(refusal_of(R"({"openapi":"4.0.0","paths":{}})").message, HasSubstr("version “4.0.0”"));
  EXPECT_THAT(refusal_of(R"({"openapi":"3.0.0","paths":"x"})").message,
              HasSubstr("paths: expected an object, found a string"));
  EXPECT_THAT(refusal_of(R"({"openapi":"3.0.0","paths":{},"tags":{}})").message, HasSubstr("tags: expected a list"));
  EXPECT_THAT(refusal_of(R"({"openapi":"3.0.0"})").message, HasSubstr("paths: missing"));
}

TEST(OpenApi, RefusesWhatGrowsWithoutBoundByItsReferences) {
  // One path item with a long list, for which very many paths stand.
  std::string parameters;
  for (int i = 0; i < 2000; ++i)
    parameters += fmt::format(R"({}{{"name":"p{}","in":"query","required":true}})", i == 0 ? "" : ",", i);
  std::string paths = fmt::format(R"("/0":{{"parameters":[{}],"get":{{}}}})", parameters);
  for (int i = 1; i < 2000; ++i) paths += fmt::format(R"(,"/{}":{{"$ref":"#/paths/~10"}})", i);
  const auto made =
      convert_openapi(described(fmt::format(R"("paths":{{{}}})", paths)).get_object(), "orders.json", 8U << 20);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kLimit);
}

TEST(OpenApi, IsKnownByItsFirstLinesInYaml) {
  for (const std::string_view text :
       {"openapi: 3.0.0", "# ours\n---\nopenapi: \"3.1.0\"\n", "info: {}\n'openapi': 3.0.0", "swagger: '2.0'"}) {
    EXPECT_TRUE(is_openapi_yaml(text)) << text;
  }
  for (const std::string_view text : {"", "{\"openapi\": \"3.0.0\"}", "info:\n  openapi: 3", "[openapi: 3]", "hello"}) {
    EXPECT_FALSE(is_openapi_yaml(text)) << text;
  }
}

}  // namespace
}  // namespace signet::model
