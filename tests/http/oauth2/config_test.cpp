#include "http/oauth2/config.h"

#include "tests/http/oauth2/support.h"

namespace signet::http::oauth2 {
namespace {

constexpr std::string_view kClient =
    R"({"grant_type":"client_credentials","accessTokenUrl":"https://p/token","clientId":"id","clientSecret":"s"})";

TEST(OAuth2Config, IsNotThereWhereNewmanWouldNotLookForOne) {
  for (const std::string_view parameters : {R"({"accessToken":"t","grant_type":"client_credentials"})", R"({})",
                                            R"({"accessTokenUrl":"https://p/token","clientId":"id"})"}) {
    const auto config = read_config(auth_of(parameters));
    ASSERT_TRUE(config);
    EXPECT_FALSE(config->has_value()) << parameters;
  }
  model::Auth bearer = auth_of(kClient);
  bearer.type = "bearer";
  EXPECT_FALSE(read_config(bearer)->has_value());
}

TEST(OAuth2Config, ReadsPostmansParameters) {
  const Config config = config_of(R"({
    "grant_type":"authorization_code_with_pkce","accessTokenUrl":"https://p/token","authUrl":"https://p/auth",
    "refreshTokenUrl":"https://p/refresh","clientId":"id","clientSecret":"s","client_authentication":"body",
    "scope":"a b","state":"st","redirect_uri":"http://127.0.0.1/cb","challengeAlgorithm":"plain","audience":"aud",
    "code_verifier":"0123456789012345678901234567890123456789012",
    "tokenRequestParams":[{"key":"q","value":"1","enabled":true,"send_as":"request_url"},
      {"key":"h","value":"2","send_as":"request_header"},{"key":"b","value":3,"send_as":"request_body"},
      {"key":"off","value":"x","enabled":false}, 5, {"value":"no key"}]})");
  EXPECT_EQ(config.grant, Grant::kAuthorizationCode);
  EXPECT_TRUE(config.with_pkce);
  EXPECT_TRUE(config.plain_challenge);
  EXPECT_FALSE(config.secret_in_header);
  EXPECT_EQ(config.refresh_endpoint(), "https://p/refresh");
  ASSERT_EQ(config.token_extras.size(), 3U);
  EXPECT_EQ(config.token_extras[0].place, Extra::Place::kUrl);
  EXPECT_EQ(config.token_extras[1].place, Extra::Place::kHeader);
  EXPECT_EQ(config.token_extras[2].value, "3");
}

struct Wrong {
  std::string parameters;
  std::string words;
};

TEST(OAuth2Config, SaysWhatIsMissingOrWrong) {
  const std::vector<Wrong> cases = {
      {R"({"grant_type":"client_credential"})", "did you mean client_credentials?"},
      {R"({"grant_type":"implicit"})", "authorization_code_with_pkce"},
      {R"({"grant_type":"client_credentials"})", "accessTokenUrl is missing"},
      {R"({"grant_type":"client_credentials","accessTokenUrl":"https://p/t"})", "clientId is missing"},
      {R"({"grant_type":"client_credentials","accessTokenUrl":"p/t","clientId":"i"})", "no http or https URL"},
      {R"({"grant_type":"client_credentials","accessTokenUrl":"https://{{host}}/t","clientId":"i"})", "variables"},
      {R"({"grant_type":"client_credentials","accessTokenUrl":"file:///etc/passwd","clientId":"i"})", "no http"},
      {R"({"grant_type":"authorization_code","accessTokenUrl":"https://p/t","clientId":"i"})", "authUrl is missing"},
      {R"({"grant_type":"device_code","accessTokenUrl":"https://p/t","clientId":"i"})", "deviceAuthorizationUrl"},
      {R"({"grant_type":"refresh_token","accessTokenUrl":"https://p/t","clientId":"i"})", "refreshToken is missing"},
      {R"({"grant_type":"authorization_code_with_pkce","accessTokenUrl":"https://p/t","authUrl":"https://p/a",
           "clientId":"i","code_verifier":"short"})",
       "43 to 128"},
      {R"({"grant_type":"authorization_code_with_pkce","accessTokenUrl":"https://p/t","authUrl":"https://p/a",
           "clientId":"i","challengeAlgorithm":"md5"})",
       "use S256"},
  };
  for (const Wrong& c : cases) {
    const auto config = read_config(auth_of(c.parameters));
    ASSERT_FALSE(config) << c.parameters;
    EXPECT_NE(config.error().to_string().find(c.words), std::string::npos) << config.error().to_string();
  }
}

TEST(OAuth2Config, HasANameThatTellsItFromOthersAndGivesNothingAway) {
  const Config config = config_of(kClient);
  Config other = config;
  EXPECT_EQ(config.fingerprint(), other.fingerprint());
  other.client_secret = "t";
  EXPECT_NE(config.fingerprint(), other.fingerprint());
  other = config;
  other.client_id = "ids";  // the same bytes, cut elsewhere
  other.client_secret = "";
  EXPECT_NE(config.fingerprint(), other.fingerprint());
  other = config;
  other.token_extras.push_back({"k", "v", Extra::Place::kBody});
  EXPECT_NE(config.fingerprint(), other.fingerprint());
  EXPECT_EQ(config.fingerprint().size(), 64U);
}

}  // namespace
}  // namespace signet::http::oauth2
