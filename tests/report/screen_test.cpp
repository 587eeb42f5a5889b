#include "report/cli/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::report {
namespace {

TEST(Screen, KeepsTheStatusBelowTheLines) {
  std::string text;
  Screen screen(std::make_unique<StringSink>(text), {.live = true, .ticking = false, .unicode = false, .width = 40});
  screen.status("request 1/3");
  screen.tick();
  EXPECT_EQ(text, "| request 1/3");
  screen.print("a line\n");
  screen.tick();
  EXPECT_EQ(text, "| request 1/3\r\x1b[2Ka line\n/ request 1/3");
  ASSERT_TRUE(screen.close().ok());
  EXPECT_THAT(text, testing::EndsWith("/ request 1/3\r\x1b[2K"));
}

TEST(Screen, ShortensTheStatusToOneLine) {
  std::string text;
  Screen screen(std::make_unique<StringSink>(text), {.live = true, .ticking = false, .unicode = false, .width = 30});
  screen.status(std::string(100, 'x'));
  screen.tick();
  EXPECT_EQ(text.size(), 29U);
}

TEST(Screen, ShowsNoStatusInAPipe) {
  std::string text;
  Screen screen(std::make_unique<StringSink>(text), {.live = false, .ticking = false});
  screen.status("request 1/3");
  screen.tick();
  screen.print("a line\n");
  ASSERT_TRUE(screen.close().ok());
  EXPECT_EQ(text, "a line\n");
}

TEST(Screen, WritesWhatIsLeftWhenItTicksByItself) {
  std::string text;
  Screen screen(std::make_unique<StringSink>(text), {});
  screen.print("a line\n");
  ASSERT_TRUE(screen.close().ok());
  EXPECT_EQ(text, "a line\n");
}

}  // namespace
}  // namespace signet::report
