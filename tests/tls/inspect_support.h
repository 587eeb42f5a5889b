// What the inspector's tests share.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"
#include "tests/support/tls_server.h"
#include "tls/inspect/inspector.h"

namespace signet::tls::test {

using signet::test::ClientCertificate;
using signet::test::Identity;
using signet::test::KeyType;
using signet::test::LeafOptions;
using signet::test::OcspAnswer;
using signet::test::SignatureHash;
using signet::test::TemporaryFolder;
using signet::test::TlsAuthority;
using signet::test::TlsHandshake;
using signet::test::TlsServer;
using signet::test::TlsServerOptions;
using signet::test::TlsVersion;

/// Trusts nothing but the authority in `root_pem`.
inline InspectOptions loopback_options(const std::string& root_pem) {
  static const TemporaryFolder folder;
  static std::atomic<int> number = 0;
  InspectOptions options;
  options.system_authorities = false;
  options.authorities = {folder.write("root-" + std::to_string(++number) + ".pem", root_pem)};
  return options;
}

inline Inspection inspect_loopback(std::uint16_t port, const std::string& root_pem) {
  auto inspection = inspect({"127.0.0.1", port}, loopback_options(root_pem));
  if (!inspection) {
    ADD_FAILURE() << inspection.error().to_string();
    return {};
  }
  return *std::move(inspection);
}

}  // namespace signet::tls::test
