// What a vault costs: opened, one secret read, one changed, with 10, 1,000 and 100,000 entries.
// bench/vault/run.mjs runs it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

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

BENCHMARK(open_vault)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(read_one)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(write_one)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
