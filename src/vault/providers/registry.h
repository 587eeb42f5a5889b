// The kinds of providers, each made known by one function. provider.h has the look-ups over them.
#pragma once

#include "vault/providers/provider.h"

namespace signet::vault {

[[nodiscard]] ProviderKind aws_kind();
[[nodiscard]] ProviderKind onepassword_kind();
[[nodiscard]] ProviderKind azure_kind();
[[nodiscard]] ProviderKind hashicorp_kind();

}  // namespace signet::vault
