// Each route that is declared, whoever declares it next, against those who may not use it and what it does not take.
#include <map>

#include "tests/server/attacks/attacked_server.h"

namespace signet::server {
namespace {

using test::Answer;
using test::Browser;
using test::HeaderLines;

bool changes(const Route& route) {
  return route.method != Method::kGet;
}

/// A value that the declaration takes.
json::value value_for(const Field& field) {  // NOLINT(misc-no-recursion): as deep as declarations are
  if (!field.values.empty()) return json::value(field.values.front());
  switch (field.type) {
    case Type::kString:
      if (field.format == "email") return "somebody@example.com";
      if (field.format == "uuid") return "00000000-0000-4000-8000-000000000000";
      if (field.format == "uri") return "https://example.com/";
      if (field.format == "date-time") return "2027-01-01T00:00:00Z";
      return json::value(std::string(static_cast<std::size_t>(field.min.value_or(1)), 'a'));
    case Type::kInteger:
    case Type::kNumber:
      return field.min.value_or(0);
    case Type::kBoolean:
      return false;
    case Type::kArray:
      return json::array();
    case Type::kObject:
      break;
  }
  json::object object;
  for (const Field& member : field.fields) {
    if (member.required) object[member.name] = value_for(member);
  }
  return object;
}

/// The least body that a route takes; null when it takes none.
json::value body_for(const Route& route) {
  return route.body.empty() ? json::value() : value_for({.type = Type::kObject, .fields = route.body});
}

/// The target, with `id` for each parameter and what the query must have.
std::string path_of(const Route& route, std::string_view id) {
  std::string path = route.pattern;
  for (std::size_t open = 0; (open = path.find('{')) != std::string::npos;) {
    path.replace(open, path.find('}') - open + 1, id);
  }
  char separator = '?';
  for (const Field& field : route.query) {
    if (!field.required) continue;
    path += std::exchange(separator, '&') + field.name + "=" + json::to_text(value_for(field));
  }
  return path;
}

unsigned status_of_invalid(const Route& route) {
  return route.dialect == nullptr ? 422 : route.dialect->invalid;
}

constexpr std::string_view kNoId = "00000000-0000-4000-8000-000000000000";

class EveryRoute : public test::Attack {
 protected:
  EveryRoute() {
    server.make_account("ada@example.com");
    ada_ = server.sign_in("ada@example.com");
    read_key_ = server.make_key(ada_, "read");
    write_key_ = server.make_key(ada_, "write");
  }

  [[nodiscard]] Answer ask(const Route& route, const HeaderLines& headers, std::string_view id = kNoId) const {
    return server.ask(to_text(route.method), path_of(route, id), body_for(route), headers);
  }

  /// What lets ada in at a route.
  [[nodiscard]] HeaderLines headers_of(const Route& route) const {
    if (route.access == Access::kNone) return {};
    return route.access == Access::kKey ? HeaderLines{"X-Api-Key: " + write_key_.key} : ada_.headers();
  }

