#include "app/page/web_files.h"

#include <gtest/gtest.h>

#include <array>

namespace signet::app {
namespace {

constexpr std::array<WebFile, 3> kFiles = {{{"/index.html", "<html><head></head><body></body></html>"},
                                            {"/assets/index-1a2b.js", "go()"},
                                            {"/icon.svg", "<svg/>"}}};

server::Response get(std::vector<std::string> segments, server::Method method = server::Method::kGet) {
  server::Request request;
  request.method = method;
  request.target.segments = std::move(segments);
  return serve_web_file(request, kFiles);
}

std::string header(const server::Response& response, std::string_view name) {
  return std::string(response.headers.get(name));
}

TEST(WebFiles, ServesFilesByTheirKind) {
  const server::Response script = get({"assets", "index-1a2b.js"});
  EXPECT_EQ(script.status, 200U);
  EXPECT_EQ(script.body, "go()");
  EXPECT_EQ(header(script, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(header(script, "Cache-Control").find("immutable"), std::string::npos) << "its name has its hash";
  const server::Response icon = get({"icon.svg"});
  EXPECT_EQ(header(icon, "Content-Type"), "image/svg+xml");
  EXPECT_EQ(header(icon, "Cache-Control"), "") << "the front says no-store then";
}

TEST(WebFiles, GivesThePageForAddressesOfTheApp) {
  for (const auto& path : std::vector<std::vector<std::string>>{{""}, {"index.html"}, {"workspaces", "1"}}) {
    const server::Response page = get(path);
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  }
}

TEST(WebFiles, LetsThePageLoadItsOwnFilesAlone) {
  const std::string policy = header(get({""}), "Content-Security-Policy");
  for (const std::string_view rule :
       {"default-src 'none'", "script-src 'self';", "connect-src 'self';", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"}) {
    EXPECT_NE(policy.find(rule), std::string::npos) << rule << " in " << policy;
  }
  EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
  EXPECT_EQ(policy.find("http"), std::string::npos) << "no other host: " << policy;
}

TEST(WebFiles, GivesEachPageItsOwnNonce) {
  const server::Response one = get({""});
  const server::Response other = get({""});
  const std::string policy = header(one, "Content-Security-Policy");
  const std::size_t start = policy.find("'nonce-") + 7;
  const std::string nonce = policy.substr(start, policy.find('\'', start) - start);
  EXPECT_GE(nonce.size(), 22U) << "128 bits in base64";
  EXPECT_NE(one.body.find("nonce=\"" + nonce + "\""), std::string::npos) << one.body;
  EXPECT_EQ(other.body.find(nonce), std::string::npos);
}

TEST(WebFiles, RefusesWhatIsNoFileOrNoReading) {
  EXPECT_EQ(get({"assets", "other.js"}).status, 404U);
  EXPECT_EQ(get({"..", "etc.d", "passwd.txt"}).status, 404U);
  EXPECT_EQ(get({""}, server::Method::kPost).status, 405U);
}

}  // namespace
}  // namespace signet::app
