#include "http/tls_profiles.h"

#include "base/time.h"

namespace signet::http {

Result<TlsProfiles::IdentityPtr> TlsProfiles::identity_of(const ClientCertificateRule* rule) {
  if (rule == nullptr) return IdentityPtr();
  if (rule->identity != nullptr) return rule->identity;
  IdentityPtr& identity = identities_[rule];
  if (identity == nullptr) {
    SIGNET_TRY(identity, tls::load_identity(rule->files));
  }
  return identity;
}

Result<std::shared_ptr<const tls::Profile>> TlsProfiles::get(const Settings& settings, const NodeUrl& url,
                                                             bool is_first_host) {
  if (url.protocol != "https:") return std::shared_ptr<const tls::Profile>();
  const ClientCertificateRule* rule =
      settings.client_certificates == nullptr ? nullptr : find_rule(*settings.client_certificates, url);
  const bool leaves_name = !is_first_host && settings.tls != nullptr && settings.tls->server_name.has_value();
  Entry& entry = profiles_[{settings.tls.get(), rule, leaves_name}];
  if (entry.profile == nullptr) {
    SIGNET_TRY(IdentityPtr identity, identity_of(rule));
    tls::Settings own = settings.tls == nullptr ? tls::Settings() : *settings.tls;
    if (leaves_name) own.server_name.reset();
    SIGNET_TRY(entry.profile, tls::Profile::load(std::move(own), std::move(identity)));
    entry.settings = settings.tls;
    entry.certificates = settings.client_certificates;
  }
  if (const tls::Identity* identity = entry.profile->identity()) {
    SIGNET_CHECK(identity->check_dates(unix_now_s()));
  }
  return entry.profile;
}

}  // namespace signet::http
