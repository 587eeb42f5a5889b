#include "server/api/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/api/things.h"

namespace signet::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Lets everybody in as user "u1" who says so in a header.
Result<std::optional<Caller>> by_header(const Request& request, const Route& route) {
  const std::string_view word = request.headers.get("X-Test-User");
  if (word.empty()) return std::optional<Caller>();
  if (word == "stranger") return fail(ErrorCode::kPermission, "your role may not do this");
  if (word == "broken") return fail(ErrorCode::kIo, "database /secret/path is gone");
  EXPECT_NE(route.access, Access::kNone);
  return std::optional<Caller>({"u1", std::string("identity")});
}

Dispatcher dispatcher(std::vector<Route> routes = test::things(), std::vector<std::string>* notices = nullptr) {
  DispatcherOptions options;
  options.authorizer = by_header;
  if (notices != nullptr) options.notice = [notices](std::string_view line) { notices->emplace_back(line); };
  auto made = Dispatcher::make(std::move(routes), std::move(options));
  EXPECT_TRUE(made) << made.error().to_string();
  return *std::move(made);
}

Request request_of(Method method, std::string_view target, std::string body = {}) {
  Request request;
  request.method = method;
  request.target = parse_target(target).value();
  request.id = "request-1";
  request.headers.add("X-Test-User", "u1");
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

Response answer_to(Request request, std::vector<Route> routes = test::things()) {
  return dispatcher(std::move(routes)).answer(request);
}

json::value json_of(const Response& response) {
  boost::json::error_code failed;
  return boost::json::parse(response.body, failed);
}

/// "#/name: is required; limit: must be an integer", sorted as they come.
std::string faults_of(const Response& response) {
  const json::value document = json_of(response);
  if (!document.is_object() || !document.get_object().contains("errors")) return {};
  std::string text;
  for (const json::value& error : document.at("errors").as_array()) {
    const json::object& fault = error.as_object();
    if (!text.empty()) text += "; ";
    text.append(json::string_or(fault, "pointer")).append(json::string_or(fault, "parameter"));
    text.append(": ").append(json::string_or(fault, "detail"));
  }
  return text;
}

TEST(Dispatcher, FindsTheRoute) {
  struct Case {
    Method method;
    const char* target;
    unsigned status;
    const char* route;
    const char* allow = "";
  };
  const std::vector<Case> table = {
      {Method::kGet, "/api/v1/things?team=a", 200, "/api/v1/things"},
      {Method::kHead, "/api/v1/things?team=a", 200, "/api/v1/things"},
      {Method::kGet, "/api/v1/things/7", 200, "/api/v1/things/{id}"},
      {Method::kGet, "/api/v1/things/search", 200, "/api/v1/things/search"},
      {Method::kDelete, "/api/v1/things/7/parts/a%20b", 200, "/api/v1/things/{id}/parts/{part}"},
      {Method::kDelete, "/api/v1/things/search/parts/a", 200, "/api/v1/things/{id}/parts/{part}"},
      {Method::kGet, "/", 404, ""},
      {Method::kGet, "/api/v1/things/", 404, ""},
      {Method::kGet, "/api/v1/thing", 404, ""},
      {Method::kGet, "/API/v1/things", 404, ""},
      {Method::kGet, "/api/v1/things/7/parts", 404, ""},
      {Method::kDelete, "/api/v1/things", 405, "/api/v1/things", "GET, HEAD, POST, OPTIONS"},
      {Method::kHead, "/api/v1/things/7/parts/1", 405, "/api/v1/things/{id}/parts/{part}", "DELETE, OPTIONS"},
      {Method::kOptions, "/api/v1/things", 204, "/api/v1/things", "GET, HEAD, POST, OPTIONS"},
      {Method::kOptions, "*", 204, "", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
  };
  for (const Case& entry : table) {
    const Response response = answer_to(request_of(entry.method, entry.target));
    EXPECT_EQ(response.status, entry.status) << entry.target;
    EXPECT_EQ(response.route, entry.route) << entry.target;
    EXPECT_EQ(response.headers.get("Allow"), entry.allow) << entry.target;
  }
}

TEST(Dispatcher, GivesParametersAsTheirTypes) {
  const Response thing = answer_to(request_of(Method::kGet, "/api/v1/things/7"));
  EXPECT_EQ(json_of(thing).at("parameters").at("id"), 7);
  const Response list = answer_to(request_of(Method::kGet, "/api/v1/things?team=a%26b&limit=20"));
  EXPECT_EQ(boost::json::serialize(json_of(list).at("parameters")), R"({"limit":20,"team":"a&b"})");
}

TEST(Dispatcher, TellsEveryFaultOfTheInput) {
  struct Case {
    Method method;
    const char* target;
    std::string body;
    const char* faults;
  };
  constexpr Method kPost = Method::kPost;
  constexpr const char* kThings = "/api/v1/things";
  const std::vector<Case> table = {
      {Method::kGet, "/api/v1/things/0", "", "id: must be at least 1"},
      {Method::kGet, "/api/v1/things/x", "", "id: must be an integer"},
      {Method::kGet, "/api/v1/things/99999999999999999999", "", "id: must be an integer"},
      {Method::kGet, "/api/v1/things", "", "team: is required"},
      {Method::kGet, "/api/v1/things?team=abcdef&limit=0&kind=flat&x=1", "",
       "team: must have at most 5 characters; limit: must be at least 1; kind: must be one of: round, square; "
       "x: is not known here"},
      {Method::kGet, "/api/v1/things?team=a&team=b", "", "team: is given twice"},
      {Method::kGet, "/api/v1/things?team=a&limit=1.5", "", "limit: must be an integer"},
      {kPost, kThings, "{}", "#/name: is required"},
      {kPost, kThings, "[]", "#: must be an object"},
      {kPost, kThings, "null", "#: must be an object"},
      {kPost, kThings, R"({"name":""})", "#/name: must have at least 1 characters"},
      {kPost, kThings, R"({"name":null})", "#/name: must be a string"},
      {kPost, kThings, R"({"name":"01234567890"})", "#/name: must have at most 10 characters"},
      {kPost, kThings, R"({"name":"ääääääääää"})", ""},
      {kPost, kThings, R"({"name":"a","x/y~z":1})", "#/x~1y~0z: is not known here"},
      {kPost, kThings, R"({"name":"a","email":"a@b"})", "#/email: must be an e-mail address"},
      {kPost, kThings, R"({"name":"a","email":"a@b.example\nBcc: c@d.example"})", "#/email: must be an e-mail address"},
      {kPost, kThings, R"({"name":"a","email":"a@b.example"})", ""},
      {kPost, kThings, R"({"name":"a","id":"1"})", "#/id: must be a UUID"},
      {kPost, kThings, R"({"name":"a","id":"123e4567-e89b-12d3-a456-426614174000"})", ""},
      {kPost, kThings, R"({"name":"a","at":"2026-02-30T00:00:00Z"})",
       "#/at: must be a time such as 2026-11-24T22:10:05Z"},
      {kPost, kThings, R"({"name":"a","at":"2026-02-28T00:00:00"})",
       "#/at: must be a time such as 2026-11-24T22:10:05Z"},
      {kPost, kThings, R"({"name":"a","at":"2026-02-28T00:00:00.123+01:00"})", ""},
      {kPost, kThings, R"({"name":"a","link":"data:text,x"})", "#/link: must be an http or https URL"},
      {kPost, kThings, R"({"name":"a","link":"https://a.example/b"})", ""},
      {kPost, kThings, R"({"name":"a","kind":"flat"})", "#/kind: must be one of: round, square"},
      {kPost, kThings, R"({"name":"a","count":"1"})", "#/count: must be an integer"},
      {kPost, kThings, R"({"name":"a","count":1.5})", "#/count: must be an integer"},
      {kPost, kThings, R"({"name":"a","count":1.0})", ""},
      {kPost, kThings, R"({"name":"a","count":1e300})", "#/count: must be an integer"},
      {kPost, kThings, R"({"name":"a","count":18446744073709551615})", "#/count: must be an integer"},
      {kPost, kThings, R"({"name":"a","count":101})", "#/count: must be at most 100"},
      {kPost, kThings, R"({"name":"a","on":1})", "#/on: must be true or false"},
      {kPost, kThings, R"({"name":"a","note":null})", ""},
      {kPost, kThings, R"({"name":"a","password":"short"})", "#/password: must have at least 12 characters"},
      {kPost, kThings, R"({"name":"a","tags":["a","b","c","d"]})", "#/tags: must have at most 3 elements"},
      {kPost, kThings, R"({"name":"a","tags":["a",1,"abcdef"]})",
       "#/tags/1: must be a string; #/tags/2: must have at most 5 characters"},
      {kPost, kThings, R"({"name":"a","parts":[{"name":"p","weight":-1},{"x":1}]})",
       "#/parts/0/weight: must be at least 0; #/parts/1/name: is required; #/parts/1/x: is not known here"},
      {kPost, kThings, R"({"name":"a","more":{"anything":[1,{}]}})", ""},
      {kPost, kThings, R"({"name":"a","more":[]})", "#/more: must be an object"},
      {kPost, kThings, R"({"name":1,"kind":2,"on":3})",
       "#/name: must be a string; #/kind: must be a string; #/on: must be true or false"},
      {kPost, "/api/v1/things?x=1", R"({"name":1})", "x: is not known here; #/name: must be a string"},
  };
  for (const Case& entry : table) {
    const Response response = answer_to(request_of(entry.method, entry.target, entry.body));
    EXPECT_EQ(faults_of(response), entry.faults) << entry.target << " " << entry.body;
    const bool fine = std::string_view(entry.faults).empty();
    EXPECT_EQ(response.status, fine ? 200U : 422U) << entry.body << response.body;
  }
}

TEST(Dispatcher, RefusesBodiesThatItCannotRead) {
  struct Case {
    const char* name;
    Method method;
    std::string type;
    std::string body;
    unsigned status;
  };
  const std::string deep = R"({"name":"a","more":{"a":)" + std::string(100, '[') + std::string(100, ']') + "}}";
  const std::vector<Case> table = {
      {"JSON", Method::kPost, "application/json", R"({"name":"a"})", 200},
      {"JSON with a charset", Method::kPost, "Application/JSON; charset=UTF-8", R"({"name":"a"})", 200},
      {"another charset", Method::kPost, "application/json; charset=latin1", R"({"name":"a"})", 415},
      {"a form", Method::kPost, "application/x-www-form-urlencoded", R"({"name":"a"})", 415},
      {"text that a browser sends anywhere", Method::kPost, "text/plain", R"({"name":"a"})", 415},
      {"no type", Method::kPost, "", R"({"name":"a"})", 415},
      {"no body", Method::kPost, "application/json", "", 400},
      {"half of it", Method::kPost, "application/json", R"({"name":"a")", 400},
      {"words behind it", Method::kPost, "application/json", R"({"name":"a"} x)", 400},
      {"a comment", Method::kPost, "application/json", R"({"name":"a"/**/})", 400},
      {"a comma too many", Method::kPost, "application/json", R"({"name":"a",})", 400},
      {"bad UTF-8", Method::kPost, "application/json", "{\"name\":\"\xff\"}", 400},
      {"deep nesting", Method::kPost, "application/json", deep, 400},
      {"more than the route takes", Method::kPost, "application/json",
       R"({"name":"a","note":")" + std::string(2000, 'a') + "\"}", 413},
      {"a body where none is taken", Method::kGet, "application/json", "{}", 400},
  };
  for (const Case& entry : table) {
    Request request =
        request_of(entry.method, entry.method == Method::kGet ? "/api/v1/things?team=a" : "/api/v1/things");
    if (!entry.type.empty()) request.headers.set("Content-Type", entry.type);
    request.body = entry.body;
    const Response response = answer_to(std::move(request));
    EXPECT_EQ(response.status, entry.status) << entry.name << response.body;
  }
  Request encoded = request_of(Method::kPost, "/api/v1/things", R"({"name":"a"})");
  encoded.headers.add("Content-Encoding", "gzip");
  EXPECT_EQ(answer_to(std::move(encoded)).status, 415U);
}

TEST(Dispatcher, HandsSecretsOverApartFromTheBody) {
  Request request = request_of(Method::kPost, "/api/v1/things", R"({"name":"a","password":"correct horse"})");
  const Response response = dispatcher().answer(request);
  EXPECT_EQ(boost::json::serialize(json_of(response)),
            R"({"parameters":{},"body":{"name":"a"},"secret of password":"correct horse"})");
  EXPECT_EQ(request.body, "");
}

TEST(Dispatcher, NeverRepeatsAValueInAFault) {
  const Response response = answer_to(request_of(
      Method::kPost, "/api/v1/things", R"({"name":"a","password":"hunter2","email":"hunter3","kind":"hunter4"})"));
  EXPECT_EQ(response.status, 422U);
  EXPECT_THAT(response.body, Not(HasSubstr("hunter")));
}

TEST(Dispatcher, AsksWhoCallsBeforeItReadsTheBody) {
  struct Case {
    const char* user;
    unsigned status;
  };
  for (const Case& entry : std::vector<Case>{{"", 401}, {"stranger", 403}, {"broken", 503}, {"u1", 400}}) {
    Request request = request_of(Method::kPost, "/api/v1/things", "not JSON");
    request.headers.set("X-Test-User", entry.user);
    const Response response = answer_to(std::move(request));
    EXPECT_EQ(response.status, entry.status) << entry.user;
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), entry.status == 401 ? "Bearer" : "");
    EXPECT_EQ(response.user, entry.status == 400 ? "u1" : "");
    EXPECT_THAT(response.body, Not(HasSubstr("/secret/path")));
  }
  auto without = Dispatcher::make(test::things(), {});
  ASSERT_TRUE(without);
  Request request = request_of(Method::kDelete, "/api/v1/things/1/parts/2");
  EXPECT_EQ(without->answer(request).status, 401U);
}

