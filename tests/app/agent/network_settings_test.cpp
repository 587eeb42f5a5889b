#include "app/agent/network_settings.h"

#include <gtest/gtest.h>

#include <array>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

class OwnNetworkSettings : public testing::Test {
 protected:
  void SetUp() override {
    auto local = LocalStore::open(folder_.path());
    ASSERT_TRUE(local) << local.error().to_string();
    local_ = *std::move(local);
  }

  NetworkSettings open() { return NetworkSettings(folder_.path(), *local_, {}); }
  std::filesystem::path file() const { return folder_.path() / "settings.json"; }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<LocalStore> local_;
};

TEST_F(OwnNetworkSettings, AreTheDefaultsAtFirst) {
  const NetworkSettings settings = open();
  EXPECT_EQ(settings.document().at("proxy_mode"), "system");
  EXPECT_EQ(settings.document().at("verify"), true);
  EXPECT_EQ(settings.notice(), "");
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(OwnNetworkSettings, AreKeptForTheirUserAlone) {
  {
    NetworkSettings settings = open();
    json::object changed = settings.document();
    changed["timeout_ms"] = 1500;
    changed["verify"] = false;
    ASSERT_TRUE(settings.change(changed, nullptr));
  }
  EXPECT_FALSE(is_open_to_others(file()));
  const NetworkSettings again = open();
  EXPECT_EQ(again.network().timeout_ms, 1500);
  EXPECT_FALSE(again.network().tls->verify);
}

TEST_F(OwnNetworkSettings, KeepTheProxysPasswordOutOfTheirFile) {
  const SecretString password("pass:w@rd");
  json::object changed;
  {
    NetworkSettings settings = open();
    changed = settings.document();
    changed["proxy_mode"] = "manual";
    changed["proxy_url"] = "http://proxy.test:8080";
    changed["proxy_user"] = "a b";
    ASSERT_TRUE(settings.change(changed, &password));
  }
  const auto kept = read_file(file());
  ASSERT_TRUE(kept) << kept.error().to_string();
  EXPECT_EQ(kept->find("w@rd"), std::string::npos);
  EXPECT_EQ(kept->find("w%40rd"), std::string::npos);

  NetworkSettings again = open();
  EXPECT_TRUE(again.has_proxy_password());
  EXPECT_EQ(again.network().proxy.url, "http://a%20b:pass%3Aw%40rd@proxy.test:8080");
  ASSERT_TRUE(again.change(changed, nullptr)) << "null leaves it as it is";
  EXPECT_TRUE(again.has_proxy_password());
  const SecretString empty;
  ASSERT_TRUE(again.change(changed, &empty));
  EXPECT_FALSE(again.has_proxy_password());
  EXPECT_EQ(again.network().proxy.url, "http://a%20b:@proxy.test:8080");
}

TEST_F(OwnNetworkSettings, ForgetThePasswordWithTheUser) {
  NetworkSettings settings = open();
  json::object changed = settings.document();
  changed["proxy_user"] = "me";
  const SecretString password("not a real one");
  ASSERT_TRUE(settings.change(changed, &password));
  changed["proxy_user"] = "";
  ASSERT_TRUE(settings.change(changed, nullptr));
  EXPECT_FALSE(settings.has_proxy_password());
  EXPECT_FALSE(open().has_proxy_password());
}

TEST_F(OwnNetworkSettings, CanBeTriedBeforeTheyAreKept) {
  const NetworkSettings settings = open();
  json::object tried = settings.document();
  tried["proxy_mode"] = "manual";
  tried["proxy_url"] = "http://proxy.test:8080";
  const auto network = settings.network_with(tried, nullptr);
  ASSERT_TRUE(network) << network.error().to_string();
  EXPECT_EQ(network->proxy.url, "http://proxy.test:8080");
  EXPECT_EQ(settings.network().proxy.url, "");
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(OwnNetworkSettings, StayAsTheyAreWhenAChangeIsRefused) {
  NetworkSettings settings = open();
  const json::object before = settings.document();
  const std::array<std::pair<const char*, json::value>, 6> wrong = {{
      {"proxy_url", "ftp://127.0.0.1:1"},
      {"proxy_url", "http://me:hunter2@127.0.0.1:1"},
      {"proxy_url", "http://127.0.0.1:1\r\nX: y"},
      {"protocols", json::array{"SSL 2"}},
      {"suites", json::array{"NO-SUCH-SUITE"}},
      {"authorities", "no certificate"},
  }};
  for (const auto& [member, value] : wrong) {
    json::object changed = before;
    changed["proxy_mode"] = "manual";
    changed["proxy_url"] = "http://127.0.0.1:1";
    changed[member] = value;
    const Status status = settings.change(changed, nullptr);
    ASSERT_FALSE(status) << member;
    EXPECT_EQ(status.error().to_string().find("hunter2"), std::string::npos);
    EXPECT_EQ(settings.document(), before) << member;
  }
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(OwnNetworkSettings, PutAFileAsideThatCannotBeRead) {
  for (const char* const bad : {"{", "[]", R"({"proxy_mode": "sideways"})"}) {
    ASSERT_TRUE(write_file(file(), bad, 0600));
    const NetworkSettings settings = open();
    EXPECT_EQ(settings.document().at("proxy_mode"), "system") << bad;
    EXPECT_NE(settings.notice().find("settings.json.bad"), std::string::npos) << settings.notice();
    const auto kept = read_file(folder_.path() / "settings.json.bad");
    ASSERT_TRUE(kept) << kept.error().to_string();
    EXPECT_EQ(*kept, bad);
  }
}

}  // namespace
}  // namespace signet::app
