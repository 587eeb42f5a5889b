#include "http/auth/auth.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "http/auth/digest.h"
#include "http/headers.h"
#include "http/prepare.h"

namespace signet::http {
namespace {

model::Auth auth_of(std::string_view text) {
  return *model::Auth::from_json(*json::parse(text, "auth"));
}

Prepared request_to(std::string_view url, std::vector<model::Param> headers = {}) {
  model::Request request;
  request.url = model::Url::parse(url);
  request.headers = std::move(headers);
  return *prepare(request, {}, {});
}

model::Param header(std::string key, std::string value) {
  model::Param h;
  h.key = std::move(key);
  h.value = std::move(value);
  return h;
}

struct HeaderCase {
  std::string auth;
  std::string name;
  std::string value;
};

TEST(Auth, PutsItsHeaderBehindTheUsersAndBeforeTheSystems) {
  const std::vector<HeaderCase> cases = {
      {R"({"type":"basic","basic":[{"key":"username","value":"ü"},{"key":"password","value":"p"}]})", "Authorization",
       "Basic w7w6cA=="},
      {R"({"type":"basic","basic":[]})", "Authorization", "Basic Og=="},
      {R"({"type":"bearer","bearer":[{"key":"token","value":"t"}]})", "Authorization", "Bearer t"},
      {R"({"type":"apikey","apikey":[{"key":"key","value":"X-Api"},{"key":"value","value":"v v"}]})", "X-Api", "v v"},
  };
  for (const HeaderCase& c : cases) {
    Prepared p =
        request_to("http://h/", {header("X-One", "1"), header("authorization", "old"), header("x-api", "old")});
    auto authorizer = make_authorizer(auth_of(c.auth));
    ASSERT_TRUE(authorizer) << c.auth;
    ASSERT_TRUE((*authorizer)->sign(p.wire, p.shown));
    const std::size_t place = 2;  // X-One and the one of the two old ones that stays
    EXPECT_EQ(p.wire.headers.at(place).name, c.name);
    EXPECT_EQ(p.wire.headers.at(place).value, c.value);
    EXPECT_EQ(p.shown.headers.at(place).key, c.name);
    EXPECT_TRUE(p.shown.headers.at(place).system);
    EXPECT_EQ(
        std::count_if(p.wire.headers.begin(), p.wire.headers.end(), [&](const Header& h) { return h.value == "old"; }),
        1);
  }
}

TEST(Auth, PutsAnApiKeyIntoTheQueryOnce) {
  Prepared p = request_to("http://h/?a=1&k=old#part");
  auto authorizer = make_authorizer(auth_of(
      R"({"type":"apikey","apikey":[{"key":"key","value":"k"},{"key":"value","value":"v v"},{"key":"in","value":"query"}]})"));
  ASSERT_TRUE((*authorizer)->sign(p.wire, p.shown));
  EXPECT_EQ(p.wire.url, "http://h/?a=1&k=v%20v#part");
  EXPECT_EQ(p.shown.url.to_string(), p.wire.url);
}

TEST(Auth, NamesTheKnownTypesWhenOneIsUnknown) {
  const auto unknown = make_authorizer(auth_of(R"({"type":"wat","wat":[]})"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(unknown.error().message, "runtime: could not find a handler for auth: wat");
  EXPECT_NE(unknown.error().hint.find("digest"), std::string::npos);
  EXPECT_EQ(*make_authorizer(auth_of(R"({"type":"noauth"})")), nullptr);
}

struct DigestCase {
  std::string algorithm;
  std::string qop;
  std::string response;
};

// RFC 2617 §3.5 and RFC 7616 §3.9.1 for MD5 and SHA-256; the others by postman-runtime's digest.js.
TEST(Digest, ComputesTheResponseOfTheRfc) {
  DigestInput input;
  input.username = "Mufasa";
  input.realm = "http-auth@example.org";
  input.password = "Circle of Life";
  input.method = "GET";
  input.uri = "/dir/index.html";
  input.nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  input.nonce_count = "00000001";
  input.client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  input.qop = "auth";
  input.opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
  input.algorithm = "MD5";
  EXPECT_NE(digest_header(input)->find("response=\"8ca523f5e9506fed4657c9700eebdbec\""), std::string::npos);
  input.algorithm = "SHA-256";
  const std::string header = *digest_header(input);
  EXPECT_NE(header.find("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""),
            std::string::npos);
  EXPECT_TRUE(header.starts_with("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"7ypf"));
  EXPECT_NE(header.find("qop=auth, nc=00000001, cnonce=\"f2/"), std::string::npos);
  input.algorithm = "SHA-1";
  EXPECT_EQ(digest_header(input).error().message, "Unsupported digest algorithm: SHA-1");
}

TEST(Digest, KeepsAQuoteInsideItsParameter) {
  DigestInput input;
  input.algorithm = "MD5";
  input.username = "a\", realm=\"b";
  EXPECT_TRUE(digest_header(input)->starts_with("Digest username=\"a\\\", realm=\\\"b\", realm=\"\""));
}

Response challenge(int code, std::string value) {
  Response response;
  response.code = code;
  response.headers = {{"WWW-Authenticate", "Basic realm=\"x\""}, {"www-authenticate", std::move(value)}};
  return response;
}

constexpr std::string_view kUser =
    R"({"type":"digest","digest":[{"key":"username","value":"u"},{"key":"password","value":"p"}]})";

TEST(Digest, AnswersAChallengeOnceAndThenCounts) {
  auto digest = make_digest(auth_of(kUser));
  Prepared first = request_to("http://h/x?y=1");
  ASSERT_TRUE(digest->sign(first.wire, first.shown));
  EXPECT_EQ(find_header(first.wire.headers, "authorization"), nullptr) << "nothing to answer yet";

  const Response asked = challenge(401, "Digest realm=\"R\", nonce=\"N\", qop=\"auth,auth-int\", opaque=\"O\"");
  EXPECT_TRUE(digest->wants_retry(asked));
  Prepared second = request_to("http://h/x?y=1");
  ASSERT_TRUE(digest->sign(second.wire, second.shown));
  const std::string value = find_header(second.wire.headers, "authorization")->value;
  EXPECT_NE(value.find("realm=\"R\", nonce=\"N\", uri=\"/x?y=1\", algorithm=\"MD5\", qop=auth, nc=00000001"),
            std::string::npos)
      << value;
  EXPECT_NE(value.find("opaque=\"O\""), std::string::npos);

  EXPECT_FALSE(digest->wants_retry(asked)) << "a second refusal is final";
  Response fine;
  fine.code = 200;
  EXPECT_FALSE(digest->wants_retry(fine));
  Prepared third = request_to("http://h/x?y=1");
  ASSERT_TRUE(digest->sign(third.wire, third.shown));
  EXPECT_NE(find_header(third.wire.headers, "authorization")->value.find("nc=00000002"), std::string::npos);
}

TEST(Digest, HandsOnWhatItLearned) {
  auto digest = make_digest(auth_of(kUser));
  ASSERT_TRUE(digest->wants_retry(challenge(401, "Digest realm=\"R\", nonce=\"N\"")));
  std::map<std::string, std::string> learned;
  for (const model::Param& param : digest->learned()) {
    EXPECT_TRUE(param.system);
    learned[param.key] = param.value.value_or("");
  }
  EXPECT_EQ(learned["realm"], "R");
  EXPECT_EQ(learned["nonce"], "N");
  EXPECT_FALSE(learned.contains("password"));
}

TEST(Digest, DoesNotRetryWhenToldNotToOrWithoutADigestChallenge) {
  const Response asked = challenge(401, "Digest realm=\"R\", nonce=\"N\"");
  EXPECT_FALSE(make_digest(auth_of(R"({"type":"digest","digest":[{"key":"username","value":"u"},
      {"key":"disableRetryRequest","value":true}]})"))
                   ->wants_retry(asked));
  EXPECT_TRUE(make_digest(auth_of(R"({"type":"digest","digest":[{"key":"username","value":"u"},
      {"key":"disableRetryRequest","value":false}]})"))
                  ->wants_retry(asked));
  EXPECT_FALSE(make_digest(auth_of(kUser))->wants_retry(challenge(401, "Bearer realm=\"R\"")));
  EXPECT_FALSE(make_digest(auth_of(kUser))->wants_retry(challenge(500, "Digest realm=\"R\", nonce=\"N\"")));
}

}  // namespace
}  // namespace signet::http
