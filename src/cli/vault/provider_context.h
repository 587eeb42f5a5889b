// The world as providers see it: the network, clocks, the environment, other programs.
#pragma once

#include "http/types.h"
#include "vault/providers/provider.h"

namespace signet::cli {

class ProviderWorld {
 public:
  /// Of a run's settings takes what is about this machine's network: the proxy and further authorities. Pins, server
  /// names, client certificates and --insecure are meant for the API under test.
  explicit ProviderWorld(const http::Settings& run = {});

  /// A new one with connections of its own, for one thread at a time.
  [[nodiscard]] vault::ProviderContext context() const;

 private:
  http::Settings settings_;
};

}  // namespace signet::cli
