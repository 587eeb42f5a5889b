// The API of the vault's page, /vault/v1. It is served at an origin of its own, with a token of its own: the app's page
// can call none of it.
#pragma once

#include <vector>

#include "app/vault/open_vault.h"
#include "app/vault/proposals.h"
#include "app/vault/questions.h"
#include "server/api/route.h"
#include "vault/providers/cache.h"

namespace signet::app {

/// What the routes work with; all of it must outlive them.
struct VaultParts {
  OpenVault& vault;
  Questions& questions;
  Proposals& proposals;
  vault::Providers::MakeContext make_context;
};

/// The vault itself, its entries, consents and questions.
[[nodiscard]] std::vector<server::Route> vault_routes(const VaultParts& parts);
/// Where else secrets are kept.
[[nodiscard]] std::vector<server::Route> provider_routes(const VaultParts& parts);

/// The rules as they were written, one in each string.
[[nodiscard]] Result<std::vector<vault::DomainRule>> read_domains(const json::object& body);
/// The field that read_domains reads.
[[nodiscard]] server::Field domains_field();

}  // namespace signet::app
