#include "server/elements/content.h"

#include <gmock/gmock.h>

#include "tests/server/elements/support.h"

namespace signet::server {
namespace {

using test::parsed;
using test::put_together;
using test::secrets_of;
using test::taken;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr ElementKind kKinds[] = {ElementKind::kCollection,  ElementKind::kFolder,  ElementKind::kRequest,
                                  ElementKind::kEnvironment, ElementKind::kGlobals, ElementKind::kMock,
                                  ElementKind::kMonitor};

TEST(Content, NamesItsKinds) {
  for (const ElementKind kind : kKinds) EXPECT_EQ(parse_element_kind(name_of(kind)), kind);
  EXPECT_EQ(name_of(ElementKind::kRequest), "request");
  EXPECT_EQ(parse_element_kind("Request"), std::nullopt);
  EXPECT_EQ(parse_element_kind(""), std::nullopt);
}

TEST(Content, TakesEveryValueOfAnEnvironment) {
  const Content content = taken(ElementKind::kEnvironment, R"({"id":"e","name":"Staging","values":[
    {"key":"host","value":"staging.example.com","enabled":true,"type":"default","id":"a"},
    {"key":"token","value":"s3cret","enabled":true,"type":"secret","id":"b"},
    {"key":"tries","value":3,"type":"any","id":"c","enabled":false,"description":"How often"}],
    "_postman_variable_scope":"environment","_postman_exported_at":"2024-12-11T00:00:00Z"})");
  EXPECT_EQ(content.name, "Staging");
  EXPECT_THAT(secrets_of(content), ElementsAre(Pair("variable/a", "\"staging.example.com\""),
                                               Pair("variable/b", "\"s3cret\""), Pair("variable/c", "3")));
  EXPECT_EQ(boost::json::serialize(content.document).find("s3cret"), std::string::npos);
  EXPECT_EQ(boost::json::serialize(content.document).find("staging.example"), std::string::npos);
  ASSERT_EQ(content.secrets.size(), 3U);
  EXPECT_EQ(content.secrets[1].pointer, "/values/1/value");
  EXPECT_FALSE(content.secrets[0].is_hidden);
  EXPECT_TRUE(content.secrets[1].is_hidden);
}

TEST(Content, GivesVariablesAnIdThatStays) {
  Content first = taken(ElementKind::kEnvironment, R"({"name":"E","values":[{"key":"a","value":"1"},{"key":"b"}]})");
  const json::array& values = first.document.at("values").get_array();
  EXPECT_EQ(values[0].at("id").get_string().size(), 36U);
  EXPECT_EQ(values[1].at("id").get_string().size(), 36U);
  ASSERT_EQ(first.secrets.size(), 1U) << "a new variable without a value has none that could be kept";
  const std::string slot = first.secrets[0].slot;
  const json::value whole = put_together(std::move(first));
  auto second = take_apart(ElementKind::kEnvironment, whole);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->secrets[0].slot, slot);
}

TEST(Content, TakesAMissingValueAsTheOneBefore) {
  for (const std::string_view value : {"", R"(,"value":null)"}) {
    Content content =
        taken(ElementKind::kEnvironment,
              fmt::format(R"({{"name":"E","values":[{{"key":"a","id":"a","type":"secret"{}}}]}})", value));
    EXPECT_THAT(secrets_of(content), ElementsAre(Pair("variable/a", "as before")));
    EXPECT_TRUE(content.secrets[0].is_hidden);
    content.secrets[0].value = SecretString("\"kept\"");
    EXPECT_EQ(put_together(std::move(content)).at("values").at(0).at("value"), json::value("kept"));
  }
}

TEST(Content, LeavesWhatHasNoValueAsItIs) {
  const json::value document = parsed(R"({"name":"E","values":[{"key":"a","id":"a"},null]})");
  auto content = take_apart(ElementKind::kEnvironment, document);
  ASSERT_TRUE(content);
  EXPECT_EQ(put_together(*std::move(content)), document);
}