TEST(Dispatcher, TurnsErrorsIntoProblems) {
  struct Case {
    ErrorCode code;
    unsigned status;
    bool detail;
  };
  const std::vector<Case> table = {
      {ErrorCode::kInvalidInput, 422, true}, {ErrorCode::kNotFound, 404, true},  {ErrorCode::kConflict, 409, true},
      {ErrorCode::kPermission, 403, true},   {ErrorCode::kLimit, 429, true},     {ErrorCode::kTimeout, 503, false},
      {ErrorCode::kNetwork, 503, false},     {ErrorCode::kIo, 503, false},       {ErrorCode::kCancelled, 503, false},
      {ErrorCode::kUnsupported, 501, false}, {ErrorCode::kInternal, 500, false},
  };
  for (const Case& entry : table) {
    std::vector<Route> routes = {
        {.pattern = "/x", .operation = "x", .access = Access::kNone, .handler = [&](Call&) -> Result<Response> {
           return fail(entry.code, "what broke");
         }}};
    std::vector<std::string> notices;
    Request request = request_of(Method::kGet, "/x");
    const Response response = dispatcher(std::move(routes), &notices).answer(request);
    const json::object document = json_of(response).as_object();
    EXPECT_EQ(response.status, entry.status);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(document.at("status"), entry.status);
    EXPECT_EQ(json::string_or(document, "type"), "about:blank");
    EXPECT_EQ(json::string_or(document, "title"), reason_of(entry.status));
    EXPECT_EQ(json::string_or(document, "request_id"), "request-1");
    EXPECT_EQ(response.body.find("what broke") != std::string::npos, entry.detail) << entry.status;
    EXPECT_EQ(notices.size(), entry.detail ? 0U : 1U);
  }
}

