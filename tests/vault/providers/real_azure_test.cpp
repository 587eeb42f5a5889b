// Against what was not written here; scripts/test-providers starts it:
// - Lowkey Vault, an emulator of Key Vault: SIGNET_TEST_AZURE_ADDR is its https address, SIGNET_TEST_AZURE_CA a PEM
// file
//   with its certificate, SIGNET_TEST_AZURE_IDENTITY the address of its endpoint for tokens of managed identities;
// - Microsoft's OpenAPI description of Key Vault, served by a mock that checks every request by it and answers with its
//   examples: SIGNET_TEST_AZURE_DESCRIPTION_ADDR.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/ids.h"
#include "tests/vault/providers/world.h"

namespace signet::vault::test {
namespace {

using ::testing::HasSubstr;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::unique_ptr<Provider> make(std::map<std::string, std::string, std::less<>> settings, ProviderContext context) {
  auto made = make_provider(make_config("azure", std::move(settings)), std::move(context));
  EXPECT_TRUE(made) << made.error().to_string();
  return made ? *std::move(made) : nullptr;
}

class RealAzure : public ::testing::Test {
 protected:
  void SetUp() override {
    if (address_.empty()) GTEST_SKIP() << "SIGNET_TEST_AZURE_ADDR names no server";
    world_.environment["IDENTITY_ENDPOINT"] = variable("SIGNET_TEST_AZURE_IDENTITY");
    world_.environment["IDENTITY_HEADER"] = "header-of-the-test";
    name_ = "t" + make_uuid().substr(0, 8);
    provider_ = make({{"vault", address_},
                      {"method", "managed_identity"},
                      {"verify_challenge", "false"},
                      {"ca_file", variable("SIGNET_TEST_AZURE_CA")}},
                     world_.context());
  }

  /// What an owner does. Gives the new version.
  std::string put(const std::string& name, const std::string& body) {
    http::Request request;
    request.method = "PUT";
    request.url = fmt::format("{}/secrets/{}?api-version=7.4", address_, name);
    request.headers = {{"Authorization", "Bearer anything"}, {"Content-Type", "application/json"}};
    request.body = body;
    ProviderContext context = world_.context();
    tls::Settings tls;
    tls.authorities.emplace_back(variable("SIGNET_TEST_AZURE_CA"));
    request.settings = context.settings;
    request.settings.tls = std::make_shared<const tls::Settings>(std::move(tls));
    const auto response = context.send(std::move(request));
    if (!response || response->code != 200) {
      ADD_FAILURE() << (response ? response->body : response.error().to_string());
      return {};
    }
    const auto document = json::parse(response->body, "answer");
    const std::string id(document ? json::string_or(document->get_object(), "id") : std::string_view());
    return id.substr(id.rfind('/') + 1);
  }

  RealWorld world_;
  std::string address_ = variable("SIGNET_TEST_AZURE_ADDR");
  std::string name_;
  std::unique_ptr<Provider> provider_;
};

TEST_F(RealAzure, ReadsSecretsTheirKeysAndVersions) {
  const std::string first = put(name_, R"({"value":"{\"user\":\"app\",\"n\":7}"})");
  put(name_, R"({"value":"horse-staple"})");
  EXPECT_EQ(shown(provider_->fetch(name_)), "horse-staple");
  EXPECT_EQ(shown(provider_->fetch(fmt::format("{}@{}#user", name_, first))), "app");
  EXPECT_EQ(shown(provider_->fetch(fmt::format("{}#n@{}", name_, first))), "7");
  const auto versions = provider_->list(name_ + "@", 10);
  ASSERT_TRUE(versions) << versions.error().to_string();
  EXPECT_EQ(versions->size(), 2U);
}

TEST_F(RealAzure, TellsWhatIsNotThereAndWhatIsSwitchedOff) {
  const auto absent = provider_->fetch("absent" + name_);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound) << absent.error().to_string();
  put(name_, R"({"value":"horse-staple","attributes":{"enabled":false}})");
  EXPECT_THAT(shown(provider_->fetch(name_)), HasSubstr("ERROR"));
}

TEST_F(RealAzure, ListsThroughAllPages) {
  for (int i = 0; i < 30; ++i) put(fmt::format("{}-{}", name_, i), R"({"value":"x"})");
  const auto listed = provider_->list(name_, 100);
  ASSERT_TRUE(listed) << listed.error().to_string();
  EXPECT_EQ(listed->size(), 30U);
}

TEST_F(RealAzure, SaysThatItIsSignedIn) {
  const auto result = provider_->test();
  ASSERT_TRUE(result) << result.error().to_string();
  EXPECT_THAT(*result, HasSubstr("signed in by managed identity"));
}

class RealAzureDescription : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string address = variable("SIGNET_TEST_AZURE_DESCRIPTION_ADDR");
    if (address.empty()) GTEST_SKIP() << "SIGNET_TEST_AZURE_DESCRIPTION_ADDR names no server";
    provider_ = make({{"vault", address}, {"verify_challenge", "false"}}, world_.context());
  }

  RealWorld world_;
  std::unique_ptr<Provider> provider_;
};

TEST_F(RealAzureDescription, ReadsItsExampleOfASecret) {
  EXPECT_EQ(shown(provider_->fetch("mysecretname@4387e9f3d6e14c459867679a90fd0f79")), "mysecretvalue");
}

TEST_F(RealAzureDescription, ListsItsExamplesAndFollowsNoneOfTheirLinks) {
  const auto secrets = provider_->list("", 1);
  ASSERT_TRUE(secrets) << secrets.error().to_string();
  ASSERT_EQ(secrets->size(), 1U);
  EXPECT_EQ(secrets->front().reference, "listsecrettest0");
  const auto versions = provider_->list("mysecretname@", 1);
  ASSERT_TRUE(versions) << versions.error().to_string();
  EXPECT_EQ(versions->size(), 1U);
  const auto more = provider_->list("", 10);
  ASSERT_FALSE(more) << "its next page is on another host";
  EXPECT_THAT(more.error().to_string(), HasSubstr("which is not the vault"));
}

}  // namespace
}  // namespace signet::vault::test
