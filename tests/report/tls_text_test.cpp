// The handshake in every report.
#include "report/tls_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html/html_reporter.h"
#include "report/json/json_reporter.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

tls::Certificate certificate(std::string subject) {
  tls::Certificate out;
  out.subject = std::move(subject);
  out.issuer = "CN=Example Root";
  out.names = {"DNS:api.example"};
  out.not_before = 1'700'000'000;
  out.not_after = 1'800'000'000;
  out.key = "EC P-256";
  out.signature = "ecdsa-with-SHA256";
  out.key_pin = "sha256//pin";
  return out;
}

tls::Handshake handshake() {
  tls::Handshake out;
  out.protocol = "TLS 1.3";
  out.suite = "TLS_AES_128_GCM_SHA256";
  out.group = "x25519";
  out.signature = "ecdsa_sha256";
  out.alpn = "h2";
  out.verified = true;
  out.ocsp = tls::Staple::kGood;
  out.chain = {certificate("CN=api.example")};
  return out;
}

TEST(TlsText, TellsWhatWasAgreedAndWho) {
  const TlsText text = tls_text(handshake());
  EXPECT_THAT(text.agreed, ElementsAre("TLS 1.3", "TLS_AES_128_GCM_SHA256", "x25519", "ecdsa_sha256", "ALPN h2",
                                       "new session", "OCSP good"));
  EXPECT_THAT(text.chain, ElementsAre("CN=api.example (DNS:api.example), by CN=Example Root, 2023-11-14 to 2027-01-15, "
                                      "EC P-256, ecdsa-with-SHA256, sha256//pin"));
  EXPECT_THAT(text.cautions, IsEmpty());
  EXPECT_THAT(text.client, IsEmpty());
}

TEST(TlsText, WarnsOfWhatWasNotAsItShouldBe) {
  tls::Handshake weak = handshake();
  weak.verified = false;
  weak.verify_error = "self-signed certificate";
  weak.security_lowered = true;
  weak.resumed = true;
  weak.client_certificate_requested = true;
  const TlsText text = tls_text(weak);
  EXPECT_THAT(text.cautions, ElementsAre("the certificate was not checked: self-signed certificate",
                                         HasSubstr("security level was lowered to 0")));
  EXPECT_THAT(text.agreed, testing::Contains("resumed"));
  EXPECT_EQ(text.client, "asked for, none sent");
  weak.client = certificate("CN=alice");
  EXPECT_THAT(tls_text(weak).client, HasSubstr("sent CN=alice"));
}

TEST(TlsText, CutsLongListsOfNames) {
  tls::Handshake long_one = handshake();
  long_one.chain.front().names.assign(40, "DNS:x.example");
  EXPECT_THAT(tls_text(long_one).chain.front(), HasSubstr("and 34 more"));
}

constexpr std::string_view kDocument = R"({"info": {"name": "c", "schema":
  "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "item": [{"name": "a", "request": "https://api.example/"}]})";

void play_one(test::Play& play) {
  play.iteration_started(0);
  play.item_started("a");
  http::Response response;
  response.code = 200;
  response.status = "OK";
  response.tls = std::make_shared<const tls::Handshake>(handshake());
  play.answered_by(std::move(response), play.collection().items.front()->request);
  play.item_ended();
  play.iteration_ended();
}

TEST(TlsText, IsInTheJsonReport) {
  const auto document = json::parse(test::output_of(make_json_reporter, kDocument, play_one), "report");
  ASSERT_TRUE(document);
  const json::value& tls = document->at("run").at("executions").at(0).at("response").at("tls");
  EXPECT_EQ(tls.at("protocol").as_string(), "TLS 1.3");
  EXPECT_EQ(tls.at("ocsp").as_string(), "good");
  EXPECT_EQ(tls.at("chain").at(0).at("keyPin").as_string(), "sha256//pin");
}

TEST(TlsText, IsInTheHtmlReport) {
  EXPECT_THAT(test::output_of(make_html_reporter, kDocument, play_one),
              HasSubstr(R"("tls":[["TLS 1.3","TLS_AES_128_GCM_SHA256")"));
}

}  // namespace
}  // namespace signet::report