TEST(Dispatcher, TellsTheBodyLimitOfARoute) {
  const Dispatcher made = dispatcher();
  EXPECT_EQ(made.body_limit(request_of(Method::kPost, "/api/v1/things")), 2000U);
  EXPECT_EQ(made.body_limit(request_of(Method::kPut, "/api/v1/things")), std::nullopt);
  EXPECT_EQ(made.body_limit(request_of(Method::kGet, "/nowhere")), std::nullopt);
}

TEST(Dispatcher, TakesABodyAsDeepAsTheRouteSays) {
  const auto nested = [](int arrays) {
    return R"({"name":"a","more":{"a":)" + std::string(static_cast<std::size_t>(arrays), '[') +
           std::string(static_cast<std::size_t>(arrays), ']') + "}}";
  };
  Route route = test::make_thing();
  for (const int levels : {5, 64, 800}) {
    route.body_depth = static_cast<std::size_t>(levels);
    const auto post = [&](int arrays) { return request_of(Method::kPost, "/api/v1/things", nested(arrays)); };
    EXPECT_EQ(answer_to(post(levels - 2), {route}).status, 200U) << levels;
    EXPECT_EQ(answer_to(post(levels - 1), {route}).status, 400U) << levels;
  }
  const std::string twice = R"({"name":"a","more":{"a":{"x":1,"x":2}}})";
  EXPECT_EQ(answer_to(request_of(Method::kPost, "/api/v1/things", twice), {route}).status, 400U);
}

