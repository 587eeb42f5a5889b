// A TLS handshake as people read it.
#pragma once

#include <string>
#include <vector>

#include "tls/handshake.h"

namespace signet::report {

struct TlsText {
  std::vector<std::string> agreed;    ///< "TLS 1.3", "TLS_AES_256_GCM_SHA384", "x25519" ...: one line when joined
  std::vector<std::string> cautions;  ///< what was not as it should be: an unchecked chain, lowered security
  std::vector<std::string> chain;     ///< one certificate each, the server's own first
  std::string client;                 ///< the certificate sent, or that one was asked for; empty when neither
};

[[nodiscard]] TlsText tls_text(const tls::Handshake& handshake);

}  // namespace signet::report
