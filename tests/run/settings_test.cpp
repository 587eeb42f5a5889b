#include "run/settings.h"

#include <gtest/gtest.h>

namespace signet::run {
namespace {

http::Settings merged(std::string_view behavior) {
  auto parsed = json::parse(behavior, "test");
  return merge_settings(http::Settings{}, parsed->get_object());
}

TEST(MergeSettings, ActsOnPostmansKeys) {
  EXPECT_FALSE(merged(R"({"followRedirects": false})").follow_redirects);
  EXPECT_TRUE(merged(R"({"followOriginalHttpMethod": true})").follow_original_method);
  EXPECT_TRUE(merged(R"({"followAuthorizationHeader": true})").follow_authorization_header);
  EXPECT_TRUE(merged(R"({"removeRefererHeaderOnRedirect": true})").remove_referer_on_redirect);
  EXPECT_FALSE(merged(R"({"strictSSL": false})").tls->verify);
  EXPECT_TRUE(merged(R"({"disableUrlEncoding": true})").disable_url_encoding);
  EXPECT_TRUE(merged(R"({"insecureHTTPParser": true})").lenient_parser);
  EXPECT_TRUE(merged(R"({"disableBodyPruning": true})").send_body_with_get);
  EXPECT_FALSE(merged(R"({"disableCookies": true})").use_cookies);
  EXPECT_EQ(merged(R"({"maxRedirects": 3})").max_redirects, 3);
  EXPECT_EQ(merged(R"({"protocolVersion": "http2"})").http_version, "http2");
  EXPECT_EQ(merged(R"({"disabledSystemHeaders": {"User-Agent": true, "accept": false}})").disabled_system_headers,
            std::vector<std::string>{"user-agent"});
}

TEST(MergeSettings, IgnoresWrongTypesAndAbsurdNumbers) {
  const http::Settings defaults;
  EXPECT_EQ(merged(R"({"followRedirects": "no", "maxRedirects": -1})").follow_redirects, defaults.follow_redirects);
  EXPECT_EQ(merged(R"({"maxRedirects": -1})").max_redirects, defaults.max_redirects);
  EXPECT_EQ(merged(R"({"maxRedirects": 1000000})").max_redirects, defaults.max_redirects);
}

}  // namespace
}  // namespace signet::run
