#include "http/oauth2/authorization.h"

#include "base/encoding.h"
#include "base/text.h"
#include "tests/http/oauth2/support.h"

namespace signet::http::oauth2 {
namespace {

Config code_config() {
  return config_of(R"({"grant_type":"authorization_code_with_pkce","accessTokenUrl":"https://p.example/token",
    "authUrl":"https://p.example/auth?tenant=1#x","clientId":"id","scope":"openid email",
    "authRequestParams":[{"key":"prompt","value":"login","send_as":"request_url"}]})");
}

// RFC 7636 Appendix B.
TEST(Pkce, ComputesTheChallengeOfTheRfc) {
  EXPECT_EQ(*s256_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Authorization, TakesRandomStateAndVerifierUnlessTheyAreGiven) {
  Config config = code_config();
  const SignIn one = begin_sign_in(config, "http://127.0.0.1:1/cb");
  const SignIn two = begin_sign_in(config, "http://127.0.0.1:1/cb");
  EXPECT_EQ(one.state.size(), 22U);
  EXPECT_EQ(one.code_verifier.size(), 43U);
  EXPECT_NE(one.state, two.state);
  EXPECT_NE(one.code_verifier, two.code_verifier);
  config.state = "mine";
  config.with_pkce = false;
  EXPECT_EQ(begin_sign_in(config, "").state, "mine");
  EXPECT_EQ(begin_sign_in(config, "").code_verifier, "");
}

TEST(Authorization, PutsAllIntoTheAddress) {
  const SignIn sign_in{"http://127.0.0.1:1/cb", "st", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  EXPECT_EQ(
      *authorization_url(code_config(), sign_in),
      "https://p.example/auth?tenant=1&response_type=code&client_id=id&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb"
      "&state=st&scope=openid%20email&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
      "&code_challenge_method=S256&prompt=login");
}

struct RedirectCase {
  std::string query;
  Redirect::Kind kind;
  std::string words;
};

TEST(Authorization, ChecksWhatTheBrowserBringsBack) {
  const SignIn sign_in{"http://127.0.0.1:1/cb", "st", ""};
  using Kind = Redirect::Kind;
  const std::vector<RedirectCase> cases = {
      {"code=c%2Fd&state=st", Kind::kCode, ""},
      {"code=c%2Fd&state=st&iss=https%3A%2F%2Fp.example", Kind::kCode, ""},
      {"code=c%2Fd&state=st&iss=https%3A%2F%2FP.example%3A443%2Ftenant", Kind::kCode, ""},
      {"code=c&state=st&iss=https%3A%2F%2Fevil.example", Kind::kRefused, "https://evil.example"},
      {"code=c&state=st&iss=http%3A%2F%2Fp.example", Kind::kRefused, "set the parameter issuer"},
      {"code=c&state=st&iss=https%3A%2F%2Fp.example%40evil.example", Kind::kRefused, "not by the provider"},
      {"error=access_denied&error_description=No+thanks&state=st", Kind::kRefused, "access_denied (No thanks)"},
      {"error=%1B%5B31mred&state=st", Kind::kRefused, " [31mred"},
      {"error=access_denied&state=other", Kind::kForeign, "state"},
      {"code=c&state=other", Kind::kForeign, "state"},
      {"code=c", Kind::kForeign, "state"},
      {"code=c&state=st&state=st", Kind::kForeign, "twice"},
      {"code=c&code=d&state=st", Kind::kForeign, "twice"},
      {"state=st", Kind::kForeign, "no code"},
      {"", Kind::kForeign, "state"},
  };
  for (const RedirectCase& c : cases) {
    const Redirect redirect = read_redirect(c.query, code_config(), sign_in);
    EXPECT_EQ(redirect.kind, c.kind) << c.query;
    EXPECT_EQ(redirect.code, c.kind == Kind::kCode ? "c/d" : "");
    EXPECT_NE(redirect.error.to_string().find(c.words), std::string::npos) << redirect.error.to_string();
  }
}

TEST(Authorization, ComparesAnIssuerThatIsConfiguredAsItIs) {
  const SignIn sign_in{"", "st", ""};
  Config config = code_config();
  config.issuer = "https://login.example/v2";
  EXPECT_EQ(read_redirect("code=c&state=st&iss=https%3A%2F%2Flogin.example%2Fv2", config, sign_in).kind,
            Redirect::Kind::kCode);
  EXPECT_EQ(read_redirect("code=c&state=st&iss=https%3A%2F%2Fp.example", config, sign_in).kind,
            Redirect::Kind::kRefused);
}

}  // namespace
}  // namespace signet::http::oauth2
