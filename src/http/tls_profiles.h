// The TLS profiles of a client: made once from a request's settings and the client certificate for its host, then used
// again for every request alike. Belongs to one thread.
#pragma once

#include <map>
#include <memory>
#include <tuple>

#include "http/client_certificates.h"
#include "http/types.h"
#include "http/url.h"
#include "tls/profile.h"

namespace signet::http {

class TlsProfiles {
 public:
  /// The profile for a request to `url`; null when it is not https. `is_first_host` is false once a redirect has left
  /// the host that the request was made for: a server name set for that one does not go with it.
  /// Fails when the settings or the client certificate cannot be used, an expired one included: nothing is sent then.
  [[nodiscard]] Result<std::shared_ptr<const tls::Profile>> get(const Settings& settings, const NodeUrl& url,
                                                                bool is_first_host);

 private:
  using IdentityPtr = std::shared_ptr<const tls::Identity>;
  struct Entry {
    std::shared_ptr<const tls::Settings> settings;               ///< held, so that its address stays its own
    std::shared_ptr<const ClientCertificateRules> certificates;  ///< the same
    std::shared_ptr<const tls::Profile> profile;
  };
  using Key = std::tuple<const tls::Settings*, const ClientCertificateRule*, bool>;

  Result<IdentityPtr> identity_of(const ClientCertificateRule* rule);

  std::map<Key, Entry> profiles_;
  std::map<const ClientCertificateRule*, IdentityPtr> identities_;
};

}  // namespace signet::http
