#include "model/variables.h"

#include <gtest/gtest.h>

#include "model/javascript.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

VariableScope read(std::string_view text) {
  auto scope = VariableScope::from_json(parsed(text), "env.json");
  EXPECT_TRUE(scope.ok()) << text;
  return scope ? *std::move(scope) : VariableScope{};
}

TEST(VariableScope, CastsSetsAndUnsetsAsPostmanDoes) {
  const json::value table = load_table("scopes");
  for (const json::value& row : table.as_array()) {
    auto scope = VariableScope::from_json(row.at("in"), "env.json");
    ASSERT_TRUE(scope.ok());
    for (const json::value& op : row.at("ops").as_array()) {
      const std::string_view key = op.at(1).as_string();
      if (op.at(0).as_string() == "set") {
        scope->set(key, op.at(2));
      } else {
        scope->unset(key);
      }
    }
    json::object found;
    for (const char* key : {"a", "b", "c", "d"}) {
      const Variable* variable = scope->find(key);
      if (variable != nullptr) found[key] = javascript::to_string(variable->value);
    }
    EXPECT_EQ(json::value(found), row.at("found")) << row.at("in") << row.at("ops");
    EXPECT_EQ(json::value(scope->to_json()), row.at("out")) << row.at("in") << row.at("ops");
  }
}

TEST(VariableScope, ReadsEveryFormThatFilesHave) {
  for (const char* text : {R"({"values":[{"key":"a","value":"1"}]})", R"({"variable":[{"key":"a","value":"1"}]})",
                           R"([{"key":"a","value":"1"}])", R"({"environment":{"values":[{"key":"a","value":"1"}]}})",
                           R"({"globals":{"values":[{"key":"a","value":"1"}]}})"}) {
    const VariableScope scope = read(text);
    ASSERT_NE(scope.find("a"), nullptr) << text;
    EXPECT_EQ(scope.find("a")->value, json::value("1")) << text;
    EXPECT_FALSE(scope.id.empty());
  }
}

TEST(VariableScope, LeavesOutVariablesWithoutAKeyAsNewmanDoes) {  // conformance case var-collection
  const VariableScope scope =
      read(R"([{"id":"a","value":"1"},{"value":"2"},{"key":null,"value":"3"},{"key":"","value":"4"}])");
  ASSERT_EQ(scope.variables().size(), 1U);
  EXPECT_EQ(scope.find("a"), nullptr);
  EXPECT_EQ(scope.find("")->value, json::value("4"));
}

TEST(VariableScope, TellsAMissingValueFromAnEmptyOne) {  // conformance case var-value-types
  VariableScope scope = read(R"([{"key":"none"},{"key":"empty","value":""}])");
  EXPECT_EQ(scope.find("none")->value, json::value(""));
  EXPECT_FALSE(scope.to_json().at("values").at(0).as_object().contains("value"));
  EXPECT_TRUE(scope.to_json().at("values").at(1).as_object().contains("value"));
  scope.set("none", "now");
  EXPECT_EQ(scope.to_json().at("values").at(0).at("value"), json::value("now"));
}

TEST(VariableScope, KeepsTheTypeOfSecrets) {
  VariableScope scope = read(R"({"values":[{"key":"token","value":"s3cret","type":"secret"}]})");
  EXPECT_TRUE(scope.find("token")->is_secret());
  scope.set("token", "new");
  EXPECT_TRUE(scope.find("token")->is_secret());
  EXPECT_EQ(scope.to_json().at("values").at(0).at("type").as_string(), "secret");
}

TEST(VariableScope, ClearRemovesDisabledVariablesToo) {
  VariableScope scope = read(R"([{"key":"a","value":"1"},{"key":"b","value":"2","disabled":true}])");
  scope.clear();
  EXPECT_TRUE(scope.variables().empty());
  EXPECT_EQ(scope.find("a"), nullptr);
}

TEST(VariableScope, RevisionGrowsWithEveryChange) {
  VariableScope scope;
  std::uint64_t last = scope.revision();
  const auto grew = [&] { return std::exchange(last, scope.revision()) < scope.revision(); };
  scope.set("a", 1);
  EXPECT_TRUE(grew());
  scope.set("a", 2);
  EXPECT_TRUE(grew());
  scope.unset("a");
  EXPECT_TRUE(grew());
  scope.add({"b", "x", "", false, ""});
  EXPECT_TRUE(grew());
  scope.clear();
  EXPECT_TRUE(grew());
}

TEST(VariableScope, NamesThePlaceOfWhatItCannotRead) {
  const auto message = [](std::string_view text) {
    auto scope = VariableScope::from_json(parsed(text), "env.json");
    return scope ? std::string("no error") : scope.error().message;
  };
  EXPECT_EQ(message("5"), "env.json: expected an environment or globals file as an object, found a number");
  EXPECT_EQ(message(R"({"values":"x"})"), "env.json: values: expected an array of variables, found a string");
  EXPECT_EQ(message(R"({"values":[null,{"key":"a"},7]})"),
            "env.json: values[2]: expected a variable as an object, found a number");
}

TEST(Scopes, TheNarrowestScopeWins) {
  Scopes scopes;
  const auto value = [&] { return scopes.find("v") == nullptr ? json::value() : *scopes.find("v"); };
  EXPECT_EQ(value(), json::value());
  scopes.globals.set("v", "globals");
  EXPECT_EQ(value(), json::value("globals"));
  scopes.collection.set("v", "collection");
  EXPECT_EQ(value(), json::value("collection"));
  scopes.environment.set("v", "environment");
  EXPECT_EQ(value(), json::value("environment"));
  scopes.data["v"] = "data";
  EXPECT_EQ(value(), json::value("data"));
  scopes.local.set("v", "local");
  EXPECT_EQ(value(), json::value("local"));
}

}  // namespace
}  // namespace signet::model
