#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>

#include "tests/server/running_front.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::server {
namespace {

using signet::test::Identity;
using signet::test::TemporaryFolder;
using signet::test::TlsAuthority;
using std::chrono::milliseconds;
using test::Answer;
using test::Client;
using test::get;
using test::json_of;
using test::RunningFront;
using test::TlsClient;
using ::testing::HasSubstr;

/// A folder with the two files that a front is given.
struct CertificateFiles {
  explicit CertificateFiles(const Identity& identity) { replace(identity); }

  void replace(const Identity& identity) const {
    put("certificate.pem", identity.chain_pem);
    put("key.pem", identity.key_pem);
  }
  /// In one step, as tools that renew certificates do it.
  void put(const std::string& name, const std::string& text) const {
    const auto fresh = folder.write(name + ".new", text);
    std::filesystem::rename(fresh, folder.path() / name);
  }
  [[nodiscard]] FrontOptions options() const {
    FrontOptions options;
    options.tls_certificate_file = folder.path() / "certificate.pem";
    options.tls_key_file = folder.path() / "key.pem";
    options.certificate_check = milliseconds(10);
    return options;
  }

  TemporaryFolder folder;
};

std::string shown(std::uint16_t port, const TlsAuthority& authority) {
  return TlsClient(port, {.root_pem = authority.root_pem()}).certificate_pem();
}

TEST(FrontTls, ServesHttps) {
  const TlsAuthority authority({.intermediate = true});
  const CertificateFiles files(authority.issue());
  RunningFront running(files.options());
  TlsClient client(running.port(), {.root_pem = authority.root_pem(), .alpn = {"h2", "http/1.1"}});
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.alpn(), "http/1.1");
  EXPECT_EQ(client.version(), "TLSv1.3");
  const Answer answer = client.ask(get("/one"));
  EXPECT_EQ(json_of(answer).at("https"), true);
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(json_of(client.ask(test::post("/two", "body"))).at("body"), "body");
  EXPECT_EQ(client.ask("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n").status, 400U);
  EXPECT_TRUE(client.is_closed());
}

TEST(FrontTls, SendsLargeAnswersWhole) {
  const TlsAuthority authority;
  const CertificateFiles files(authority.issue());
  RunningFront running(files.options(),
                       [](Request&) { return make_response(200, "text/plain", std::string(1U << 20, 'x')); });
  TlsClient client(running.port(), {.root_pem = authority.root_pem()});
  EXPECT_EQ(client.ask(get("/")).body.size(), 1U << 20);
}

TEST(FrontTls, TakesOnlyWhatIsSafe) {
  struct Case {
    const char* name;
    TlsClient::Options client;
    bool taken;
  };
  const TlsAuthority authority;
  const CertificateFiles files(authority.issue());
  RunningFront running(files.options());
  const std::string& root = authority.root_pem();
  const std::vector<Case> table = {
      {"TLS 1.3", {.root_pem = root}, true},
      {"TLS 1.2", {.root_pem = root, .max_version = TLS1_2_VERSION}, true},
      {"TLS 1.1", {.root_pem = root, .max_version = TLS1_1_VERSION}, false},
      {"CBC", {.root_pem = root, .max_version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA256"}, false},
      {"no ALPN", {.root_pem = root}, true},
      {"ALPN without http/1.1", {.root_pem = root, .alpn = {"h2"}}, false},
  };
  for (const Case& entry : table) {
    EXPECT_EQ(TlsClient(running.port(), entry.client).connected(), entry.taken) << entry.name;
  }
}

TEST(FrontTls, ServesAChangedCertificateWithoutARestart) {
  const TlsAuthority authority;
  const Identity one = authority.issue();
  const Identity two = authority.issue();
  const CertificateFiles files(one);
  RunningFront running(files.options());
  TlsClient before(running.port(), {.root_pem = authority.root_pem()});
  EXPECT_EQ(before.certificate_pem(), one.certificate_pem);
  files.replace(two);
  EXPECT_TRUE(running.notices.wait_for("served from now on"));
  EXPECT_EQ(shown(running.port(), authority), two.certificate_pem);
  EXPECT_EQ(before.ask(get("/")).status, 200U);  // connections from before go on
}

TEST(FrontTls, KeepsTheOldCertificateWhenTheNewOneIsBad) {
  const TlsAuthority authority;
  const Identity one = authority.issue();
  const Identity other = authority.issue();
  struct Case {
    const char* file;
    std::string text;
    const char* told;
  };
  const std::vector<Case> table = {
      {"certificate.pem", "not PEM", "cannot use the certificate"},
      {"certificate.pem", "", "cannot use the certificate"},
      {"certificate.pem", other.chain_pem, "key"},
      {"key.pem", "not PEM", "cannot use the key"},
      {"key.pem", other.key_pem, "key"},
      {"key.pem", signet::test::encrypted_key_pem(one, "passphrase"), "cannot use the key"},
  };
  for (const Case& entry : table) {
    const CertificateFiles files(one);
    RunningFront running(files.options());
    files.put(entry.file, entry.text);
    EXPECT_TRUE(running.notices.wait_for("is not used")) << entry.told;
    EXPECT_TRUE(running.notices.wait_for(entry.told)) << entry.told;
    const Status reloaded = running.front->reload();
    ASSERT_FALSE(reloaded) << entry.told;
    EXPECT_THAT(reloaded.error().message, HasSubstr(entry.told));
    EXPECT_EQ(shown(running.port(), authority), one.certificate_pem) << entry.told;
    files.replace(other);
    EXPECT_TRUE(running.front->reload());
    EXPECT_EQ(shown(running.port(), authority), other.certificate_pem) << entry.told;
  }
}

TEST(FrontTls, DoesNotStartWithABadCertificate) {
  const TlsAuthority authority;
  const CertificateFiles files(authority.issue());
  files.put("key.pem", "not PEM");
  const auto started = Front::start(files.options(), test::show);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::kInvalidInput);
  FrontOptions missing = files.options();
  missing.tls_certificate_file += ".none";
  EXPECT_EQ(Front::start(missing, test::show).error().code, ErrorCode::kNotFound);
}

TEST(FrontTls, ClosesClientsThatDoNotShakeHands) {
  const TlsAuthority authority;
  const CertificateFiles files(authority.issue());
  FrontOptions options = files.options();
  options.limits.head_time = milliseconds(60);
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options);
  Client silent(running.port());
  EXPECT_TRUE(silent.is_closed());
  Client plain(running.port());
  EXPECT_EQ(plain.ask(get("/")).status, 0U);
  while (running.metrics().find("reason=\"handshake\"} 2\n") == std::string::npos) {
  }
}

TEST(FrontTls, CutsOffAHeadThatDoesNotCome) {
  const TlsAuthority authority;
  const CertificateFiles files(authority.issue());
  FrontOptions options = files.options();
  options.limits.head_time = milliseconds(500);
  RunningFront running(options);
  TlsClient client(running.port(), {.root_pem = authority.root_pem()});
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\n").status, 408U);
  EXPECT_TRUE(client.is_closed());
}

}  // namespace
}  // namespace signet::server
