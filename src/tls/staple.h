// Inside this room only: the OCSP answer that a server staples to its certificate (RFC 6066 §8, RFC 6960).
#pragma once

#include "tls/handshake.h"
#include "tls/openssl.h"

namespace signet::tls {

/// Judges the answer of the handshake going on: signed by the issuer or its delegate, about this certificate, in date
/// (5 minutes of difference between clocks are allowed). Never kNotAsked.
[[nodiscard]] Staple check_staple(SSL* ssl);

}  // namespace signet::tls
