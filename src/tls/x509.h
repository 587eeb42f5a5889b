// Inside this room only: certificates as OpenSSL holds them.
#pragma once

#include <vector>

#include "tls/certificate.h"
#include "tls/openssl.h"

namespace signet::tls {

/// Most certificates read from one file or taken from one chain.
inline constexpr int kMaxChain = 1000;

[[nodiscard]] Certificate describe(const X509* certificate);
/// As Certificate::subject.
[[nodiscard]] std::string name_text(const X509_NAME* name);
/// In the order of `chain`, which may be null.
[[nodiscard]] std::vector<Certificate> describe_chain(const STACK_OF(X509) * chain);
/// Describes chains, and remembers the last: a server shows the same one at each connection. For one thread.
class ChainReader {
 public:
  [[nodiscard]] const std::vector<Certificate>& read(const STACK_OF(X509) * chain);

 private:
  X509ChainPtr last_;
  std::vector<Certificate> described_;
};

/// PEM with any number of certificates (other PEM blocks are skipped), or one in DER.
[[nodiscard]] Result<X509ChainPtr> parse_certificates(std::string_view bytes);
/// As Certificate::key_pin.
[[nodiscard]] std::string key_pin(const X509* certificate);
/// Seconds since 1970; 0 for a time that cannot be read.
[[nodiscard]] std::int64_t unix_seconds(const ASN1_TIME* time);

}  // namespace signet::tls
