#include "model/auth_secrets.h"

#include <gtest/gtest.h>

namespace signet::model {
namespace {

struct Case {
  std::string_view type;
  std::string_view key;
  bool secret;
};

TEST(AuthSecrets, AreAllThatIsNotKnownToBeNone) {
  const Case cases[] = {
      {"basic", "username", false},
      {"basic", "password", true},
      {"bearer", "token", true},
      {"apikey", "key", false},
      {"apikey", "value", true},
      {"apikey", "in", false},
      {"digest", "realm", false},
      {"digest", "password", true},
      {"awsv4", "accessKey", false},
      {"awsv4", "secretKey", true},
      {"awsv4", "sessionToken", true},
      {"hawk", "authKey", true},
      {"ntlm", "domain", false},
      {"ntlm", "password", true},
      {"edgegrid", "clientToken", true},
      {"asap", "kid", false},
      {"asap", "privateKey", true},
      {"jwt", "payload", false},
      {"jwt", "secret", true},
      {"jwt", "privateKey", true},
      {"oauth1", "tokenSecret", true},
      {"oauth1", "realm", false},
      {"oauth2", "clientId", false},
      {"oauth2", "clientSecret", true},
      {"oauth2", "refreshToken", true},
      {"oauth2", "tokenRequestParams", true},
      // What nobody has heard of.
      {"basic", "Username", true},
      {"oauth2", "", true},
      {"ours", "name", true},
      {"", "username", true},
      {"noauth", "anything", true},
  };
  for (const Case& c : cases) EXPECT_EQ(is_secret_auth_param(c.type, c.key), c.secret) << c.type << ' ' << c.key;
}

}  // namespace
}  // namespace signet::model
