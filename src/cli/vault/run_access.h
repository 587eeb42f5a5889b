// What `signet run` may read of the vault: found out before the run from the stored consents, the command line, and by
// asking.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "cli/vault/run_options.h"
#include "vault/access.h"
#include "vault/providers/cache.h"

namespace signet::cli {

/// The vault as a run holds it; it must outlive the run.
class RunAccess {
 public:
  explicit RunAccess(vault::Store store, vault::VaultKey key) : store_(std::move(store)), key_(std::move(key)) {}
  RunAccess(const RunAccess&) = delete;
  RunAccess& operator=(const RunAccess&) = delete;
  ~RunAccess();

  [[nodiscard]] vault::Access& access() { return *access_; }
  /// After the run: notes which entries were used, and gives back what providers lent.
  void finish();

 private:
  friend Result<std::unique_ptr<RunAccess>> open_for_run(const VaultRunArguments& arguments, const Inputs& inputs,
                                                         const std::string& location);
  vault::Store store_;
  vault::VaultKey key_;
  std::unique_ptr<vault::Providers> providers_;
  std::unique_ptr<vault::Access> access_;
};

/// Null when the collection wants nothing of the vault, or there is none. Asks on the terminal what no consent covers
/// yet; without one, what is not allowed is refused when it is used.
[[nodiscard]] Result<std::unique_ptr<RunAccess>> open_for_run(const VaultRunArguments& arguments, const Inputs& inputs,
                                                              const std::string& location);

/// A consent for this collection, without secrets yet.
[[nodiscard]] Result<vault::Consent> make_consent(const model::Collection& collection, const std::string& location);
/// Stores it in the place of an earlier one for the same file.
[[nodiscard]] Status store_consent(vault::Store& store, const vault::VaultKey& key, const vault::Consent& consent);
/// An absolute path without links, or the URL as it is.
[[nodiscard]] std::string canonical_location(const std::string& location);

}  // namespace signet::cli
