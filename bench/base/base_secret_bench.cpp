// Secret memory: how long it takes to keep many short secrets, and to let them go.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/secret.h"

namespace {

void keep_secrets(benchmark::State& state) {
  const std::string plain(40, 's');
  for (auto _ : state) {
    std::vector<signet::SecretString> secrets;
    secrets.reserve(static_cast<std::size_t>(state.range(0)));
    for (std::int64_t i = 0; i < state.range(0); ++i) secrets.emplace_back(plain);
    benchmark::DoNotOptimize(secrets.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(keep_secrets)->Arg(1)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
