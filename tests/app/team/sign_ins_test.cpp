// The file of sign-ins: what is kept, who may read it, and what is refused.
#include "app/team/sign_ins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

using testing::HasSubstr;

SignIn sign_in(const std::string& server, std::string_view token = "token") {
  return {server, "ada@example.com", "session-1", "", 1'800'000'000'000, SecretString(token)};
}

class SignInsFile : public testing::Test {
 protected:
  signet::test::TemporaryFolder folder_;
  std::filesystem::path file_ = sign_ins_file((folder_.path() / "data").string(), "/nowhere");
  SignIns sign_ins_{file_};
};

TEST_F(SignInsFile, LiesInTheUsersDataFolder) {
  EXPECT_EQ(sign_ins_file("/data", "/home/ada"), "/data/signet/sign-ins.json");
  EXPECT_EQ(sign_ins_file("", "/home/ada"), "/home/ada/.local/share/signet/sign-ins.json");
  EXPECT_EQ(sign_ins_file("relative", "/home/ada"), "/home/ada/.local/share/signet/sign-ins.json");
}

TEST_F(SignInsFile, KeepsOneSignInOfEachServerForItsUserAlone) {
  EXPECT_TRUE(sign_ins_.list()->empty());
  ASSERT_FALSE(*sign_ins_.put(sign_in("https://one.example", "first \" token")));
  ASSERT_FALSE(*sign_ins_.put(sign_in("https://two.example")));
  const auto before = sign_ins_.put(sign_in("https://one.example", "second"));
  ASSERT_TRUE(before && *before);
  EXPECT_EQ((*before)->token.expose(), "first \" token");
  const auto all = sign_ins_.list();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].token.expose(), "second");
  EXPECT_EQ((*all)[0].email, "ada@example.com");
  EXPECT_EQ((*all)[0].signed_in_ms, 1'800'000'000'000);
  struct stat info {};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(SignInsFile, FindsTheOnlyOneOrTheOneThatIsMeant) {
  const auto none = sign_ins_.find("");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(sign_ins_.put(sign_in("https://one.example")));
  EXPECT_EQ(sign_ins_.find("")->server, "https://one.example");
  ASSERT_TRUE(sign_ins_.put(sign_in("https://two.example")));
  EXPECT_FALSE(sign_ins_.find("")) << "which of the two?";
  EXPECT_EQ(sign_ins_.find("https://two.example")->server, "https://two.example");
  EXPECT_EQ(sign_ins_.find("https://three.example").error().hint, "signet login https://three.example");
  EXPECT_TRUE(*sign_ins_.remove("https://one.example"));
  EXPECT_FALSE(*sign_ins_.remove("https://one.example"));
  EXPECT_EQ(sign_ins_.list()->size(), 1U);
}

TEST_F(SignInsFile, RefusesWhatIsNotItsOwnAndNeverQuotesIt) {
  ASSERT_TRUE(sign_ins_.put(sign_in("https://one.example")));
  ASSERT_EQ(::chmod(file_.c_str(), 0644), 0);
  EXPECT_THAT(sign_ins_.list().error().to_string(), HasSubstr("can be read by others"));
  const char* const wrong[] = {
      "",
      "[]",
      "{",
      R"({"version":2,"servers":[]})",
      R"({"version":1,"servers":{}})",
      R"({"version":1,"servers":[{"server":"https://one.example","token":"sesame"}]})",
      R"({"version":1,"servers":[{"server":1,"email":"","session":"","authority":"","token":"sesame","signed_in_ms":1}]})"};
  for (const char* const text : wrong) {
    const std::filesystem::path other = folder_.write("wrong.json", text);
    ASSERT_EQ(::chmod(other.c_str(), 0600), 0);
    const auto read = SignIns(other).list();
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput) << text;
    EXPECT_THAT(read.error().to_string(), testing::Not(HasSubstr("sesame"))) << text;
  }
}

TEST_F(SignInsFile, LosesNothingWhenSeveralProgramsSignInAtOnce) {
  constexpr int kPrograms = 8;
  std::vector<std::thread> programs;
  for (int i = 0; i < kPrograms; ++i) {
    programs.emplace_back(
        [this, i] { EXPECT_TRUE(SignIns(file_).put(sign_in("https://server-" + std::to_string(i) + ".example"))); });
  }
  for (std::thread& program : programs) program.join();
  EXPECT_EQ(sign_ins_.list()->size(), static_cast<std::size_t>(kPrograms));
}

}  // namespace
}  // namespace signet::app
