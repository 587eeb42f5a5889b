// Shared by the TLS tests of the http room: requests with TLS settings, files of certificates, expected results.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/http/support.h"
#include "tests/support/tls_server.h"
#include "tls/settings.h"

namespace signet::http {

inline std::shared_ptr<const tls::Settings> share(tls::Settings settings) {
  return std::make_shared<const tls::Settings>(std::move(settings));
}

/// A folder that goes with its owner, and files in it.
class Files {
 public:
  Files() {
    std::string pattern = (std::filesystem::temp_directory_path() / "signet-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Files() { std::filesystem::remove_all(folder_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private:
  std::filesystem::path folder_;
};

inline Request get_with(const std::string& url, tls::Settings settings) {
  Request request = get(url);
  request.settings.tls = share(std::move(settings));
  return request;
}

}  // namespace signet::http
