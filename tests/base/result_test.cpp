#include "base/result.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(ErrorWithContext, KeepsAllButTheMessage) {
  Error inner = fail(ErrorCode::kLimit, "too many attempts", "wait 5 s");
  inner.retry_after_seconds = 5;
  const Error outer = with_context(std::move(inner), "cannot sign in");
  EXPECT_EQ(outer.code, ErrorCode::kLimit);
  EXPECT_EQ(outer.hint, "wait 5 s");
  EXPECT_EQ(outer.retry_after_seconds, 5);
  EXPECT_EQ(outer.to_string(), "cannot sign in: too many attempts\n  hint: wait 5 s");
}

}  // namespace
}  // namespace signet
