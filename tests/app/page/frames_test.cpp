#include "app/page/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::app {
namespace {

using testing::HasSubstr;
using testing::Not;

server::Request get(const std::string& path) {
  server::Request request;
  request.target.segments = {"frames", path.substr(path.rfind('/') + 1)};
  return request;
}

TEST(AgentFrames, ServeAPageOnceUnderAnAddressThatNobodyGuesses) {
  Frames frames;
  const std::string path = frames.keep({"<b>hello</b>", false, {}});
  EXPECT_EQ(path.size(), std::string("/frames/").size() + 43);
  EXPECT_EQ(frames.serve(get("/frames/" + std::string(43, 'a'))).status, 404U);
  EXPECT_EQ(frames.serve(get("/frames/")).status, 404U);
  const server::Response first = frames.serve(get(path));
  EXPECT_EQ(first.status, 200U);
  EXPECT_THAT(first.body, HasSubstr("<b>hello</b>"));
  EXPECT_EQ(frames.serve(get(path)).status, 404U);
}

TEST(AgentFrames, ForgetPagesThatNobodyFetches) {
  Frames few(2, std::chrono::hours(1));
  const std::string oldest = few.keep({"1", false, {}});
  static_cast<void>(few.keep({"2", false, {}}));
  static_cast<void>(few.keep({"3", false, {}}));
  EXPECT_EQ(few.serve(get(oldest)).status, 404U);

  Frames brief(2, std::chrono::seconds(-1));
  EXPECT_EQ(brief.serve(get(brief.keep({"4", false, {}}))).status, 404U);
}

TEST(AgentFrames, HaveNoOriginNoNetworkAndOnlyScriptsThatWereAskedFor) {
  Frames frames;
  const server::Response page = frames.serve(get(frames.keep({"<script>1</script>", false, {}})));
  const std::string page_policy(page.headers.get("Content-Security-Policy"));
  EXPECT_THAT(page_policy, HasSubstr("sandbox; default-src 'none'; script-src 'none'"));
  EXPECT_THAT(page_policy, Not(HasSubstr("allow-same-origin")));
  EXPECT_THAT(page_policy, Not(HasSubstr("connect-src")));

  const server::Response made = frames.serve(get(frames.keep({"<p>", true, {}})));
  const std::string made_policy(made.headers.get("Content-Security-Policy"));
  EXPECT_THAT(made_policy, HasSubstr("sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'"));
  EXPECT_THAT(made_policy, Not(HasSubstr("allow-same-origin")));
  EXPECT_EQ(made.headers.get("Content-Type"), "text/html; charset=utf-8");
}

TEST(AgentFrames, GiveTheirDataToScriptsWithoutLettingThemEndTheElement) {
  Frames frames;
  const json::value data{{"text", "</script><script>evil()</script><!--"}};
  const server::Response made = frames.serve(get(frames.keep({"<p>", true, data})));
  EXPECT_THAT(made.body,
              HasSubstr(R"(callback(null,{"text":"\u003c/script>\u003cscript>evil()\u003c/script>\u003c!--"}))"));
  EXPECT_THAT(made.body, testing::EndsWith("</script><p>"));
}

}  // namespace
}  // namespace signet::app