TEST(Content, KeepsNoValueThatSomebodyKeepsToHimself) {
  const std::pair<ElementKind, std::string_view> places[] = {
      {ElementKind::kEnvironment, R"({{"name":"E","values":[{{"key":"a","value":"1","{}":"mine"}}]}})"},
      {ElementKind::kGlobals, R"({{"values":[{{"key":"a","{}":"mine"}}]}})"},
      {ElementKind::kCollection, R"({{"info":{{"name":"C"}},"variable":[{{"key":"a","{}":"mine"}}]}})"},
      {ElementKind::kEnvironment, R"({{"name":"E","values":[],"{}":{{"a":"mine"}}}})"},
      {ElementKind::kGlobals, R"({{"values":[],"{}":{{"a":"mine"}}}})"},
      {ElementKind::kEnvironment, R"({{"name":"E","values":[],"_postman_{}":{{"a":"mine"}}}})"},
  };
  for (const auto& [kind, text] : places) {
    for (const std::string_view name : {"currentValue", "current_value", "localValue", "sessionValue", "current",
                                        "local", "session", "initialValue", "sessionIndex", "Value", "values2"}) {
      const auto content = take_apart(kind, parsed(fmt::format(fmt::runtime(text), name)));
      ASSERT_FALSE(content) << text << name;
      EXPECT_EQ(content.error().code, ErrorCode::kInvalidInput);
      EXPECT_THAT(content.error().message, HasSubstr(std::string(name)));
      EXPECT_EQ(content.error().to_string().find("mine"), std::string::npos);
    }
  }
}

TEST(Content, HasSecretVariablesInEnvironmentsOnly) {
  for (const std::string_view type : {"secret", "Secret", "SECRET", " secret "}) {
    const std::string variable = fmt::format(R"([{{"key":"a","value":"1","type":"{}"}}])", type);
    EXPECT_FALSE(take_apart(ElementKind::kGlobals, parsed(R"({"values":)" + variable + "}"))) << type;
    EXPECT_FALSE(take_apart(ElementKind::kCollection, parsed(R"({"info":{"name":"C"},"variable":)" + variable + "}")));
    EXPECT_FALSE(take_apart(ElementKind::kFolder, parsed(R"({"name":"F","variable":)" + variable + "}")));
    EXPECT_EQ(take_apart(ElementKind::kEnvironment, parsed(R"({"name":"E","values":)" + variable + "}")).ok(),
              type == "secret");
  }
}

TEST(Content, NamesGlobalsItself) {
  const Content content = taken(ElementKind::kGlobals, R"({"name":"My Workspace Globals","values":[]})");
  EXPECT_EQ(content.name, "Globals");
  EXPECT_EQ(content.document.at("name"), json::value("My Workspace Globals"));
}

TEST(Content, TakesTheValuesOfACollectionsVariables) {
  const Content content = taken(ElementKind::kCollection, R"({"info":{"name":"C"},"item":[],"variable":[
    {"key":"a","value":"1"},{"key":"a","value":"2"},{"id":"x","value":{"deep":[1]},"type":"json"},
    {"key":"a/b~c","value":true},{"key":"none"},{"key":"null","value":null}]})");
  EXPECT_THAT(secrets_of(content), ElementsAre(Pair("#2/key/a", "\"2\""), Pair("key/a", "\"1\""),
                                               Pair("key/a/b~c", "true"), Pair("variable/x", R"({"deep":[1]})")));
  const Content bare = taken(ElementKind::kFolder, R"({"name":"F","item":[],"variable":{"key":"a","value":"1"}})");
  EXPECT_EQ(bare.secrets.at(0).pointer, "/variable/value");
}

struct AuthCase {
  std::string_view auth;
  std::map<std::string, std::string> secrets;
};

