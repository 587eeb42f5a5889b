// `signet vault provider` from words to what is kept, and what providers get of a run's settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "cli/program.h"
#include "cli/vault/provider_context.h"
#include "tests/support/temporary_folder.h"
#include "tls/settings.h"
#include "vault/store.h"

namespace signet::cli {
namespace {

class VaultProvider : public testing::Test {
 protected:
  VaultProvider() {
    vault::Store store(vault_, folder_.path() / "state");
    const std::filesystem::path key = folder_.write("key", std::string(32, 'k'));
    std::filesystem::permissions(key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_TRUE(store.create({vault::SlotKind::kKeyFile, SecretString(std::string(32, 'k'))}, "test"));
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"vault", "provider"});
    words.insert(words.end(), {"--vault", vault_.string(), "--key-file", (folder_.path() / "key").string()});
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run_program(words);
    output_ = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
    return code;
  }

  vault::ProviderConfig kept() {
    const vault::Store store(vault_, folder_.path() / "state");
    const auto key = store.unlock({vault::SlotKind::kKeyFile, SecretString(std::string(32, 'k'))});
    return vault::copy(store.open(*key)->contents.providers.at(0));
  }

  test::TemporaryFolder folder_;
  std::filesystem::path vault_ = folder_.path() / "vault.signet";
  std::string output_;
};

TEST_F(VaultProvider, KeepsFilesByTheirAbsolutePath) {
  ASSERT_EQ(run({"add", "prod", "--type", "hashicorp", "--set", "address=https://vault.internal:8200", "--set",
                 "ca_file=certs/../ca.pem", "--set", "token_file=~/token", "--domain", "*.internal", "--no-test"}),
            0)
      << output_;
  EXPECT_EQ(kept().settings.at("ca_file"), (std::filesystem::current_path() / "ca.pem").string());
  EXPECT_EQ(kept().settings.at("token_file"), "~/token");
  EXPECT_EQ(kept().settings.at("address"), "https://vault.internal:8200");
}

TEST_F(VaultProvider, KeepsValuesForAsLongAsIsSaid) {
  ASSERT_EQ(run({"add", "aws", "--type", "aws", "--set", "region=eu-central-1", "--any-domain", "--no-test"}), 0);
  EXPECT_EQ(kept().ttl_seconds, 300);
  ASSERT_EQ(run({"edit", "aws", "--ttl", "60", "--no-test"}), 0) << output_;
  EXPECT_EQ(kept().ttl_seconds, 60);
  ASSERT_EQ(run({"edit", "aws", "--set", "region=us-east-1", "--no-test"}), 0) << output_;
  EXPECT_EQ(kept().ttl_seconds, 60) << "what is not named stays";
  EXPECT_EQ(run({"edit", "aws", "--ttl", "-1", "--no-test"}), 2);
}

TEST_F(VaultProvider, TakesNoCredentialFromTheCommandLine) {
  EXPECT_EQ(run({"add", "prod", "--type", "hashicorp", "--set", "token=made-up", "--any-domain", "--no-test"}), 2);
  EXPECT_THAT(output_, testing::HasSubstr("does not belong on a command line"));
}

TEST(ProviderWorld, TakesTheProxyAndAuthoritiesOfARunAndNothingElse) {
  tls::Settings tls;
  tls.verify = false;
  tls.key_pins = {"sha256//AAAA"};
  tls.server_name = "api.example.com";
  tls.authorities = {"/ca.pem"};
  http::Settings run;
  run.proxy.url = "http://proxy:3128";
  run.max_redirects = 99;
  run.tls = std::make_shared<const tls::Settings>(tls);
  run.client_certificates = nullptr;

  const http::Settings given = ProviderWorld(run).context().settings;
  EXPECT_EQ(given.proxy.url, "http://proxy:3128");
  EXPECT_EQ(given.max_redirects, http::Settings().max_redirects);
  ASSERT_NE(given.tls, nullptr);
  tls::Settings expected;
  expected.authorities = {"/ca.pem"};
  EXPECT_EQ(*given.tls, expected);
}

}  // namespace
}  // namespace signet::cli
