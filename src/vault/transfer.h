// Exports: all secrets and providers of a vault as an age file (https://c2sp.org/age), so that age itself and its kin
// can read it, and what another vault takes of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "vault/contents.h"
#include "vault/store.h"

namespace signet::vault {

/// What stands in an export. Without consents, which belong to this machine's files, and without the traces of what was
/// removed.
[[nodiscard]] SecretString export_contents(Contents contents);

/// The same as an age file for who knows the passphrase.
[[nodiscard]] Result<std::string> export_for(Contents contents, const SecretString& passphrase);

/// Names of secrets and providers.
struct Imported {
  std::vector<std::string> added;
  std::vector<std::string> replaced;
  std::vector<std::string> kept;  ///< they were there and stay as they are
};

/// Takes all that an export holds into the vault, as edits of this machine. Names that are there already are replaced,
/// their values kept as earlier versions, or stay as they are.
[[nodiscard]] Result<Imported> import_contents(Store::Writer& writer, Contents theirs, bool replaces);

}  // namespace signet::vault
