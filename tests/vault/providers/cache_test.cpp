#include "vault/providers/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <thread>

#include "tests/vault/providers/world.h"

namespace signet::vault::test {
namespace {

using ::testing::HasSubstr;

/// A KV v1 server that counts what it is asked, for many providers at once.
class Servers {
 public:
  ProviderContext context() {
    ProviderContext context;
    context.send = [this](const http::Request& request) { return answer(request); };
    context.now_ms = [this] { return now_ms.load(); };
    context.pause = [](std::int64_t) { return true; };
    context.environment = [](std::string_view) { return std::optional<std::string>(); };
    return context;
  }

  int count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return counts_[path];
  }

  std::atomic<std::int64_t> now_ms = 1'780'000'000'000;
  std::function<void(const std::string& url)> on_read = [](const std::string&) {};

 private:
  Result<http::Response> answer(const http::Request& request) {
    const std::size_t at = request.url.find("/v1/") + 4;
    const std::string path = request.url.substr(at);
    {
      const std::lock_guard lock(mutex_);
      ++counts_[path];
    }
    http::Response response;
    response.code = 200;
    if (path.starts_with("auth/")) {
      response.body = R"({"auth":{"client_token":"session-of-the-run","lease_duration":3600,"renewable":true}})";
    } else if (path.starts_with("sys/internal")) {
      response.body = R"({"data":{"type":"kv","path":"kv/"}})";
    } else if (path == "kv/none") {
      response.code = 404;
      response.body = R"({"errors":[]})";
    } else {
      on_read(request.url);
      response.body = R"({"data":{"key":"value of )" + path + R"("}})";
    }
    return response;
  }

  std::mutex mutex_;
  std::map<std::string, int> counts_;
};

ProviderConfig configured(const std::string& name, std::int64_t ttl_seconds = 300) {
  ProviderConfig config =
      make_config("hashicorp", {{"address", "https://" + name + ".test"}, {"method", "userpass"}, {"username", "anna"}},
                  {{"password", "horse-staple"}});
  config.name = name;
  config.ttl_seconds = ttl_seconds;
  return config;
}

class ProvidersTest : public ::testing::Test {
 protected:
  std::unique_ptr<Providers> providers(std::vector<std::string> names, std::int64_t ttl_seconds = 300) {
    std::vector<ProviderConfig> configs;
    for (const std::string& name : names) configs.push_back(configured(name, ttl_seconds));
    return std::make_unique<Providers>(
        std::move(configs), [this] { return servers_.context(); }, [this] { return servers_.now_ms.load(); });
  }

  Servers servers_;
};

TEST_F(ProvidersTest, SignInOnceAndKeepValuesForTheirTime) {
  auto all = providers({"one"}, 60);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(shown(all->get("one:kv/a#key")), "value of kv/a");
  EXPECT_EQ(shown(all->get("one:kv/b#key")), "value of kv/b");
  EXPECT_EQ(servers_.count("kv/a"), 1);
  EXPECT_EQ(servers_.count("auth/userpass/login/anna"), 1);
  servers_.now_ms += 59'000;
  EXPECT_EQ(shown(all->get("one:kv/a#key")), "value of kv/a");
  EXPECT_EQ(servers_.count("kv/a"), 1);
  servers_.now_ms += 1'000;
  EXPECT_EQ(shown(all->get("one:kv/a#key")), "value of kv/a");
  EXPECT_EQ(servers_.count("kv/a"), 2);
  EXPECT_EQ(servers_.count("auth/userpass/login/anna"), 1);
}

TEST_F(ProvidersTest, AskEachTimeWithoutATimeToLive) {
  auto all = providers({"one"}, 0);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(shown(all->get("one:kv/a#key")), "value of kv/a");
  EXPECT_EQ(servers_.count("kv/a"), 2);
}

TEST_F(ProvidersTest, KeepAFailureForAShortTime) {
  auto all = providers({"one"});
  for (int i = 0; i < 3; ++i) EXPECT_THAT(shown(all->get("one:kv/none#key")), HasSubstr("not found"));
  EXPECT_EQ(servers_.count("kv/none"), 1);
  servers_.now_ms += kFailureKeptMs;
  EXPECT_THAT(shown(all->get("one:kv/none#key")), HasSubstr("not found"));
  EXPECT_EQ(servers_.count("kv/none"), 2);
}

TEST_F(ProvidersTest, NameTheNearestProvider) {
  auto all = providers({"team-vault"});
  EXPECT_THAT(shown(all->get("team-valt:kv/a")), HasSubstr("did you mean team-vault?"));
  EXPECT_EQ(all->find("team-vault:kv/a")->name, "team-vault");
  EXPECT_EQ(all->find("other:kv/a"), nullptr);
}

TEST_F(ProvidersTest, FetchFromDifferentOnesAtTheSameTime) {
  // Nobody gets past the latch before all three have come.
  std::latch together(3);
  servers_.on_read = [&](const std::string&) { together.arrive_and_wait(); };
  auto all = providers({"one", "two", "three"});
  const std::vector<std::string> wanted = {"one:kv/a#key", "two:kv/a#key", "three:kv/a#key", "four:kv/a#key"};
  all->prefetch(wanted);
  servers_.on_read = [](const std::string& url) { ADD_FAILURE() << url; };
  EXPECT_EQ(shown(all->get("two:kv/a#key")), "value of kv/a");
}

TEST_F(ProvidersTest, ReadASecretOnceForTwoFieldsInAPrefetch) {
  auto all = providers({"one"});
  const std::vector<std::string> wanted = {"one:kv/a#key", "one:kv/a#other", "one:kv/a#key"};
  all->prefetch(wanted);
  EXPECT_EQ(servers_.count("kv/a"), 1);
  EXPECT_THAT(shown(all->get("one:kv/a#other")), HasSubstr("no field other"));
  EXPECT_EQ(servers_.count("kv/a"), 1);
}

TEST_F(ProvidersTest, ServeManyThreadsWithOneRequest) {
  auto all = providers({"one"});
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) right += shown(all->get("one:kv/a#key")) == "value of kv/a" ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
  EXPECT_EQ(servers_.count("kv/a"), 1);
}

TEST_F(ProvidersTest, EndTheirSessionsAndForgetTheirValues) {
  auto all = providers({"one", "two"});
  EXPECT_EQ(shown(all->get("one:kv/a#key")), "value of kv/a");
  all->close();
  EXPECT_EQ(servers_.count("auth/token/revoke-self"), 1);
  EXPECT_THAT(shown(all->get("one:kv/a#key")), HasSubstr("is closed"));
  EXPECT_THAT(shown(all->get("two:kv/a#key")), HasSubstr("is closed"));
  all.reset();
  EXPECT_EQ(servers_.count("auth/token/revoke-self"), 1);
}

}  // namespace
}  // namespace signet::vault::test
