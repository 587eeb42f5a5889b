// What a reference means inside an item, for items as a Connect server and as `op item get --format json` give them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/onepassword_reference.h"
#include "vault/providers/provider.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// A vault or an item among others.
struct OnePasswordNamed {
  std::string id;
  std::string name;
  std::string note;  ///< for lists
};

/// The members of an array of objects with an id; `name` is the member that holds the name. Others are left out.
[[nodiscard]] std::vector<OnePasswordNamed> read_named(const json::value& answer, std::string_view name);

/// The one that `wanted` means: of this id, else of this name, else of this name in any case (ASCII), as references are
/// case-insensitive. Fails with kNotFound, or with kInvalidInput when several fit. `what` is "vault" or "item".
[[nodiscard]] Result<OnePasswordNamed> choose_named(const std::vector<OnePasswordNamed>& all, std::string_view wanted,
                                                    std::string_view what, const Transport& transport);

/// What a reference is answered with: text that the item holds, or a file whose content is still to be fetched.
struct OnePasswordFound {
  SecretString value;
  std::string file_id;  ///< not empty: the file
};

/// Finds field or file. Without a section, what is in no section goes first, and a name in one section only is found as
/// well. Fields go before files of the same name. Fails as choose_named() does, or with kUnsupported.
[[nodiscard]] Result<OnePasswordFound> find_in_item(const json::object& item, const OnePasswordReference& reference,
                                                    const Transport& transport);

/// Fields with a value and files, as references that start with `front` ("VAULT/ITEM/").
[[nodiscard]] std::vector<Listed> list_item(const json::object& item, std::string_view front);

/// The start of a reference, for lists: what is whole of it, and what is not.
struct OnePasswordPrefix {
  std::string vault;
  std::string item;
  bool names_vault = false;  ///< a '/' stands behind the vault
  bool names_item = false;   ///< another one behind the item
};
[[nodiscard]] OnePasswordPrefix read_onepassword_prefix(std::string_view prefix);

/// Adds items as "VAULT/ITEM/", which a field's name completes.
void list_items(std::vector<Listed>& out, const std::vector<OnePasswordNamed>& items, std::string_view vault,
                std::string_view vault_id);

/// Leaves those that start with `prefix` in any case, at most `limit`.
void keep_listed(std::vector<Listed>& listed, std::string_view prefix, std::size_t limit);

}  // namespace signet::vault
