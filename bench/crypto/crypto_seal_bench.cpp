// Sealed values, as the team server makes and opens them: small ones (a variable) and large ones.
#include <benchmark/benchmark.h>

#include <string>

#include "crypto/aead.h"

namespace {

using namespace signet;

constexpr std::string_view kPlace =
    "signet/v1/0c9a3c1e-7f4b-4a52-9b0e-3a2f6d1c8e55/5f0d8a62-1b7c-4e0f-8a39-c2d4e6f80112/variable/"
    "9d2e4b18-6c3f-4f7a-b1d0-7e8c9a0b1c2d/17";

SecretString some_key() {
  return SecretString(std::string(crypto::kKeyBytes, 'k'));
}

void note(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void seal_value(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string plain(static_cast<std::size_t>(state.range(0)), 'p');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::seal(key, {}, plain, kPlace));
  note(state);
}

void open_value(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string sealed = *crypto::seal(key, {}, std::string(static_cast<std::size_t>(state.range(0)), 'p'), kPlace);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::open(key, {}, sealed, kPlace));
  note(state);
}

BENCHMARK(seal_value)->Arg(40)->Arg(1000)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(open_value)->Arg(40)->Arg(1000)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);

}  // namespace
