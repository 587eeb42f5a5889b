#include "base/ids.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

constexpr std::string_view kSpace = "00000000-0000-4000-8000-000000000000";

TEST(Uuid, OfANameIsTheSameForEverAndInEachSpaceAnother) {
  EXPECT_EQ(name_uuid(kSpace, "my own"), "f558a18f-253d-835c-a70a-27eee6274c03");  // as Python's hashlib says, too
  EXPECT_NE(name_uuid(kSpace, "my own"), name_uuid("00000000-0000-4000-8000-000000000001", "my own"));
  EXPECT_NE(name_uuid(kSpace, ""), name_uuid(kSpace, "a"));
}

TEST(Uuid, IsToldFromOtherTexts) {
  for (const std::string& text : {make_uuid(), name_uuid(kSpace, "a"), std::string(kSpace)}) EXPECT_TRUE(is_uuid(text));
  for (const char* text : {"", "00000000-0000-4000-8000-00000000000", "00000000-0000-4000-8000-0000000000000",
                           "00000000-0000-4000-8000-00000000000g", "00000000+0000-4000-8000-000000000000",
                           "0000000000000-4000-8000-000000000000", "../00000-0000-4000-8000-000000000000"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace signet
