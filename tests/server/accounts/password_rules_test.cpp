#include "server/accounts/password_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::server {
namespace {

using testing::HasSubstr;
using testing::Not;

Status check(std::string_view password) {
  return check_new_password(password, {"ada.lovelace@example.com", "Ada Lovelace", "Signet"});
}

TEST(PasswordRules, TakeWhatIsLongAndNotGuessedFirst) {
  for (const char* password :
       {"plum-harbor-tin-eagle", "xkqzvw7jmbtp", "löwe kaffee tür", "Zürich-Regen-Fahrrad", "        plum tin        ",
        "correcthorsebatterystaple9", "密码很长但是没有人会猜到它"}) {
    EXPECT_TRUE(check(password)) << password;
  }
  EXPECT_TRUE(check(std::string(1000, 'x') + "plum-harbor-tin-eagle"));
}

TEST(PasswordRules, RefuseWithAReason) {
  const struct {
    std::string password;
    const char* reason;
  } cases[] = {
      {"", "shorter than 12"},
      {"elevenchars", "shorter than 12"},
      {"äöüäöüäöüäö", "shorter than 12"},  // eleven letters in 22 bytes
      {std::string(1025, 'x'), "longer than 1024"},
      {"plum-harbor\xff-eagle", "not UTF-8"},
      {"leavemealone", "guessed first"},
      {"LeaveMeAlone", "guessed first"},
      {"password12345", "guessed first"},
      {"!!Password2026!!", "guessed first"},
      {"passwordpassword", "guessed first"},
      {"dragonmonkey", "guessed first"},
      {"Iloveyou-----------2", "guessed first"},
      {"aaaaaaaaaaaaaaaaaaaa", "guessed first"},
      {"abcabcabcabcabc", "guessed first"},
      {"q1w2q1w2q1w2q1w2", "guessed first"},
      {"abcdefghijklmnop", "guessed first"},
      {"123456789012345", "guessed first"},
      {"98765432109876", "guessed first"},
      {"ada.lovelace", "a name or an address"},
      {"Ada Lovelace1", "a name or an address"},
      {"ada.lovelace@example.com", "a name or an address"},
      {"1815ada.lovelace", "a name or an address"},
  };
  for (const auto& [password, reason] : cases) {
    const Status status = check(password);
    ASSERT_FALSE(status) << password;
    EXPECT_THAT(status.error().message, HasSubstr(reason)) << password;
    EXPECT_THAT(password.empty() ? "" : status.error().to_string(), Not(HasSubstr(password.empty() ? "x" : password)));
  }
}

}  // namespace
}  // namespace signet::server
