// Against the published OpenAPI description of a 1Password Connect server, served by a mock that checks every request
// by it and makes up answers that keep to it: SIGNET_TEST_ONEPASSWORD_ADDR is its address. scripts/test-providers
// starts one, whose made-up answers are the same each time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "tests/vault/providers/world.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kItemId = "bbbbbbbbbbbbbbbbbbbbbbbbb1";

class RealOnePassword : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* address = std::getenv("SIGNET_TEST_ONEPASSWORD_ADDR");
    if (address == nullptr) GTEST_SKIP() << "SIGNET_TEST_ONEPASSWORD_ADDR names no server";
    address_ = address;
    auto made = make_provider(make_config("1password", {{"method", "connect"}, {"address", address_}},
                                          {{"token", "connect-token-of-the-test"}}),
                              world_.context());
    ASSERT_TRUE(made) << made.error().to_string();
    provider_ = *std::move(made);
  }

  http::Response ask(const std::string& path, const std::string& token = "connect-token-of-the-test",
                     const std::string& accept = "application/json") {
    http::Request request;
    request.method = "GET";
    request.url = address_ + "/v1/" + path;
    request.headers = {{"Accept", accept}};
    if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    auto response = world_.context().send(std::move(request));
    EXPECT_TRUE(response) << response.error().to_string();
    return response ? *std::move(response) : http::Response();
  }
  json::value read(const std::string& path) {
    const http::Response response = ask(path);
    EXPECT_EQ(response.code, 200) << response.body;
    auto document = json::parse(response.body, "answer");
    EXPECT_TRUE(document) << response.body;
    return document ? *std::move(document) : json::value();
  }
  /// A vault that the server has.
  json::object vault() { return read("vaults").as_array().at(0).as_object(); }
  std::string item_path() { return fmt::format("vaults/{}/items/{}", json::string_or(vault(), "id"), kItemId); }

  RealWorld world_;
  std::string address_;
  std::unique_ptr<Provider> provider_;
};

TEST_F(RealOnePassword, TheMockRefusesWhatTheDescriptionForbids) {
  EXPECT_EQ(ask("vaults", "").code, 401);
  EXPECT_EQ(ask("vaults/NO-ID/items").code, 422);
  EXPECT_EQ(ask("nothing").code, 404);
}

TEST_F(RealOnePassword, SaysWhichVaultsItMaySee) {
  const auto result = provider_->test();
  ASSERT_TRUE(result) << result.error().to_string();
  EXPECT_THAT(*result, AllOf(HasSubstr("by a Connect token for"), HasSubstr(json::string_or(vault(), "name"))));
}

TEST_F(RealOnePassword, ReadsEveryFieldOfAnItemByVaultNameAndFieldId) {
  const std::string name(json::string_or(vault(), "name"));
  const json::value item = read(item_path());
  int fields = 0;
  for (const json::value& field : item.as_object().at("fields").as_array()) {
    const json::object& o = field.as_object();
    const std::string id(json::string_or(o, "id"));
    const auto value = provider_->fetch(fmt::format("op://{}/{}/{}", to_upper(name), kItemId, id));
    EXPECT_EQ(shown(value), json::string_or(o, "value")) << id;
    ++fields;
  }
  EXPECT_GT(fields, 0);
}

TEST_F(RealOnePassword, ReadsAFile) {
  const json::value item = read(item_path());
  const json::object file = item.as_object().at("files").as_array().at(0).as_object();
  const auto content =
      provider_->fetch(fmt::format("{}/{}/{}", json::string_or(vault(), "id"), kItemId, json::string_or(file, "id")));
  const http::Response expected = ask(fmt::format("{}/files/{}/content", item_path(), json::string_or(file, "id")),
                                      "connect-token-of-the-test", "application/octet-stream");
  ASSERT_EQ(expected.code, 200) << expected.body;
  EXPECT_EQ(shown(content), expected.body);
}

TEST_F(RealOnePassword, AsksForItemsByAFilterThatTheServerTakes) {
  const auto value = provider_->fetch(fmt::format("{}/No \"such\" item/password", json::string_or(vault(), "name")));
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::kNotFound) << value.error().to_string();
}

TEST_F(RealOnePassword, ListsFieldsAndFilesOfAnItem) {
  const auto listed = provider_->list(fmt::format("{}/{}/", json::string_or(vault(), "name"), kItemId), 100);
  ASSERT_TRUE(listed) << listed.error().to_string();
  EXPECT_FALSE(listed->empty());
  for (const Listed& one : *listed) EXPECT_THAT(one.reference, HasSubstr(kItemId));
  EXPECT_TRUE(provider_->list("", 10)) << "the lists of all vaults";
}

}  // namespace
}  // namespace signet::vault::test
