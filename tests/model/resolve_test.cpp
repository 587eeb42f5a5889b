#include "model/resolve.h"

#include <gtest/gtest.h>

#include <map>

#include "model/collection.h"
#include "model/params.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

Lookup lookup_of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(ResolveText, ReplacesAsPostmanDoes) {
  const json::value table = load_table("texts");
  for (const json::value& row : table.as_array()) {
    Scopes scopes;
    scopes.data = row.at("vars").as_object();
    EXPECT_EQ(resolve_text(row.at("in").as_string(), lookup_in(scopes)), row.at("out").as_string())
        << row.at("in") << row.at("vars");
  }
}

TEST(ResolveText, EndsOnCycles) {
  EXPECT_EQ(resolve_text("{{a}}", lookup_of({{"a", "{{b}}"}, {"b", "{{a}}"}})), "{{b}}");
}

TEST(ResolveText, StopsTextsThatGrowWithoutBound) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "{{a}}";
  EXPECT_LT(resolve_text("{{a}}", lookup_of({{"a", many}})).size(), std::size_t{128} << 20);
}

TEST(ResolveText, LooksDynamicVariablesUpLast) {
  Scopes scopes;
  const std::string made = resolve_text("{{$guid}}", lookup_in(scopes));
  EXPECT_EQ(made.size(), 36U);
  scopes.environment.set("$guid", "mine");
  EXPECT_EQ(resolve_text("{{$guid}}", lookup_in(scopes)), "mine");
}

TEST(ResolveRequest, ReplacesStringsInsideJsonButNotKeys) {
  Request request;
  request.body = Body{.mode = BodyMode::kRaw, .options = parsed(R"({"{{a}}":["{{a}}",5,{"x":"-{{a}}-"}]})")};
  const Request out = resolve_request(request, lookup_of({{"a", "1"}}));
  EXPECT_EQ(out.body->options, parsed(R"({"{{a}}":["1",5,{"x":"-1-"}]})"));
}

/// Body and auth in the form of the tables: text where Signet keeps text, parameters without order.
json::value body_row(const std::optional<Body>& body) {
  if (!body || body->mode == BodyMode::kNone) return nullptr;
  return body->to_json();
}

json::value auth_row(const Auth* auth) {
  if (auth == nullptr) return nullptr;
  json::object params;
  for (const auto& [key, value] : auth->values) {
    if (!value.is_null()) params[key] = value;
  }
  return json::object{{"type", auth->type}, {"params", std::move(params)}};
}

json::value item_row(const Collection& collection, const Item& item, const Lookup& lookup) {
  const Request request = resolve_request(item.request, lookup);
  Request authorized;
  if (const Auth* auth = effective_auth(collection, item)) authorized.auth = *auth;
  authorized = resolve_request(authorized, lookup);
  json::array events;
  for (const char* listen : {"prerequest", "test"}) {
    for (const Event* event : events_for(collection, item, listen)) {
      events.emplace_back(std::string(listen) + ":" + event->script.source);
    }
  }
  return json::object{{"name", item.name},
                      {"url", request.url.to_string_with_variables()},
                      {"method", request.method},
                      {"header", params_to_json(request.headers)},
                      {"body", body_row(request.body)},
                      {"auth", auth_row(authorized.auth ? &*authorized.auth : nullptr)},
                      {"events", std::move(events)},
                      {"behavior", profile_behavior(collection, item)}};
}

TEST(ResolveRequest, GivesWhatPostmansRuntimeSendsForCollectionsOfAllVersions) {
  const json::value given = load_table("scopes_of_collections");
  const json::value table = load_table("collections");
  for (const json::value& row : table.as_array()) {
    auto collection = Collection::from_json(row.at("collection"), "collection.json");
    ASSERT_TRUE(collection.ok()) << collection.error().to_string();
    Scopes scopes;
    scopes.environment = *VariableScope::from_json(given.at("environment"), "env.json");
    scopes.data = given.at("data").as_object();
    scopes.collection = collection->variables;
    const Lookup lookup = lookup_in(scopes);
    const auto requests = collection->requests();
    const json::array& expected = row.at("items").as_array();
    ASSERT_EQ(requests.size(), expected.size()) << row.at("collection");
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(item_row(*collection, *requests[i], lookup), expected[i]);
    }
  }
}

TEST(ResolveRequest, LetsAVariableHoldSeveralPartsOfTheUrl) {
  Request request;
  request.url = Url::parse("{{base}}/x?{{query}}");
  const Request out = resolve_request(request, lookup_of({{"base", "https://u:p@h.com:81/v1"}, {"query", "a=1&b"}}));
  EXPECT_EQ(out.url.protocol, "https");
  EXPECT_EQ(out.url.host, (std::vector<std::string>{"h", "com"}));
  EXPECT_EQ(out.url.port, "81");
  EXPECT_EQ(out.url.path, (std::vector<std::string>{"v1", "x"}));
  EXPECT_EQ(out.url.query.size(), 2U);
}

TEST(ResolveRequest, ResolvesVariablesInsideThePathVariables) {
  Request request;
  request.url = Url::from_json(parsed(R"({"host":["h"],"path":[":id"],"variable":[{"key":"id","value":"{{v}}"}]})"));
  EXPECT_EQ(resolve_request(request, lookup_of({{"v", "7"}})).url.to_string(), "h/7");
}

TEST(ResolveRequest, ResolvesFilePathsAndKeepsDisabledFields) {
  auto request = Request::from_json(parsed(R"({"url":"h","body":{"mode":"formdata","formdata":[
      {"key":"f","type":"file","src":"{{dir}}/a"},{"key":"{{k}}","value":"x","disabled":true}]}})"),
                                    "request");
  ASSERT_TRUE(request.ok());
  const Request out = resolve_request(*request, lookup_of({{"dir", "/tmp"}, {"k", "key"}}));
  EXPECT_EQ(out.body->params[0].files, (std::vector<std::string>{"/tmp/a"}));
  EXPECT_EQ(out.body->params[1].key, "key");
  EXPECT_TRUE(out.body->params[1].disabled);
}

}  // namespace
}  // namespace signet::model
