// Sealed values, small ones and in bulk, as they are made and opened with their memory; and the cipher alone, from one
// buffer to another, as `openssl speed` measures it. bench/crypto/run.mjs runs both.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "crypto/aead.h"
#include "crypto/gcm.h"

namespace {

using namespace signet;

/// As long as a variable's place is.
constexpr std::string_view kPlace =
    "signet/v1/0c9a3c1e-7f4b-4a52-9b0e-3a2f6d1c8e55/5f0d8a62-1b7c-4e0f-8a39-c2d4e6f80112/variable/"
    "9d2e4b18-6c3f-4f7a-b1d0-7e8c9a0b1c2d/17";

SecretString some_key() {
  return SecretString(std::string(crypto::kKeyBytes, 'k'));
}

std::string some_text(const benchmark::State& state) {
  return std::string(static_cast<std::size_t>(state.range(0)), 'p');
}

void count(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void seal(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string plain = some_text(state);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::seal(key, {}, plain, kPlace));
  count(state);
}

void open(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string sealed = *crypto::seal(key, {}, some_text(state), kPlace);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::open(key, {}, sealed, kPlace));
  count(state);
}

void encrypt(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string nonce(crypto::kNonceBytes, 'n');
  const std::string plain = some_text(state);
  std::string out(plain.size() + crypto::kTagBytes, '\0');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::gcm_encrypt(key, nonce, plain, kPlace, out));
  count(state);
}

void decrypt(benchmark::State& state) {
  const SecretString key = some_key();
  const std::string nonce(crypto::kNonceBytes, 'n');
  std::string plain = some_text(state);
  std::string sealed(plain.size() + crypto::kTagBytes, '\0');
  if (!crypto::gcm_encrypt(key, nonce, plain, kPlace, sealed)) std::abort();
  for (auto _ : state) benchmark::DoNotOptimize(crypto::gcm_decrypt(key, nonce, sealed, kPlace, plain));
  count(state);
}

BENCHMARK(seal)->Arg(40)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(open)->Arg(40)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(encrypt)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(decrypt)->Arg(16 << 10)->Arg(64 << 10)->Arg(1 << 20);

}  // namespace