  const std::vector<Route> routes_ = all_routes(nullptr);
  Browser ada_;
  test::MadeKey read_key_;
  test::MadeKey write_key_;
};

TEST_F(EveryRoute, AsksNobodyInButWhereItSaysSo) {
  for (const Route& route : routes_) {
    if (route.access == Access::kNone) continue;
    for (const HeaderLines& headers : std::vector<HeaderLines>{
             {}, {"X-Api-Key: sgnt_x"}, {"Authorization: Bearer x"}, {"Cookie: __Host-signet-session=x"}}) {
      const unsigned status = ask(route, headers).status;
      EXPECT_TRUE(status == 401 || status == 403) << route.operation << ": " << status;
    }
  }
}

TEST_F(EveryRoute, TakesNoKeyWhereItWantsASession) {
  for (const Route& route : routes_) {
    if (route.access != Access::kSession) continue;
    for (const std::string& header : {"X-Api-Key: " + write_key_.key, "Authorization: Bearer " + write_key_.key}) {
      EXPECT_EQ(ask(route, {header}).status, 403U) << route.operation;
    }
  }
}

TEST_F(EveryRoute, TakesNoKeyFromAQuery) {
  for (const Route& route : routes_) {
    if (route.access == Access::kNone) continue;
    for (const char* name : {"api_key", "apikey", "key", "access_token", "token", "x-api-key"}) {
      const std::string plain = path_of(route, kNoId);
      const std::string path =
          fmt::format("{}{}{}={}", plain, plain.find('?') == std::string::npos ? "?" : "&", name, write_key_.key);
      EXPECT_EQ(server.ask(to_text(route.method), path, body_for(route)).status, 401U) << route.operation;
    }
  }
}

TEST_F(EveryRoute, ChangesNothingByAKeyThatReads) {
  for (const Route& route : routes_) {
    if (route.access == Access::kNone || !changes(route)) continue;
    const unsigned status = ask(route, {"X-Api-Key: " + read_key_.key}).status;
    // What does not exist for the caller may be told before whether the key would do.
    EXPECT_TRUE(status == 403 || (status == 404 && route.access != Access::kSession))
        << route.operation << ": " << status;
  }
}

TEST_F(EveryRoute, ChangesNothingByACookieAlone) {
  for (const Route& route : routes_) {
    if (route.access == Access::kNone || route.access == Access::kKey || !changes(route)) continue;
    EXPECT_EQ(ask(route, {ada_.cookie}).status, 403U) << route.operation;
    EXPECT_EQ(ask(route, {ada_.cookie, ada_.csrf, "Origin: https://evil.example"}).status, 403U) << route.operation;
  }
  EXPECT_EQ(server.send("GET", "/account", nullptr, {ada_.cookie}).status, 200U) << "nothing ended the session";
}

TEST_F(EveryRoute, TakesNoMemberThatItDoesNotKnow) {
  for (const Route& route : routes_) {
    if (route.body.empty()) continue;
    for (const char* member : {"is_admin", "user_id", "id", "__proto__", "verified_ms", "is_verified"}) {
      json::object body = body_for(route).as_object();
      body[member] = true;
      const Answer answer = server.ask(to_text(route.method), path_of(route, kNoId), body, headers_of(route));
      EXPECT_EQ(answer.status, status_of_invalid(route)) << route.operation;
      const auto expected = route.dialect == nullptr ? fmt::format("\"#/{}\",\"detail\":\"is not known here\"", member)
                                                     : fmt::format("#/{} is not known here", member);
      EXPECT_THAT(answer.body, testing::HasSubstr(expected));
    }
  }
}

TEST_F(EveryRoute, TakesNoParameterThatItDoesNotKnow) {
  for (const Route& route : routes_) {
    const std::string path = path_of(route, kNoId);
    const char* separator = path.find('?') == std::string::npos ? "?" : "&";
    EXPECT_EQ(server.ask(to_text(route.method), path + separator + "is_admin=true", body_for(route), headers_of(route))
                  .status,
              status_of_invalid(route))
        << route.operation;
  }
}

TEST_F(EveryRoute, TakesNoTypeOfContentButJson) {
  for (const Route& route : routes_) {
    if (route.body.empty()) continue;
    std::string head;
    for (const std::string& header : headers_of(route)) head += header + "\r\n";
    const std::string body = boost::json::serialize(body_for(route));
    for (const char* type : {"Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n", "",
                             "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
                             "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"}) {
      test::Client client(server.port());
      EXPECT_EQ(client
                    .ask(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}Content-Length: {}\r\n\r\n{}",
                                     to_text(route.method), path_of(route, kNoId), head, type, body.size(), body))
                    .status,
                415U)
          << route.operation << " " << type;
    }
  }
}

TEST_F(EveryRoute, KnowsNothingOfWhatBelongsToOthers) {
  server.make_account("mallory@example.com");
  const Browser mallory = server.sign_in("mallory@example.com");
  const HeaderLines key = {"X-Api-Key: " + server.make_key(mallory, "write").key};
  const std::map<std::string, std::string> strange = {
      {"a session of another", ada_.session}, {"a key of another", write_key_.id},
      {"nothing", std::string(kNoId)},        {"no id", "x"},
      {"SQL", "'%20OR%201=1%20--"},           {"a wildcard", "%25"},
      {"long", std::string(200, 'a')}};
  for (const Route& route : routes_) {
    if (route.pattern.find('{') == std::string::npos) continue;
    // What administrators alone may do is refused before anything is looked up.
    const bool of_admins = route.pattern.starts_with("/api/v1/server/");
    for (const auto& [what, id] : strange) {
      EXPECT_EQ(ask(route, route.access == Access::kKey ? key : mallory.headers(), id).status, of_admins ? 403U : 404U)
          << route.operation << ": " << what;
    }
  }
  EXPECT_EQ(server.send("GET", "/account", nullptr, {ada_.cookie}).status, 200U);
  EXPECT_EQ(server.send("GET", "/account", nullptr, {"X-Api-Key: " + write_key_.key}).status, 200U);
}

TEST_F(EveryRoute, AnswersAreNotKeptNorFramedNorGuessedAt) {
  for (const Route& route : routes_) {
    for (const HeaderLines& headers : {HeaderLines(), HeaderLines{ada_.cookie}}) {
      const Answer answer = ask(route, headers);
      EXPECT_EQ(answer.header("Cache-Control"), "no-store") << route.operation;
      EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << route.operation;
      EXPECT_EQ(answer.header("X-Frame-Options"), "DENY") << route.operation;
      EXPECT_EQ(answer.header("Content-Security-Policy"),
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
      EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
      EXPECT_EQ(answer.header("Server"), "");
      EXPECT_EQ(answer.header("X-Powered-By"), "");
      EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "");
    }
  }
}

}  // namespace
}  // namespace signet::server
