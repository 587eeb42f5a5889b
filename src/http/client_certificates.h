// Which client certificate goes to which host: rules with Postman's URL match patterns, as newman's
// --ssl-client-cert-list reads them. Sources: postman-collection lib/url-pattern, lib/collection/certificate.js.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/url.h"
#include "tls/identity.h"

namespace signet::http {

/// "https://*.example.com:8443/api/*": protocols joined by "+" or "*"; a host, "*", or "*." and a suffix (which the
/// suffix itself meets too); a port or "*" (absent: the protocol's own); a path where "*" is any text and "?" one
/// character. "<all_urls>" meets every URL. Anything else meets none.
[[nodiscard]] bool matches(std::string_view pattern, const NodeUrl& url);

struct ClientCertificateRule {
  std::string name;
  std::vector<std::string> patterns;
  tls::IdentityFiles files;
  std::shared_ptr<const tls::Identity> identity;  ///< when set, the files are not looked at
};

using ClientCertificateRules = std::vector<ClientCertificateRule>;

/// Whether the text is written as matches() wants a pattern.
[[nodiscard]] bool is_pattern(std::string_view text);

/// The first rule that meets `url`, which must be https; else null.
[[nodiscard]] const ClientCertificateRule* find_rule(const ClientCertificateRules& rules, const NodeUrl& url);

/// Reads newman's list: [{"name", "matches": [pattern], "cert": {"src"}, "key": {"src"}, "pfx": {"src"},
/// "passphrase"}], and Signet's "passphraseFile". Relative paths start at `folder`. Errors name the entry by its JSON
/// path.
[[nodiscard]] Result<ClientCertificateRules> read_certificate_list(const json::value& list,
                                                                   const std::filesystem::path& folder);

/// The first line of a passphrase file, without its line end.
[[nodiscard]] Result<std::shared_ptr<const SecretString>> read_passphrase_file(const std::filesystem::path& path);

/// Certificate and key as a rule's files; a certificate that ends in .p12 or .pfx is PKCS#12.
[[nodiscard]] tls::IdentityFiles identity_files(const std::filesystem::path& certificate,
                                                const std::filesystem::path& key,
                                                std::shared_ptr<const SecretString> passphrase);

}  // namespace signet::http
