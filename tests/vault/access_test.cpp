#include "vault/access.h"

#include <gtest/gtest.h>

#include "vault/edits.h"

namespace signet::vault::test {
namespace {

class AccessToProviders : public ::testing::Test {
 protected:
  AccessToProviders() {
    Store::Writer writer{contents_, "machine", 1};
    ProviderConfig provider;
    provider.name = "team";
    provider.type = "aws";
    put_provider(writer, provider);
    Entry& entry = contents_.entries.emplace_back();
    entry.name = "db";
    entry.link = "team:prod/db";
    grant_.secrets = {"*"};
    grant_.scripts_write = true;
  }

  Access access() {
    Access::Sources sources;
    sources.provider = [this](std::string_view reference) -> Result<SecretString> {
      EXPECT_EQ(reference, "team:prod/db");
      ++asked_;
      return SecretString(value_);
    };
    sources.update = [this](const std::function<Status(Store::Writer&)>& change) {
      Store::Writer writer{written_, "machine", 2};
      return change(writer);
    };
    return Access(std::move(contents_), grant_, std::move(sources));
  }

  Contents contents_;
  Contents written_;
  Grant grant_;
  std::string value_ = "first";
  int asked_ = 0;
};

TEST_F(AccessToProviders, AsksEachTimeAsTheProviderKnowsHowLongAValueLasts) {
  Access vault = access();
  const auto first = vault.get("team:prod/db", Use::kRequest);
  ASSERT_TRUE(first);
  const auto same = vault.get("team:prod/db", Use::kRequest);
  ASSERT_TRUE(same);
  EXPECT_EQ(*same, *first) << "an unchanged value is the same secret";
  value_ = "second";
  const auto second = vault.get("team:prod/db", Use::kRequest);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->value.expose(), "second");
  EXPECT_EQ((*first)->value.expose(), "first") << "who still holds the old one may";
  EXPECT_EQ(asked_, 3);
}

TEST_F(AccessToProviders, ALinkedEntryIsAskedForLikewiseUntilAScriptSetsIt) {
  Access vault = access();
  ASSERT_TRUE(vault.get("db", Use::kRequest));
  value_ = "second";
  const auto second = vault.get("db", Use::kRequest);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->value.expose(), "second");
  ASSERT_TRUE(vault.set("db", "own"));
  const auto own = vault.get("db", Use::kRequest);
  ASSERT_TRUE(own);
  EXPECT_EQ((*own)->value.expose(), "own");
  EXPECT_EQ(asked_, 2);
}

}  // namespace
}  // namespace signet::vault::test