TEST(Content, TakesTheSecretsOfEveryAuth) {
  const AuthCase cases[] = {
      {R"({"type":"basic","basic":[{"key":"password","value":"p"},{"key":"username","value":"u"}]})",
       {{"auth/basic/password", "\"p\""}}},
      {R"({"type":"basic","basic":{"username":"u","password":"p"}})", {{"auth/basic/password", "\"p\""}}},
      {R"({"type":"bearer","bearer":[{"key":"token","value":"t","type":"string"}]})", {{"auth/bearer/token", "\"t\""}}},
      {R"({"type":"bearer","bearer":[{"key":"token","value":"t"},{"key":"token","value":"u"}]})",
       {{"auth/bearer/token", "\"t\""}, {"#2/auth/bearer/token", "\"u\""}}},
      {R"({"type":"bearer","bearer":"bare"})", {{"auth/bearer", "\"bare\""}}},
      {R"({"type":"oauth2","oauth2":[{"key":"clientId","value":"c"},{"key":"clientSecret","value":"s"},
           {"key":"somethingNew","value":1},{"key":"tokenRequestParams","value":[{"key":"k","value":"v"}]}]})",
       {{"auth/oauth2/clientSecret", "\"s\""},
        {"auth/oauth2/somethingNew", "1"},
        {"auth/oauth2/tokenRequestParams", R"([{"key":"k","value":"v"}])"}}},
      // What is kept of another type is a secret as much.
      {R"({"type":"noauth","awsv4":[{"key":"accessKey","value":"a"},{"key":"secretKey","value":"s"}]})",
       {{"auth/awsv4/secretKey", "\"s\""}}},
      {R"({"type":"ours","ours":[{"key":"name","value":"n"},{"key":5,"value":"v"},{"value":"w"}]})",
       {{"auth/ours/name", "\"n\""}, {"auth/ours/", "\"v\""}, {"#2/auth/ours/", "\"w\""}}},
      {R"({"type":"ours","ours":{"a/b~":"v"}})", {{"auth/ours/a/b~", "\"v\""}}},
      {R"({"type":"noauth","noauth":null})", {}},
      {R"({"type":"bearer","bearer":[{"key":"token","value":null},{"key":"token"},null]})", {}},
      {"null", {}},
  };
  for (const AuthCase& c : cases) {
    const std::pair<ElementKind, std::string> homes[] = {
        {ElementKind::kCollection, fmt::format(R"({{"info":{{"name":"C"}},"auth":{},"item":[]}})", c.auth)},
        {ElementKind::kFolder, fmt::format(R"({{"name":"F","item":[],"auth":{}}})", c.auth)},
        {ElementKind::kRequest, fmt::format(R"({{"name":"R","request":{{"url":"h","auth":{}}}}})", c.auth)},
    };
    for (const auto& [kind, text] : homes) {
      Content content = taken(kind, text);
      EXPECT_EQ(secrets_of(content), c.secrets) << text;
      EXPECT_EQ(put_together(std::move(content)), parsed(text));
    }
  }
}

TEST(Content, TakesWhatElseOfARequestIsSecret) {
  constexpr std::string_view kText = R"({"name":"R","auth":{"type":"bearer","bearer":{"token":"outer"}},
    "request":{"auth":{"type":"bearer","bearer":{"token":"inner"}},"certificate":{"passphrase":"p","name":"n"},
    "proxy":{"host":"h","password":"q"},"header":[{"key":"Authorization","value":"typed by hand"}]},
    "response":[{"name":"x"},{"originalRequest":{"auth":{"type":"bearer","bearer":{"token":"example"}}}}]})";
  Content content = taken(ElementKind::kRequest, kText);
  EXPECT_THAT(secrets_of(content),
              ElementsAre(Pair("#2/auth/bearer/token", "\"inner\""), Pair("auth/bearer/token", "\"outer\""),
                          Pair("certificate/passphrase", "\"p\""), Pair("proxy/password", "\"q\""),
                          Pair("response/bearer/token", "\"example\"")));
  EXPECT_EQ(put_together(std::move(content)), parsed(kText));
}

TEST(Content, ShowsANameThatFitsAndKeepsTheWhole) {
  const std::string wide(300, 'n');
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "ü";
    return text;
  }();
  const std::pair<std::string, std::string> names[] = {
      {"\"Orders\"", "Orders"},
      {"\"  two\\nlines\\u0000 \"", "two lines"},
      {"\"\"", "Unnamed request"},
      {"\" \\t\"", "Unnamed request"},
      {"null", "Unnamed request"},
      {"5", "5"},
      {'"' + wide + '"', wide.substr(0, 255)},
      {'"' + umlauts + '"', umlauts.substr(0, 510)},
  };
  for (const auto& [written, shown] : names) {
    const std::string text = R"({"name":)" + written + R"(,"request":{}})";
    Content content = taken(ElementKind::kRequest, text);
    EXPECT_EQ(content.name, shown);
    EXPECT_EQ(content.document, parsed(text));
  }
  EXPECT_EQ(taken(ElementKind::kCollection, R"({"info":{"name":"C"},"name":"other"})").name, "C");
  EXPECT_EQ(taken(ElementKind::kCollection, "{}").name, "Unnamed collection");
}

