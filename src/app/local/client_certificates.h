// The user's client certificates for the app's requests, with the hosts that may ask for them. Their keys lie sealed in
// the local store; in memory they are OpenSSL's.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/local/local_store.h"
#include "base/json.h"
#include "base/secret.h"
#include "http/client_certificates.h"

namespace signet::app {

/// What a user gives. Both files as they were read from the disk.
struct CertificateFiles {
  SecretString certificate;                        ///< PEM with its chain, DER, or PKCS#12
  SecretString key;                                ///< PEM or DER; empty: within `certificate`
  std::shared_ptr<const SecretString> passphrase;  ///< of the key or the PKCS#12; may be null
};

/// Thread-safe.
class ClientCertificates {
 public:
  static constexpr std::size_t kMost = 100;
  static constexpr std::size_t kMostHosts = 100;  ///< of one certificate

  /// Those that were kept; one that cannot be read any more is listed with its fault. `local` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<ClientCertificates>> open(LocalStore& local);

  /// [{id, hosts, subject, issuer, not_before, not_after, key, fault}], the newest first; times in seconds since 1970.
  [[nodiscard]] json::array list() const;
  /// Its id. A host is "api.example.com", with a port and "*." before it where wanted, or a pattern of URLs as
  /// http::matches() takes it. kInvalidInput for what is no certificate with its key, an expired one included;
  /// kConflict for a host that has one already; kLimit past kMost.
  [[nodiscard]] Result<std::string> add(std::vector<std::string> hosts, const CertificateFiles& files);
  /// kNotFound when it is gone.
  [[nodiscard]] Status remove(std::string_view id);

  /// As requests take them.
  [[nodiscard]] std::shared_ptr<const http::ClientCertificateRules> rules() const;

 private:
  struct Kept {
    std::string id;
    std::vector<std::string> hosts;
    std::shared_ptr<const tls::Identity> identity;  ///< null: `fault` tells why
    std::string fault;
  };

  explicit ClientCertificates(LocalStore& local) : local_(local) {}
  [[nodiscard]] Result<Kept> load(const LocalStore::Item& item);
  [[nodiscard]] Status check_hosts(const std::vector<std::string>& hosts) const;

  LocalStore& local_;
  mutable std::mutex mutex_;
  std::vector<Kept> kept_;
};

}  // namespace signet::app
