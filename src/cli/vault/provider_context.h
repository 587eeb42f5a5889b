// The world as providers see it: the network, clocks, the environment, other programs.
#pragma once

#include "http/types.h"
#include "vault/providers/provider.h"

namespace signet::cli {

class ProviderWorld {
 public:
  /// `settings`: proxy and TLS of the command line.
  explicit ProviderWorld(http::Settings settings = {}) : settings_(std::move(settings)) {}

  /// A new one with connections of its own, for one thread at a time.
  [[nodiscard]] vault::ProviderContext context() const;

 private:
  http::Settings settings_;
};

}  // namespace signet::cli
