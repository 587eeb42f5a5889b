// Against a server that speaks AWS Secrets Manager and STS, such as moto's: SIGNET_TEST_AWS_ENDPOINT is its address.
// scripts/test-providers starts one. Each test makes secrets under names of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/encoding.h"
#include "base/ids.h"
#include "tests/vault/providers/world.h"

namespace signet::vault::test {
namespace {

using ::testing::HasSubstr;

class RealAws : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* endpoint = std::getenv("SIGNET_TEST_AWS_ENDPOINT");
    if (endpoint == nullptr) GTEST_SKIP() << "SIGNET_TEST_AWS_ENDPOINT names no server";
    endpoint_ = endpoint;
    name_ = "t" + make_uuid().substr(0, 8) + "/db";
  }

  /// What an operator does; moto does not check signatures.
  json::value operate(const std::string& action, const json::object& input, const std::string& region = "eu-west-1") {
    http::Request request;
    request.method = "POST";
    request.url = endpoint_ + "/";
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", "secretsmanager." + action},
                       {"Authorization", "AWS4-HMAC-SHA256 Credential=operator/20260101/" + region +
                                             "/secretsmanager/aws4_request, SignedHeaders=host, Signature=0"}};
    request.body = boost::json::serialize(input);
    const auto response = world_.context().send(std::move(request));
    if (!response || response->code != 200) {
      ADD_FAILURE() << action << ": " << (response ? response->body : response.error().to_string());
      return {};
    }
    return *json::parse(response->body, "answer");
  }
  std::string create(const std::string& name, const std::string& value) {
    const json::value made = operate("CreateSecret", {{"Name", name}, {"SecretString", value}});
    return std::string(made.at("ARN").as_string());
  }

  std::unique_ptr<Provider> provider(std::map<std::string, std::string, std::less<>> settings = {}) {
    settings.emplace("endpoint", endpoint_);
    settings.emplace("sts_endpoint", endpoint_);
    settings.emplace("region", "eu-west-1");
    settings.emplace("access_key_id", "tester");
    auto made = make_provider(make_config("aws", std::move(settings), {{"secret_access_key", "tester-secret"}}),
                              world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }

  RealWorld world_;
  std::string endpoint_;
  std::string name_;
};

TEST_F(RealAws, ReadsTextAndKeysByNameAndArn) {
  const std::string arn = create(name_, R"({"password":"first","hosts":[{"name":"a"}]})");
  auto aws = provider();
  EXPECT_EQ(shown(aws->fetch(name_)), R"({"password":"first","hosts":[{"name":"a"}]})");
  EXPECT_EQ(shown(aws->fetch(name_ + "#password")), "first");
  EXPECT_EQ(shown(aws->fetch(arn + "#hosts.0.name")), "a");
  EXPECT_THAT(shown(aws->fetch(name_ + "#pasword")), HasSubstr("did you mean #password?"));
  EXPECT_THAT(shown(aws->fetch(name_ + "-nothing")), HasSubstr("not found: " + name_ + "-nothing"));
}

TEST_F(RealAws, ReadsStagesAndVersions) {
  create(name_, "first");
  const json::value put = operate("PutSecretValue", {{"SecretId", name_}, {"SecretString", "second"}});
  auto aws = provider();
  EXPECT_EQ(shown(aws->fetch(name_)), "second");
  EXPECT_EQ(shown(aws->fetch(name_ + "@AWSPREVIOUS")), "first");
  EXPECT_EQ(shown(aws->fetch(name_ + "@" + std::string(put.at("VersionId").as_string()))), "second");
  EXPECT_THAT(shown(aws->fetch(name_ + "#@no-such-label")), HasSubstr("AWSCURRENT, AWSPREVIOUS"));
}

TEST_F(RealAws, GivesTheBytesOfABinarySecret) {
  const std::string bytes("\x00\xFF\x10", 3);
  operate("CreateSecret", {{"Name", name_}, {"SecretBinary", base64_encode(bytes)}});
  EXPECT_EQ(shown(provider()->fetch(name_)), bytes);
}

TEST_F(RealAws, FetchesMoreThanOneBatch) {
  std::vector<std::string> references;
  for (int i = 0; i < 45; ++i) {
    references.push_back(fmt::format("{}-{}", name_, i));
    create(references.back(), fmt::format("value-{}", i));
  }
  references.push_back(name_ + "-nothing");
  const auto values = provider()->fetch_all(references);
  ASSERT_EQ(values.size(), references.size());
  for (int i = 0; i < 45; ++i) EXPECT_EQ(shown(values[static_cast<std::size_t>(i)]), fmt::format("value-{}", i));
  EXPECT_THAT(shown(values.back()), HasSubstr("not found"));
}

TEST_F(RealAws, ListsByPrefixOverPages) {
  for (int i = 0; i < 105; ++i) create(fmt::format("{}-{}", name_, i), "value");
  auto aws = provider();
  const auto all = aws->list(name_, 1000);
  ASSERT_TRUE(all) << all.error().to_string();
  EXPECT_EQ(all->size(), 105U);
  EXPECT_THAT(all->front().note, HasSubstr("changed 20"));
  const auto some = aws->list(name_ + "-10", 3);
  ASSERT_TRUE(some);
  EXPECT_EQ(some->size(), 3U);
}

TEST_F(RealAws, TakesOnARole) {
  auto aws = provider({{"role_arn", "arn:aws:iam::123456789012:role/reader"}, {"role_session_name", "signet-test"}});
  const auto who = aws->test();
  ASSERT_TRUE(who) << who.error().to_string();
  EXPECT_THAT(*who, HasSubstr("arn:aws:sts::123456789012:assumed-role/reader/signet-test"));
  create(name_, "value");
  EXPECT_EQ(shown(aws->fetch(name_)), "value");
}

TEST_F(RealAws, GoesToTheRegionOfAnArn) {
  const json::value made = operate("CreateSecret", {{"Name", name_}, {"SecretString", "far"}}, "us-west-2");
  EXPECT_EQ(shown(provider()->fetch(std::string(made.at("ARN").as_string()))), "far");
  EXPECT_THAT(shown(provider()->fetch(name_)), HasSubstr("not found"));
}

}  // namespace
}  // namespace signet::vault::test
