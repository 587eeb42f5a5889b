// The vault as a run meets it: {{vault:name}} in requests and pm.vault in scripts. Every secret read is masked from
// then on, and the gate watches what leaves: a request that holds a secret, in any form the mask knows, goes only to
// that secret's domains; and once a script has read a secret, nothing goes anywhere else, because a script can change a
// value beyond recognition.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/guard.h"
#include "http/types.h"
#include "mask/mask.h"
#include "model/request.h"
#include "model/resolve.h"
#include "vault/access.h"

namespace signet::run {

/// Thread-safe: lanes of a parallel run share it.
class VaultGate {
 public:
  /// `access` is null when the user has no vault: then {{vault:name}} stays as it is, as in newman.
  VaultGate(vault::Access* access, Mask& mask) : access_(access), mask_(mask) {}

  /// Looks up "vault:NAME", and everything else in `scopes`. The first refusal is kept in `refusal`: the request must
  /// not be sent then.
  [[nodiscard]] model::Lookup lookup(model::Lookup scopes, std::optional<Error>& refusal);
  /// pm.vault: "get", "set", "unset".
  [[nodiscard]] Result<json::value> for_script(std::string_view method, std::string_view name, std::string_view value);
  /// The guard of http::Client.
  [[nodiscard]] Status check(const http::Outgoing& outgoing) const;

  /// Whether scripts must not see some secret that requests have used.
  [[nodiscard]] bool hides_from_scripts() const { return !hidden_.empty(); }
  /// What scripts may see of a request or response: secrets that they may not read are masked.
  [[nodiscard]] std::string for_scripts(std::string text) const { return hidden_(std::move(text)); }
  [[nodiscard]] model::Request for_scripts(const model::Request& request) const;
  [[nodiscard]] http::Response for_scripts(const http::Response& response) const;

 private:
  [[nodiscard]] Result<const vault::Secret*> read(std::string_view name, vault::Use use);
  void learn(const vault::Secret& secret, bool by_script);
  [[nodiscard]] std::vector<SecretId> secrets_in(const http::Outgoing& outgoing) const;
  [[nodiscard]] Status check_peer(const std::vector<SecretId>& secrets, const http::Peer& peer,
                                  std::string_view role) const;

  vault::Access* access_;
  Mask& mask_;
  Mask hidden_;  ///< those that scripts may not read
  mutable std::mutex mutex_;
  std::map<SecretId, std::vector<const vault::Secret*>> known_;  ///< several when entries have the same value
  std::map<SecretId, const vault::Secret*> read_by_scripts_;
};

}  // namespace signet::run