constexpr std::string_view kMonitor =
    R"({"name":"Nightly","active":true,"collection":"5daabc50-8451-45f6-922d-96b403b4f28e",
  "environment":null,"schedule":{"cron":"0 3 * * 1-5","timezone":"Europe/Berlin"},
  "options":{"followRedirects":true,"strictSSL":true,"requestDelay":0,"requestTimeout":null},"retry":{"attempts":2},
  "notificationLimit":5,"distribution":[{"region":"eu-central"}],
  "notifications":{"onError":[{"email":"ada@example.com"}],"onFailure":[]}})";

TEST(Content, TakesRecordsOfMocksAndMonitors) {
  const Content monitor = taken(ElementKind::kMonitor, kMonitor);
  EXPECT_EQ(monitor.name, "Nightly");
  EXPECT_TRUE(monitor.secrets.empty());
  EXPECT_EQ(monitor.document, parsed(kMonitor));
  const Content mock = taken(ElementKind::kMock, R"({"name":"Orders","private":true,"description":"d",
    "collection":"5daabc50-8451-45f6-922d-96b403b4f28e","environment":"6daabc50-8451-45f6-922d-96b403b4f28e",
    "config":{"headers":["X-A"],"matchBody":false,"matchQueryParams":true,"serverResponseId":null,
              "delay":{"type":"fixed","preset":null,"duration":200}}})");
  EXPECT_EQ(mock.name, "Orders");
}

TEST(Content, HoldsMonitorsToTheirSchema) {
  const std::pair<std::string_view, std::string_view> changes[] = {
      {R"("name":"Nightly")", R"("name":"")"},
      {R"("name":"Nightly")", R"("name":"two\nlines")"},
      {R"("name":"Nightly")", R"("title":"Nightly")"},
      {"5daabc50-8451-45f6-922d-96b403b4f28e", "123"},
      {"0 3 * * 1-5", "0 3 * *        "},
      {"0 3 * * 1-5", "0 3 * * 1; rm -r"},
      {R"("requestDelay":0)", R"("requestDelay":900001)"},
      {R"("requestTimeout":null)", R"("requestTimeout":0)"},
      {R"("attempts":2)", R"("attempts":2,"secret":"x")"},
      {"ada@example.com", "ada"},
      {R"("active":true)", R"("active":"yes")"},
      {R"("timezone":"Europe/Berlin")", R"("zone":"Europe/Berlin")"},
  };
  for (const auto& [from, to] : changes) {
    std::string text(kMonitor);
    text.replace(text.find(from), from.size(), to);
    const auto content = take_apart(ElementKind::kMonitor, parsed(text));
    ASSERT_FALSE(content) << to;
    EXPECT_EQ(content.error().code, ErrorCode::kInvalidInput);
  }
}

