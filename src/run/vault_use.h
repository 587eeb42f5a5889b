// The vault during one run: what the collection may use of it, by consents that are stored, by what is granted
// otherwise, and by what its user answers.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "model/collection.h"
#include "run/vault_references.h"
#include "vault/access.h"
#include "vault/providers/cache.h"
#include "vault/store.h"

namespace signet::run {

/// What a collection wants of the vault beyond what it may.
struct VaultWish {
  vault::Consent remembered;  ///< whose wish it is, with what it was allowed before
  std::set<std::string, std::less<>> secrets;
  bool scripts_read = false;
  bool scripts_write = false;
  [[nodiscard]] bool scripts() const { return scripts_read || scripts_write; }
  [[nodiscard]] bool empty() const { return secrets.empty() && !scripts(); }
};

enum class VaultAnswer { kNo, kOnce, kAlways };

/// Scripts are answered apart: who lets requests use a secret need not let scripts have it.
struct VaultAnswers {
  VaultAnswer secrets = VaultAnswer::kNo;
  VaultAnswer scripts = VaultAnswer::kNo;
};

struct VaultUseOptions {
  vault::Grant granted;
  /// Called when there is a wish; null: nobody can be asked, and what is not allowed is refused when it is used.
  std::function<VaultAnswers(const VaultWish& wish, const vault::Contents& contents)> ask;
  vault::Providers::MakeContext make_context;
  std::function<void(const std::string& text)> warn;  ///< may be null
  /// Called with what the vault holds, before anything is asked; may be null.
  std::function<void(const vault::Contents& contents)> opened;
};

/// The vault as a run holds it; it must outlive the run.
class VaultUse {
 public:
  VaultUse(vault::Store store, vault::VaultKey key) : store_(std::move(store)), key_(std::move(key)) {}
  VaultUse(const VaultUse&) = delete;
  VaultUse& operator=(const VaultUse&) = delete;
  ~VaultUse();

  /// Reads the vault, asks, and has providers fetch what requests name.
  [[nodiscard]] static Result<std::unique_ptr<VaultUse>> begin(vault::Store store, vault::VaultKey key,
                                                               const VaultReferences& references,
                                                               vault::Consent consent, VaultUseOptions options);

  [[nodiscard]] vault::Access& access() { return *access_; }
  /// After the run: notes which entries were used, and gives back what providers lent.
  void finish();

 private:
  vault::Store store_;
  vault::VaultKey key_;
  std::unique_ptr<vault::Providers> providers_;
  std::unique_ptr<vault::Access> access_;
};

/// A consent for this collection, without secrets yet. `location`: where it came from, in one way of writing it.
[[nodiscard]] Result<vault::Consent> make_consent(const model::Collection& collection, std::string location);
/// Stores it in the place of an earlier one for the same location.
[[nodiscard]] Status store_consent(vault::Store& store, const vault::VaultKey& key, const vault::Consent& consent);

}  // namespace signet::run
