// The one door through which a run reads the vault: entries and providers' references by name, each only when the user
// consented to it for this collection.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "vault/contents.h"
#include "vault/store.h"

namespace signet::vault {

/// Who asks for a secret: a request's {{vault:name}}, a script's pm.vault.get, or pm.vault.set and unset.
enum class Use { kRequest, kScriptRead, kScriptWrite };

/// What the user allowed a collection: a stored Consent, or flags of the command line.
struct Grant {
  std::set<std::string, std::less<>> secrets;  ///< "*": all
  bool scripts_read = false;
  bool scripts_write = false;

  [[nodiscard]] bool covers(std::string_view name, Use use) const;
};

/// A secret as read, with where it may go.
struct Secret {
  std::string name;
  SecretString value;
  std::vector<DomainRule> domains;
};

/// Thread-safe: lanes of a parallel run share it.
class Access {
 public:
  struct Sources {
    /// Reads "PROVIDER:REFERENCE"; empty when there are no providers.
    std::function<Result<SecretString>(std::string_view reference)> provider;
    /// Changes the vault's file (Store::update); empty: nothing may be written.
    std::function<Status(const std::function<Status(Store::Writer&)>& change)> update;
    std::function<std::int64_t()> now_ms;
  };

  Access(Contents contents, Grant grant, Sources sources);

  /// The secret; the pointer holds for the life of this object. One of a provider is asked for each time, as the
  /// provider knows how long its values last. Fails with kNotFound when there is no such entry or
  /// provider, kInvalidInput without the user's consent and with the provider's errors.
  [[nodiscard]] Result<const Secret*> get(std::string_view name, Use use);
  /// A new version of an entry's value, or a new entry that may go nowhere until it is given a domain.
  [[nodiscard]] Status set(std::string_view name, std::string_view value);
  [[nodiscard]] Status unset(std::string_view name);
  [[nodiscard]] bool scripts_may_read(std::string_view name) const;
  /// Names of the entries that were read.
  [[nodiscard]] std::vector<std::string> used() const;

 private:
  [[nodiscard]] Result<Secret> read(std::string_view name) const;
  [[nodiscard]] Result<Secret> read_entry(const Entry& entry) const;
  [[nodiscard]] Result<Secret> read_provider(std::string_view name) const;
  [[nodiscard]] Error not_found(std::string_view name) const;
  /// Whether a provider has the value, and not the vault's file.
  [[nodiscard]] bool is_elsewhere(std::string_view name) const;
  const Secret* know(std::string_view name, Secret secret);

  mutable std::mutex mutex_;
  Contents contents_;
  Grant grant_;
  Sources sources_;
  std::map<std::string, std::unique_ptr<const Secret>, std::less<>> known_;
  std::vector<std::unique_ptr<const Secret>> replaced_;  // by newer values; pointers given out must hold
};

}  // namespace signet::vault
