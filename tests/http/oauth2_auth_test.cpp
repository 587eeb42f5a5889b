// The token in the request, as postman-runtime's oauth2.js puts it.
#include "http/auth/oauth2.h"

#include <gtest/gtest.h>

#include "http/headers.h"
#include "http/prepare.h"

namespace signet::http {
namespace {

struct Signed {
  std::string authorization;
  std::string url;
};

Signed sign(std::string_view parameters) {
  model::Request request;
  request.url = model::Url::parse("http://h/?a=1&access_token=old");
  model::Param old;
  old.key = "authorization";
  old.value = "old";
  request.headers.push_back(old);
  Prepared prepared = *prepare(request, {}, {});
  json::object auth = {{"type", "oauth2"}, {"oauth2", json::parse(parameters, "t")->get_object()}};
  EXPECT_TRUE(make_oauth2(*model::Auth::from_json(std::move(auth)))->sign(prepared.wire, prepared.shown));
  const Header* header = find_header(prepared.wire.headers, "Authorization");
  EXPECT_EQ(prepared.shown.url.to_string(), prepared.wire.url);
  return {header == nullptr ? "none" : header->value, prepared.wire.url};
}

TEST(OAuth2, PutsTheTokenWhereItIsWantedAndTakesOldOnesAway) {
  const std::string untouched = "http://h/?a=1&access_token=old";
  struct Case {
    std::string parameters;
    Signed expected;
  };
  const std::vector<Case> cases = {
      {R"({"accessToken":"t"})", {"Bearer t", "http://h/?a=1"}},
      {R"({"accessToken":"t","addTokenTo":"header","tokenType":"bearer"})", {"Bearer t", "http://h/?a=1"}},
      {R"({"accessToken":"t","headerPrefix":" Token "})", {"Token t", "http://h/?a=1"}},
      {R"({"accessToken":"t","headerPrefix":""})", {"t", "http://h/?a=1"}},
      {R"({"accessToken":"t","headerPrefix":null})", {"Bearer t", "http://h/?a=1"}},
      {R"({"accessToken":"t u","addTokenTo":"queryParams"})", {"none", "http://h/?a=1&access_token=t%20u"}},
      {R"({"accessToken":"t","addTokenTo":"elsewhere"})", {"none", "http://h/?a=1"}},
      {R"({"accessToken":"t","tokenType":"anything"})", {"Bearer t", "http://h/?a=1"}},
      {R"({"accessToken":"t","tokenType":"MAC"})", {"old", untouched}},
      {R"({"accessToken":123})", {"Bearer 123", "http://h/?a=1"}},
      {R"({"accessToken":""})", {"old", untouched}},
      {R"({"accessToken":false})", {"old", untouched}},
      {R"({})", {"old", untouched}},
  };
  for (const Case& c : cases) {
    const Signed actual = sign(c.parameters);
    EXPECT_EQ(actual.authorization, c.expected.authorization) << c.parameters;
    EXPECT_EQ(actual.url, c.expected.url) << c.parameters;
  }
}

}  // namespace
}  // namespace signet::http
