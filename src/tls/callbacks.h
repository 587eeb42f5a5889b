// Inside this room only: OpenSSL's callbacks of one handshake. They note what happens in the Attempt and enforce what
// OpenSSL itself does not: pins, stapled OCSP answers, the overridden server name.
#pragma once

#include <memory>
#include <string>

#include "tls/openssl.h"
#include "tls/profile.h"
#include "tls/x509.h"

namespace signet::tls {

/// What belongs to an SSL_CTX, for as long as it lives (it may outlive the request that made it).
struct Attachment {
  std::shared_ptr<const Profile> profile;
  std::shared_ptr<Attempt> attempt;
  std::shared_ptr<ChainReader> chains;  ///< of the profile
  std::string alpn;                     ///< in wire form (RFC 7301 §3.1); used when the settings name protocols
};

/// Hangs `attachment` on the context and sets the callbacks.
[[nodiscard]] Status attach(SSL_CTX* context, std::unique_ptr<Attachment> attachment);

/// Null for a connection that went through no attach().
[[nodiscard]] const Attachment* attachment_of(const SSL* ssl);

}  // namespace signet::tls
