// `signet tls` from words to exit code and output.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "cli/program.h"
#include "cli/tls_text.h"
#include "tests/support/raw_server.h"
#include "tests/support/tls_server.h"

namespace signet::cli {
namespace {

using test::TlsAuthority;
using test::TlsServer;
using test::TlsServerOptions;
using ::testing::HasSubstr;
using ::testing::Not;

class TlsCommand : public ::testing::Test {
 protected:
  struct Ran {
    int code = 0;
    std::string out;
    std::string err;
  };

  static Ran run(const std::vector<std::string>& words) {
    std::vector<std::string> all = {"tls"};
    all.insert(all.end(), words.begin(), words.end());
    Ran ran;
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    ran.code = run_program(all);
    ran.out = ::testing::internal::GetCapturedStdout();
    ran.err = ::testing::internal::GetCapturedStderr();
    return ran;
  }

  /// A server of TLS 1.2 and 1.3 with default suites, and its authority as a file.
  void SetUp() override {
    TlsServerOptions options;
    options.identities = {authority_.issue()};
    server_ = std::make_unique<TlsServer>(options);
    target_ = "127.0.0.1:" + std::to_string(server_->port());
    ca_ = std::filesystem::temp_directory_path() / ("signet-tls-command-" + std::to_string(::getpid()) + ".pem");
    std::ofstream(ca_) << authority_.root_pem();
  }
  void TearDown() override { std::filesystem::remove(ca_); }

  TlsAuthority authority_;
  std::unique_ptr<TlsServer> server_;
  std::string target_;
  std::filesystem::path ca_;
};

TEST_F(TlsCommand, EndsWithZeroWithoutAFault) {
  const Ran ran = run({"--no-system-ca", "--ca", ca_.string(), target_});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("TLS 1.3   accepted"));
  EXPECT_THAT(ran.out, HasSubstr("verified"));
  EXPECT_THAT(ran.out, HasSubstr("passed: no fault found"));
}

TEST_F(TlsCommand, EndsWithOneForAFaultOfTheCertificate) {
  const Ran ran = run({target_, "--no-system-ca"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("fault: CN=localhost was issued by CN=Signet Test Root"));
  EXPECT_THAT(ran.out, HasSubstr("failed: 1 fault"));
}

TEST_F(TlsCommand, EndsWithOneBelowTheMinimum) {
  const Ran ran = run({target_, "--ca", ca_.string(), "--minimum", "intermediate"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("policy: "));
  EXPECT_EQ(run({target_, "--ca", ca_.string(), "--min-protocol", "1.2"}).code, 0);
  EXPECT_EQ(run({target_, "--ca", ca_.string(), "--min-protocol", "1.3"}).code, 1);
  EXPECT_EQ(run({target_, "--ca", ca_.string(), "--min-days", "10000"}).code, 1);
}

TEST_F(TlsCommand, EndsWithTwoForWrongUse) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {},
           {"a b"},
           {target_, "--minimum", "newest"},
           {target_, "--min-protocol", "9"},
           {target_, "--min-protocol", "SSLv3"},
           {target_, "--ca", "/nonexistent/ca.pem"},
           {target_, "--parallel", "0"},
       }) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("error: "));
  }
}

TEST_F(TlsCommand, EndsWithTwoWhenNothingAnswersInTls) {
  test::RawServer plain([](test::RawConnection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_close();
  });
  const Ran ran = run({"127.0.0.1:" + std::to_string(plain.port())});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("does not speak TLS"));
  EXPECT_THAT(ran.err, HasSubstr("hint: "));
}

TEST_F(TlsCommand, PrintsJsonForPrograms) {
  const Ran ran = run({target_, "--ca", ca_.string(), "--minimum", "old", "--json"});
  const auto parsed = json::parse(ran.out, "output");
  ASSERT_TRUE(parsed) << ran.out;
  const json::object& result = parsed->as_object();
  EXPECT_EQ(json::string_or(result, "host"), "127.0.0.1");
  EXPECT_EQ(json::string_or(result, "minimum"), "old");
  EXPECT_EQ(result.at("protocols").as_array().size(), 5U);
  EXPECT_EQ(result.at("certificates").at(0).at("verified"), true);
  EXPECT_EQ(result.at("passed").as_bool(), ran.code == 0);
  EXPECT_TRUE(result.at("findings").is_array());
}

TEST(InspectionText, EscapesWhatTheServerSays) {
  tls::Inspection inspection;
  inspection.host = "a.example";
  tls::Certificate certificate;
  certificate.subject = "CN=evil\x1b[2J\xe2\x80\xae\nname";
  inspection.certificates.push_back({{certificate}, {}, {}});
  inspection.client_certificate = tls::ClientCertificateWish::kRequested;
  inspection.client_authorities = {"CN=\x07"};
  const std::string text =
      inspection_text(inspection, {{tls::Level::kFault, "x", "about \x1b[31m", "do\rthis"}}, report::Terminal{}, 0);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(InspectionText, TellsNothingByColourAlone) {
  tls::Inspection inspection;
  inspection.host = "a.example";
  tls::OfferedProtocol protocol;
  protocol.version = 0x0301;
  protocol.name = "TLS 1.0";
  protocol.taken = tls::Taken::kYes;
  for (const std::string name : {"TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_NULL_SHA"}) {
    protocol.suites.push_back({0, name, name, tls::grade_suite(name)});
  }
  inspection.protocols.push_back(protocol);
  report::Terminal terminal;
  terminal.unicode = false;
  const std::string text = inspection_text(inspection, {}, terminal, 0);
  EXPECT_THAT(text, HasSubstr("! TLS 1.0   accepted, should be off"));
  EXPECT_THAT(text, HasSubstr("+ TLS_AES_128_GCM_SHA256"));
  EXPECT_THAT(text, HasSubstr("! TLS_RSA_WITH_AES_128_CBC_SHA"));
  EXPECT_THAT(text, HasSubstr("x TLS_RSA_WITH_NULL_SHA"));
}

}  // namespace
}  // namespace signet::cli
