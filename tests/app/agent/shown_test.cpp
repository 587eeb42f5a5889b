#include "app/agent/shown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::app {
namespace {

std::string shown_hint(std::string hint) {
  const json::object shown = show_error(fail(ErrorCode::kNetwork, "it did not work", std::move(hint)));
  return std::string(shown.at("hint").as_string());
}

TEST(ShownErrors, NameAPlaceOfTheAppWhereTheRunnerNamesAnOption) {
  struct Row {
    std::string_view hint;  ///< as src/http, src/tls, src/run and src/script have them
    std::string_view place;
  };
  const std::vector<Row> rows = {
      {"the chain ends at X, which is not trusted here; trust it with --ssl-extra-ca-certs, or, for tests only, turn "
       "the check off with --insecure",
       "Settings, TLS"},
      {"the server took longer than --timeout-request allows", "Settings, Network"},
      {"the server wants a client certificate and none is set for this host; give one with --ssl-client-cert and "
       "--ssl-client-key, or by host with --ssl-client-cert-list",
       "Settings, TLS and certificates"},
      {"give it with --ssl-client-passphrase-file, or in the certificate list", "Settings, TLS and certificates"},
      {"PEM files go with --ssl-client-cert and --ssl-client-key", "the certificate and its key"},
      {"no revocation list given here is of the issuer of X; add it with --tls-crl", "Settings, TLS"},
      {"the server offers only TLS 1.0, which is disabled here; allow more with tlsEnabledProtocols or --tls-protocols",
       "Protocols allowed"},
      {"leave at least one on: see tlsDisabledProtocols and tlsEnabledProtocols, or --tls-protocols",
       "Protocols taken away"},
      {"put the new one into tlsKeyPins or --tls-pin; else somebody may be in between", "Pinned keys"},
      {"set another with tlsServerName or --tls-server-name", "Server name (SNI)"},
      {"set tlsRevocation (--tls-revocation) to \"off\"", "Revocation"},
      {"or choose other suites with tlsCipherSelection (--tls-ciphers)", "Cipher suites"},
      {"give it more time with --timeout", "Settings, Network"},
      {"scripts would have your files and network; --unsafe-scripts runs them all the same", "your files"},
      {"add it with: signet vault add \"orders\" --domain HOST", "on the vault's page: \"orders\""},
      {"to allow it: signet vault edit \"orders\" --domain a.test", "\"orders\", and give it the domain a.test"},
      {"to allow it: signet vault provider edit team --domain a.test", "page: team, and give it the domain a.test"},
  };
  for (const Row& row : rows) {
    const std::string shown = shown_hint(std::string(row.hint));
    EXPECT_THAT(shown, testing::HasSubstr(row.place));
    EXPECT_THAT(shown, testing::Not(testing::HasSubstr("--")));
  }
}

TEST(ShownErrors, LeaveOtherHintsAsTheyAre) {
  EXPECT_EQ(shown_hint("check the host's name"), "check the host's name");
  EXPECT_EQ(shown_hint(""), "");
}

}  // namespace
}  // namespace signet::app
