#include "run/mask.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace signet::run {
namespace {

constexpr std::string_view kSecret = "tr0ub4dor&3<horse>";

TEST(Mask, HidesASecretInEveryFormItCanTake) {
  Mask mask;
  mask.add(kSecret);
  const std::string secret(kSecret);
  const struct {
    std::string what;
    std::string text;
  } cases[] = {
      {"plain", "token=" + secret + ";"},
      {"percent-encoded", "?t=" + percent_encode(secret)},
      {"hex", hex_encode(secret)},
      {"base64 alone", base64_encode(secret)},
      {"base64 of Basic credentials", "Basic " + base64_encode("user:" + secret)},
      {"base64 after one byte", base64_encode("x" + secret)},
      {"base64 after two bytes", base64_encode("xy" + secret + "tail")},
      {"HTML-escaped", "tr0ub4dor&amp;3&lt;horse&gt;"},
      {"JSON", "{\"t\":\"" + secret + "\"}"},
  };
  for (const auto& [what, text] : cases) {
    const std::string masked = mask(text);
    EXPECT_NE(masked.find(kMasked), std::string::npos) << what;
    EXPECT_EQ(masked.find(secret), std::string::npos) << what;
  }
}

TEST(Mask, HidesTheWholeBase64TextAroundASecret) {
  Mask mask;
  mask.add(kSecret);
  EXPECT_EQ(mask("Authorization: Basic " + base64_encode("user:" + std::string(kSecret)) + "\r\n"),
            "Authorization: Basic ••••\r\n");
  EXPECT_EQ(mask("a " + base64_encode("xy" + std::string(kSecret)) + " b " + base64_encode(kSecret)), "a •••• b ••••");
}

TEST(Mask, LeavesOtherTextAsItIs) {
  Mask mask;
  mask.add(kSecret);
  EXPECT_EQ(mask("GET /get 200 OK"), "GET /get 200 OK");
}

TEST(Mask, DoesNotBlankReportsForVeryShortValues) {
  Mask mask;
  mask.add("1");
  mask.add("");
  EXPECT_EQ(mask("11 of 21"), "11 of 21");
}

TEST(Mask, LearnsOnlyTheSecretVariablesOfAScope) {
  model::VariableScope scope;
  scope.add({"open", "readable", "default", false});
  scope.add({"hidden", "invisible", "secret", false});
  Mask mask;
  mask.add_from(scope);
  EXPECT_EQ(mask("readable invisible"), "readable ••••");
}

TEST(Mask, HidesALongerSecretWholeWhenItContainsAShorterOne) {
  Mask mask;
  mask.add("alpha");
  mask.add("alphabet-soup");
  EXPECT_EQ(mask("alphabet-soup alpha"), "•••• ••••");
}

}  // namespace
}  // namespace signet::run
