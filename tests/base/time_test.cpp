#include "base/time.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(Time, IsReadAsItIsWritten) {
  for (const std::int64_t ms : {0LL, 1LL, 999LL, 1'800'000'000'123LL}) EXPECT_EQ(parse_iso_time(iso_time(ms)), ms);
}

TEST(Time, IsReadWithItsOffset) {
  const struct {
    const char* text;
    std::int64_t ms;
  } cases[] = {
      {"2026-11-24T22:10:05Z", 1'795'558'205'000},
      {"2026-11-24T23:10:05.1+01:00", 1'795'558'205'100},
      {"2026-11-24T16:40:05.123456789-05:30", 1'795'558'205'123},
      {"2024-02-29T00:00:00.000Z", 1'709'164'800'000},
  };
  for (const auto& [text, ms] : cases) EXPECT_EQ(parse_iso_time(text), ms) << text;
}

TEST(Time, IsNothingElse) {
  for (const char* text : {"", "yesterday", "2026-11-24", "2026-11-24T22:10:05", "2026-11-24T22:10:05.Z",
                           "2026-11-24T22:10:05Zz", "2026-11-24T22:10:05+1:00x", "1800000000000"}) {
    EXPECT_FALSE(parse_iso_time(text)) << text;
  }
}

}  // namespace
}  // namespace signet
