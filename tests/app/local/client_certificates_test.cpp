#include "app/local/client_certificates.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "http/url.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::app {
namespace {

using test::TlsAuthority;

class OwnCertificates : public testing::Test {
 protected:
  void SetUp() override {
    auto local = LocalStore::open(folder_.path());
    ASSERT_TRUE(local) << local.error().to_string();
    local_ = *std::move(local);
    open();
  }

  void open() {
    auto opened = ClientCertificates::open(*local_);
    ASSERT_TRUE(opened) << opened.error().to_string();
    certificates_ = *std::move(opened);
  }

  /// A pair in PEM.
  CertificateFiles pair() const {
    CertificateFiles files;
    files.certificate = SecretString(client_.certificate_pem);
    files.key = SecretString(client_.key_pem);
    return files;
  }

  const tls::Identity* sent_to(std::string_view url) const {
    const auto rules = certificates_->rules();
    const http::ClientCertificateRule* rule = http::find_rule(*rules, http::to_node_url(url));
    return rule == nullptr ? nullptr : rule->identity.get();
  }

  std::string fault_of(std::vector<std::string> hosts, const CertificateFiles& files) {
    const auto added = certificates_->add(std::move(hosts), files);
    return added ? "" : added.error().message;
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<LocalStore> local_;
  std::unique_ptr<ClientCertificates> certificates_;
  const TlsAuthority authority_;
  const test::Identity client_ = authority_.issue({.usage = test::Usage::kClient, .common_name = "me"});
};

TEST_F(OwnCertificates, AreShownToTheirHostsAlone) {
  ASSERT_TRUE(certificates_->add({"api.test", "*.b.test:8443", "https://c.test/orders/*"}, pair()));
  EXPECT_NE(sent_to("https://api.test/x"), nullptr);
  EXPECT_NE(sent_to("https://deep.b.test:8443/"), nullptr);
  EXPECT_NE(sent_to("https://c.test/orders/1"), nullptr);
  for (const char* const other : {"https://other.test/", "https://api.test:444/", "http://api.test/", "https://c.test/",
                                  "https://api.test.other.test/", "https://b.test/"}) {
    EXPECT_EQ(sent_to(other), nullptr) << other;
  }
}

TEST_F(OwnCertificates, LastFromOneStartToTheNext) {
  const auto id = certificates_->add({"api.test"}, pair());
  ASSERT_TRUE(id) << id.error().to_string();
  open();
  ASSERT_EQ(certificates_->list().size(), 1U);
  EXPECT_EQ(certificates_->list().at(0).at("id"), json::value(*id));
  EXPECT_EQ(certificates_->list().at(0).at("fault"), "");
  EXPECT_NE(sent_to("https://api.test/"), nullptr);
}

TEST_F(OwnCertificates, LeaveNothingOfTheirKeysOpenOnTheDisk) {
  ASSERT_TRUE(certificates_->add({"api.test"}, pair()));
  const std::string line = client_.key_pem.substr(client_.key_pem.find('\n') + 1, 40);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto bytes = read_file(entry.path());
    ASSERT_TRUE(bytes) << bytes.error().to_string();
    EXPECT_EQ(bytes->find(line), std::string::npos) << entry.path();
  }
}

TEST_F(OwnCertificates, ComeAsOneFileToo) {
  CertificateFiles joined;
  joined.certificate = SecretString(client_.certificate_pem + client_.key_pem);
  EXPECT_EQ(fault_of({"a.test"}, joined), "");

  CertificateFiles container;
  container.certificate = SecretString(test::pkcs12_der(client_, "a passphrase"));
  EXPECT_NE(fault_of({"b.test"}, container), "");
  container.passphrase = std::make_shared<const SecretString>("a passphrase");
  EXPECT_EQ(fault_of({"b.test"}, container), "");
  open();
  EXPECT_NE(sent_to("https://b.test/"), nullptr) << "the passphrase is kept, too";
}

TEST_F(OwnCertificates, AreRefusedWhenTheyCouldNotBeUsed) {
  CertificateFiles foreign = pair();
  foreign.key = SecretString(authority_.issue().key_pem);
  CertificateFiles old;
  const test::Identity expired = authority_.issue({.not_after = -std::chrono::minutes(1)});
  old.certificate = SecretString(expired.certificate_pem);
  old.key = SecretString(expired.key_pem);
  CertificateFiles none;
  none.certificate = SecretString("no certificate");

  EXPECT_NE(fault_of({"a.test"}, foreign).find("belongs to another certificate"), std::string::npos);
  EXPECT_NE(fault_of({"a.test"}, old).find("expired"), std::string::npos);
  EXPECT_NE(fault_of({"a.test"}, none), "");
  for (const char* const host : {"", " ", "a test", "a.test/x y", "*a.test", "ftp:/a.test"}) {
    EXPECT_NE(fault_of({host}, pair()), "") << host;
  }
  EXPECT_NE(fault_of({}, pair()), "");
  EXPECT_TRUE(certificates_->list().empty());
}

TEST_F(OwnCertificates, HaveNoHostTwice) {
  ASSERT_TRUE(certificates_->add({"a.test", "b.test"}, pair()));
  const auto again = certificates_->add({"c.test", "b.test"}, pair());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(sent_to("https://c.test/"), nullptr);
}

TEST_F(OwnCertificates, AreGoneWithAllOfTheirRowsWhenRemoved) {
  CertificateFiles files = pair();
  files.passphrase = std::make_shared<const SecretString>("unused");
  const auto id = certificates_->add({"a.test"}, files);
  ASSERT_TRUE(id) << id.error().to_string();
  EXPECT_EQ(certificates_->remove("00000000-0000-4000-8000-000000000000").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(certificates_->remove(*id));
  EXPECT_EQ(sent_to("https://a.test/"), nullptr);
  for (const char* const kind :
       {"client-certificate", "client-certificate.file", "client-certificate.key", "client-certificate.passphrase"}) {
    const auto rows = local_->list(kind);
    ASSERT_TRUE(rows) << rows.error().to_string();
    EXPECT_TRUE(rows->empty()) << kind;
  }
}

}  // namespace
}  // namespace signet::app
