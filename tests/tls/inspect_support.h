// What the inspector's tests share.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

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
using signet::test::TlsAuthority;
using signet::test::TlsHandshake;
using signet::test::TlsServer;
using signet::test::TlsServerOptions;
using signet::test::TlsVersion;

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("signet-tls-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

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
