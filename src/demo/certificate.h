// A fresh key and self-signed certificate for loopback names, made in memory at each start and never written to disk.
#pragma once

#include <string>

#include "base/result.h"

namespace signet::demo {

struct Certificate {
  std::string certificate_pem;
  std::string key_pem;
};

/// An ECDSA P-256 certificate for localhost, 127.0.0.1 and ::1, valid from an hour ago for 30 days. It is its own
/// authority, so a client that is given it as a CA file accepts the server.
[[nodiscard]] Result<Certificate> make_loopback_certificate();

}  // namespace signet::demo