TEST(Dispatcher, RefusesRoutesThatContradict) {
  const auto error = [](std::vector<Route> routes) {
    const auto made = Dispatcher::make(std::move(routes), {});
    return made ? std::string("made") : made.error().message;
  };
  const Route fine{.pattern = "/x/{id}", .operation = "x", .handler = test::show_call};
  Route other = fine;
  other.operation = "y";
  other.pattern = "/x/{name}";
  EXPECT_THAT(error({fine, other}), HasSubstr("two routes claim GET /x/{name}"));
  other.pattern = "/y";
  other.operation = "x";
  EXPECT_THAT(error({fine, other}), HasSubstr("two routes are called 'x'"));
  other = fine;
  other.path = {{.name = "name"}};
  EXPECT_THAT(error({other}), HasSubstr("stranger"));
  other = fine;
  other.body = {{.name = "a"}};
  EXPECT_THAT(error({other}), HasSubstr("no meaning"));
  other = fine;
  other.body_depth = json::kMaxDepth + 1;
  EXPECT_THAT(error({other}), HasSubstr("deeper"));
  other = fine;
  other.pattern = "/x{id}";
  EXPECT_THAT(error({other}), HasSubstr("brace inside a segment"));
  other = fine;
  other.handler = nullptr;
  EXPECT_THAT(error({other}), HasSubstr("no handler"));
}

}  // namespace
}  // namespace signet::server
