// HTTPS against the demo API with its self-signed certificate.
#include <filesystem>
#include <fstream>

#include "demo/server.h"
#include "http/error_code.h"
#include "tests/http/support.h"

namespace signet::http {
namespace {

std::shared_ptr<const tls::Settings> unverified() {
  tls::Settings settings;
  settings.verify = false;
  return std::make_shared<const tls::Settings>(std::move(settings));
}

class Tls : public testing::Test {
 protected:
  void SetUp() override {
    auto server = demo::Server::start({});
    ASSERT_TRUE(server) << server.error().to_string();
    server_ = *std::move(server);
  }
  [[nodiscard]] std::string url(std::string_view host = "127.0.0.1") const {
    return fmt::format("https://{}:{}/get", host, server_->https_port());
  }
  std::unique_ptr<demo::Server> server_;
};

TEST_F(Tls, RefusesASelfSignedCertificateInNodesWords) {
  const auto response = send_alone(get(url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "self-signed certificate");
  EXPECT_EQ(node_error_code(response.error().message), "DEPTH_ZERO_SELF_SIGNED_CERT");
  EXPECT_NE(response.error().hint.find("--insecure"), std::string::npos);
}

TEST_F(Tls, TakesAnyCertificateWhenTheCheckIsOff) {
  Request request = get(url());
  request.settings.tls = unverified();
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->code, 200);
  EXPECT_GE(response->timings.tls, response->timings.connect);
}

TEST_F(Tls, TrustsAnExtraAuthority) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("ca-{}.pem", server_->https_port());
  std::ofstream(path) << server_->certificate_pem();
  Request request = get(url());
  tls::Settings settings;
  settings.authorities = {path};
  request.settings.tls = std::make_shared<const tls::Settings>(std::move(settings));
  const auto response = send_alone(request);
  std::filesystem::remove(path);
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->code, 200);
}

TEST_F(Tls, DoesNotMixConnectionsThatWereCheckedWithThoseThatWereNot) {
  CookieJar jar;
  Client client(jar);
  Request unchecked = get(url());
  unchecked.settings.tls = unverified();
  ASSERT_TRUE(client.send(unchecked));
  EXPECT_FALSE(client.send(get(url()))) << "the open connection must not serve a request that wants the check";
  ASSERT_TRUE(client.send(unchecked));
}

TEST_F(Tls, TellsWhenTheServerSpeaksNoTls) {
  const auto response = send_alone(get(fmt::format("https://127.0.0.1:{}/", server_->http_port())));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kNetwork);
  EXPECT_TRUE(response.error().message.starts_with("write EPROTO ") ||
              response.error().message.starts_with("Client network socket disconnected"))
      << response.error().message;
}

}  // namespace
}  // namespace signet::http
