#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/provider.h"
#include "vault/providers/settings.h"

namespace signet::vault::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(ProviderConfig config) {
  World world;
  const auto made = make_provider(config, world.context());
  return made ? "made" : made.error().to_string();
}

TEST(ProviderKinds, EachHasANameTextsAndDistinctFields) {
  std::set<std::string_view> types;
  for (const ProviderKind& kind : provider_kinds()) {
    EXPECT_TRUE(types.insert(kind.type).second);
    EXPECT_FALSE(kind.title.empty());
    EXPECT_FALSE(kind.reference_help.empty());
    std::set<std::string_view> names;
    for (const ProviderField& field : kind.fields) {
      EXPECT_TRUE(names.insert(field.name).second) << kind.type << ' ' << field.name;
      EXPECT_FALSE(field.label.empty()) << kind.type << ' ' << field.name;
      EXPECT_FALSE(field.help.empty()) << kind.type << ' ' << field.name;
    }
    EXPECT_EQ(find_provider_kind(kind.type), &kind);
  }
  EXPECT_TRUE(types.contains("aws"));
  EXPECT_TRUE(types.contains("hashicorp"));
  EXPECT_EQ(find_provider_kind("unknown"), nullptr);
}

TEST(MakeProvider, RefusesUnknownTypesAndSettingsWithTheNearestName) {
  EXPECT_THAT(refusal(make_config("hashicop", {})), HasSubstr("did you mean hashicorp?"));
  EXPECT_THAT(refusal(make_config("hashicorp", {{"adress", "https://vault.test"}})),
              HasSubstr("did you mean address?"));
  EXPECT_THAT(refusal(make_config("aws", {}, {{"secret_acces_key", "x"}})), HasSubstr("secret_access_key"));
  EXPECT_THAT(refusal(make_config("hashicorp", {{"zzzzzzzzzzzz", "x"}})), HasSubstr("its settings are address"));
}

TEST(MakeProvider, RefusesASecretAmongTheSettingsWithoutShowingIt) {
  const std::string error = refusal(make_config("hashicorp", {{"token", "token-in-the-open"}}));
  EXPECT_THAT(error, HasSubstr("token is a secret"));
  EXPECT_THAT(error, Not(HasSubstr("token-in-the-open")));
}

TEST(MakeProvider, RefusesAValueThatIsNoChoice) {
  EXPECT_THAT(refusal(make_config("hashicorp", {{"method", "magic"}})), HasSubstr("method is none of token|approle"));
}

TEST(MakeProvider, SaysWhatIsMissing) {
  EXPECT_THAT(refusal(make_config("hashicorp", {})), HasSubstr("VAULT_ADDR"));
  EXPECT_THAT(refusal(make_config("hashicorp", {{"address", "https://vault.test"}, {"method", "approle"}})),
              HasSubstr("needs role_id"));
  EXPECT_THAT(refusal(make_config("aws", {{"access_key_id", "tester"}})), HasSubstr("secret_access_key"));
}

TEST(MakeProvider, RefusesPlainHttpToAnotherMachine) {
  EXPECT_THAT(refusal(make_config("hashicorp", {{"address", "http://vault.test"}})), HasSubstr("allow_clear_text"));
  EXPECT_EQ(refusal(make_config("hashicorp", {{"address", "http://vault.test"}, {"allow_clear_text", "true"}})),
            "made");
}

TEST(ProviderSettings, PreferTheVaultOverTheEnvironment) {
  World world;
  world.environment = {{"FIRST", ""}, {"SECOND", " from the environment "}};
  const ProviderContext context = world.context();
  const ProviderConfig config = make_config("aws", {{"region", " from the vault "}}, {{"token", "kept"}});
  const ProviderSettings settings(config, context);
  EXPECT_EQ(settings.text("region", {"SECOND"}), "from the vault");
  EXPECT_EQ(settings.text("profile", {"FIRST", "SECOND"}), "from the environment");
  EXPECT_EQ(settings.text("profile", {"FIRST"}), "");
  EXPECT_EQ(settings.secret("token", {"SECOND"}).expose(), "kept");
  EXPECT_EQ(settings.secret("other", {"SECOND"}).expose(), "from the environment");
}

TEST(ProviderSettings, ReadACredentialFileWithoutItsLineEnd) {
  World world;
  EXPECT_EQ(read_credential_file(world.home.write("token", "abc\n"), "token")->expose(), "abc");
  EXPECT_THAT(read_credential_file(world.home.write("empty", " \n"), "token").error().message, HasSubstr("is empty"));
  EXPECT_EQ(read_credential_file(world.home.path() / "none", "token").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(read_credential_file(world.home.write("big", std::string(100'000, 'x')), "token"));
}

}  // namespace
}  // namespace signet::vault::test
