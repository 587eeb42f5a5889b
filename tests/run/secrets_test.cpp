#include "run/secrets.h"

#include <gtest/gtest.h>

namespace signet::run {
namespace {

TEST(Secrets, TheMaskLearnsOnlyTheSecretVariablesOfAScope) {
  model::VariableScope scope;
  scope.add({"open", "readable", "default", false});
  scope.add({"hidden", "invisible", "secret", false});
  Mask mask;
  add_secrets(mask, scope);
  EXPECT_EQ(mask("readable invisible"), "readable ••••");
}

}  // namespace
}  // namespace signet::run
