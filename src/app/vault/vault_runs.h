// The vault for requests and runs of the app: opened when they want it, by asking its user on the vault's own page.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/vault/open_vault.h"
#include "app/vault/questions.h"
#include "model/collection.h"
#include "model/variables.h"
#include "run/vault_use.h"

namespace signet::app {

/// What is about to run.
struct VaultCaller {
  const model::Collection& collection;
  const model::VariableScope& environment;
  const model::VariableScope& globals;
  std::string location;  ///< of the collection, "https://signet.example.com/workspaces/…"
};

/// Thread-safe.
class VaultRuns {
 public:
  VaultRuns(OpenVault& vault, Questions& questions, vault::Providers::MakeContext make_context)
      : vault_(vault), questions_(questions), make_context_(std::move(make_context)) {}

  [[nodiscard]] bool has_vault() const { return vault_.exists(); }
  /// Null when the collection wants nothing of the vault, or there is none. Waits for the user to open the vault and to
  /// answer; kPermission when it stays locked. A collection whose scripts want the vault is asked about by its scripts:
  /// others, and changed ones, are asked about anew.
  [[nodiscard]] Result<std::unique_ptr<run::VaultUse>> begin(const VaultCaller& caller,
                                                             const std::function<bool()>& is_stopped);

 private:
  [[nodiscard]] Status open_for(const Question& question, const std::function<bool()>& is_stopped);

  OpenVault& vault_;
  Questions& questions_;
  vault::Providers::MakeContext make_context_;
};

}  // namespace signet::app
