// The certificate that is served, replaced while connections run: each handshake takes what is current, and a file that
// cannot be used changes nothing.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace signet::server {

class TlsContext {
 public:
  TlsContext(std::string certificate_file, std::string key_file)
      : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {}

  /// Reads both files and serves them from now on. On an error what was served before stays.
  [[nodiscard]] Status load();
  /// Loads again when a file changed since the last try; true when it did. An error is told once for each change.
  [[nodiscard]] Result<bool> load_when_changed();
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  /// What tells one state of the files from another.
  [[nodiscard]] std::string fingerprint() const;

  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  std::string tried_;  ///< the fingerprint of the last try
  std::shared_ptr<boost::asio::ssl::context> current_;
};

}  // namespace signet::server
