// What a vault costs: opened, one secret read, one changed, with 10, 1,000 and 100,000 entries; and sealing in bulk.
// bench/vault/run.mjs runs it, with `openssl speed` beside it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "crypto/aead.h"
#include "crypto/gcm.h"
#include "vault/edits.h"
#include "vault/store.h"

namespace {

using namespace signet;

/// A vault of so many entries, each with two versions, a domain and a note, opened by a key file (no Argon2).
class Bench {
 public:
  explicit Bench(std::int64_t entries) : folder_(make_folder()), store_(folder_ / "vault.signet", folder_ / "state") {
    key_ = *store_.create({vault::SlotKind::kKeyFile, SecretString(std::string(32, 'k'))}, "bench");
    const Status filled = store_.update(key_, [entries](vault::Store::Writer& writer) -> Status {
      writer.contents.entries.reserve(static_cast<std::size_t>(entries));
      for (std::int64_t i = 0; i < entries; ++i) fill(writer, i);
      return {};
    });
    if (!filled) std::abort();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  vault::Store& store() { return store_; }
  const vault::VaultKey& key() const { return key_; }
  double file_bytes() const { return static_cast<double>(std::filesystem::file_size(store_.file())); }

 private:
  static std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "signet-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    return pattern;
  }

  static void fill(vault::Store::Writer& writer, std::int64_t i) {
    vault::Entry& entry = writer.contents.entries.emplace_back();
    entry.id = fmt::format("{:08x}-0000-4000-8000-000000000000", i);
    entry.name = fmt::format("entry-{}", i);
    for (const char* version : {"new", "old"}) {
      entry.versions.push_back({fmt::format("{}-{}", version, i), SecretString(std::string(40, 's')), 1});
    }
    entry.domains.push_back(*vault::parse_domain_rule(fmt::format("api-{}.example.com", i)));
    entry.note = "what it is for";
    writer.touch(entry.edits);
  }

  std::filesystem::path folder_;
  vault::Store store_;
  vault::VaultKey key_;
};

void open_vault(benchmark::State& state) {
  Bench bench(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(bench.store().open(bench.key()));
  state.counters["file"] = bench.file_bytes();
}

void read_one(benchmark::State& state) {
  Bench bench(state.range(0));
  const vault::Opened opened = *bench.store().open(bench.key());
  const std::string name = fmt::format("entry-{}", state.range(0) / 2);
  for (auto _ : state) benchmark::DoNotOptimize(opened.contents.find(name)->value()->expose());
}

void write_one(benchmark::State& state) {
  Bench bench(state.range(0));
  const std::string name = fmt::format("entry-{}", state.range(0) / 2);
  for (auto _ : state) {
    const Status written = bench.store().update(bench.key(), [&name](vault::Store::Writer& writer) {
      return vault::put_value(writer, name, SecretString("a new value"));
    });
    if (!written) std::abort();
  }
}

void seal_bulk(benchmark::State& state) {
  const SecretString key(std::string(crypto::kKeyBytes, 'k'));
  const std::string plain(static_cast<std::size_t>(state.range(0)), 'p');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::seal(key, {}, plain, "bench"));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

void open_bulk(benchmark::State& state) {
  const SecretString key(std::string(crypto::kKeyBytes, 'k'));
  const std::string sealed =
      *crypto::seal(key, {}, std::string(static_cast<std::size_t>(state.range(0)), 'p'), "bench");
  for (auto _ : state) benchmark::DoNotOptimize(crypto::open(key, {}, sealed, "bench"));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

/// As `openssl speed` does: from one buffer to another, both kept.
void encrypt_bulk(benchmark::State& state) {
  const SecretString key(std::string(crypto::kKeyBytes, 'k'));
  const std::string nonce(crypto::kNonceBytes, 'n');
  const std::string plain(static_cast<std::size_t>(state.range(0)), 'p');
  std::string out(plain.size() + crypto::kTagBytes, '\0');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::gcm_encrypt(key, nonce, plain, "bench", out));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

void decrypt_bulk(benchmark::State& state) {
  const SecretString key(std::string(crypto::kKeyBytes, 'k'));
  const std::string nonce(crypto::kNonceBytes, 'n');
  std::string plain(static_cast<std::size_t>(state.range(0)), 'p');
  std::string sealed(plain.size() + crypto::kTagBytes, '\0');
  if (!crypto::gcm_encrypt(key, nonce, plain, "bench", sealed)) std::abort();
  for (auto _ : state) benchmark::DoNotOptimize(crypto::gcm_decrypt(key, nonce, sealed, "bench", plain));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

BENCHMARK(open_vault)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(read_one)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(write_one)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(encrypt_bulk)->Arg(16 << 10)->Arg(1 << 20);
BENCHMARK(decrypt_bulk)->Arg(16 << 10)->Arg(1 << 20);
BENCHMARK(seal_bulk)->Arg(16 << 10)->Arg(1 << 20);
BENCHMARK(open_bulk)->Arg(16 << 10)->Arg(1 << 20);

}  // namespace