struct BadCase {
  ElementKind kind;
  std::string text;
  std::string_view place;
  ErrorCode code = ErrorCode::kInvalidInput;
};

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(Content, NamesThePlaceOfWhatItRefuses) {
  const std::string many = [] {
    std::string text = R"({"name":"E","values":[)";
    for (std::size_t i = 0; i <= kMaxVariables; ++i) text += R"({"key":"a"},)";
    text.back() = ']';
    return text + "}";
  }();
  const std::string long_key(kMaxKeyBytes + 1, 'k');
  const std::string long_value(kMaxValueBytes, 'v');
  const std::string long_text(kMaxDescriptionBytes + 1, 'd');
  const auto environment = [](std::string_view values) { return fmt::format(R"({{"name":"E","values":{}}})", values); };
  using enum ElementKind;
  const BadCase cases[] = {
      {kEnvironment, "[]", "environment"},
      {kEnvironment, R"({"values":[]})", "name"},
      {kEnvironment, R"({"name":5,"values":[]})", "name"},
      {kEnvironment, R"({"name":" E","values":[]})", "name"},
      {kEnvironment, R"({"name":"E","values":[],"id":{}})", "id"},
      {kEnvironment, environment("{}"), "values"},
      {kEnvironment, environment("[5]"), "values[0]"},
      {kEnvironment, environment(R"([{"key":"a"},{"key":5}])"), "values[1].key"},
      {kEnvironment, environment(R"([{"key":"a","enabled":"no"}])"), "values[0].enabled"},
      {kEnvironment, environment(R"([{"key":"a","type":"mine"}])"), "values[0].type"},
      {kEnvironment, environment(R"([{"key":"a","description":[]}])"), "values[0].description"},
      {kEnvironment, environment(R"([{"key":"a\u0000"}])"), "values[0].key"},
      {kEnvironment, environment(R"([{"key":"a","id":"x\u0000"}])"), "values[0].id"},
      {kEnvironment, environment(R"([{"key":"a","id":"x"},{"key":"b","id":"x"}])"), "values[1].id"},
      {kEnvironment, environment(R"([{"key":")" + long_key + "\"}]"), "values[0].key", ErrorCode::kLimit},
      {kEnvironment, environment(R"([{"key":"a","value":")" + long_value + "\"}]"), "values[0].value",
       ErrorCode::kLimit},
      {kEnvironment, many, "values", ErrorCode::kLimit},
      {kEnvironment, environment(R"([{"key":"a","value":)" + nested(300) + "}]"), "256", ErrorCode::kLimit},
      {kEnvironment, environment("[{\"key\":\"a\",\"value\":\"\xFF\"}]"), "UTF-8"},
      {kCollection, R"({"info":{"name":{}}})", "info.name"},
      {kCollection, R"({"info":{"name":"C"},"item":[{}]})", "item"},
      {kCollection, R"({"info":{"name":"C","description":5}})", "info.description"},
      {kCollection, R"({"name":"C","order":["r"],"requests":[{"id":"r"}]})", "v1"},
      {kFolder, R"({"name":"F","item":{}})", "item"},
      {kFolder, R"({"name":"F","auth":"Bearer abc"})", "auth"},
      {kFolder, R"({"name":"F","auth":{"x\u0000":{"a":"b"}}})", "auth.x"},
      {kFolder, R"({"name":"F","auth":{"ours":{"a\u0000":"b"}}})", "auth.ours.a"},
      {kFolder, R"({"name":"F","auth":{"ours":["b"]}})", "auth.ours[0]"},
      {kFolder, R"({"name":"F","variable":"a"})", "variable"},
      {kRequest, R"({"name":"R","item":[]})", "item"},
      {kRequest, R"({"name":"R","request":{"description":{"content":")" + long_text + R"("}}})", "request.description",
       ErrorCode::kLimit},
      {kRequest, R"({"name":"R","request":{"body":{"raw":")" + std::string(kMaxContentBytes, 'b') + R"("}}})", "4 MiB",
       ErrorCode::kLimit},
      {kMock, R"({"name":"M"})", "collection"},
      {kMock, "[]", "mock"},
  };
  for (const BadCase& c : cases) {
    const auto content = take_apart(c.kind, parsed(c.text));
    ASSERT_FALSE(content) << c.text.substr(0, 200);
    EXPECT_EQ(content.error().code, c.code) << content.error().to_string();
    EXPECT_THAT(content.error().message, HasSubstr(std::string(c.place)));
    EXPECT_FALSE(content.error().hint.empty()) << content.error().message;
  }
}

TEST(Content, PutsValuesBackBehindStrangePointers) {
  json::value document = parsed(R"({"auth":{"a/b":{"m~n":null}}})");
  std::vector<SecretPlace> secrets;
  secrets.push_back({"/auth/a~1b/m~0n", "s", SecretString("\"v\""), false});
  secrets.push_back({"/not/there", "t", SecretString("1"), false});
  secrets.push_back({"no pointer", "u", SecretString("1"), false});
  secrets.push_back({"/auth/a~1b/m~0n", "w", std::nullopt, false});
  put_back(document, secrets);
  EXPECT_EQ(document, parsed(R"({"auth":{"a/b":{"m~n":"v"}}})"));
}

}  // namespace
}  // namespace signet::server
