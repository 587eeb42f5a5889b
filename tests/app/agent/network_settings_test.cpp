#include "app/agent/network_settings.h"

#include <gtest/gtest.h>

#include <array>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

class OwnNetworkSettings : public testing::Test {
 protected:
  NetworkSettings open() { return NetworkSettings(folder_.path(), {}); }
  std::filesystem::path file() const { return folder_.path() / "settings.json"; }

  signet::test::TemporaryFolder folder_;
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
    ASSERT_TRUE(settings.change(changed));
  }
  EXPECT_FALSE(is_open_to_others(file()));
  const NetworkSettings again = open();
  EXPECT_EQ(again.network().timeout_ms, 1500);
  EXPECT_FALSE(again.network().tls->verify);
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
    const Status status = settings.change(changed);
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
