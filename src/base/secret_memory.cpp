#include "base/secret_memory.h"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/memory_resource.hpp>
#include <mutex>
#include <new>
#include <vector>

namespace signet {

namespace {

/// Whole pages from the system. Some of those given back stay locked for the next: to get and lock 16 KiB takes three
/// times as long as to decrypt them.
class LockedPages final : public std::pmr::memory_resource {
 public:
  LockedPages() { spares_.reserve(kMostKept / 4096); }  // giving back must not fail

 private:
  static std::size_t whole_pages(std::size_t bytes) {
    static const auto kPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + kPage - 1) / kPage * kPage;
  }

  void* do_allocate(std::size_t bytes, std::size_t /*alignment*/) override {
    const std::size_t size = whole_pages(bytes);
    if (void* spare = take_spare(size)) return spare;
    void* pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();  // NOLINT(performance-no-int-to-ptr): the system's own constant
    (void)::madvise(pages, size, MADV_DONTDUMP);
    constexpr std::size_t kHuge = 2UL << 20;
    if (size >= kHuge)
      (void)::madvise(pages, size, MADV_HUGEPAGE);  // a fault for each 4 KiB would cost more than the use
    // A forked child keeps its copy: it runs another program at once, or goes on with these very secrets (the agent).
    (void)::mlock(pages, size);  // fails past RLIMIT_MEMLOCK; the pages are wiped and kept out of dumps all the same
    return pages;
  }

  void do_deallocate(void* pages, std::size_t bytes, std::size_t /*alignment*/) override {
    const std::size_t size = whole_pages(bytes);
    if (!keep_spare(pages, size)) ::munmap(pages, size);
  }

  void* take_spare(std::size_t size) {
    const std::lock_guard lock(mutex_);
    const auto at =
        std::find_if(spares_.begin(), spares_.end(), [&](const Spare& spare) { return spare.size == size; });
    if (at == spares_.end()) return nullptr;
    void* pages = at->pages;
    kept_ -= size;
    *at = spares_.back();
    spares_.pop_back();
    return pages;
  }

  bool keep_spare(void* pages, std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (kept_ + size > kMostKept) return false;
    spares_.push_back({pages, size});
    kept_ += size;
    return true;
  }

  [[nodiscard]] bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  struct Spare {
    void* pages;
    std::size_t size;
  };
  static constexpr std::size_t kMostKept = 2UL << 20;

  std::mutex mutex_;
  std::size_t kept_ = 0;
  std::vector<Spare> spares_;
};

class WipingJsonMemory final : public boost::json::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    return secret_memory().allocate(bytes, alignment);
  }
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
    sodium_memzero(block, bytes);
    secret_memory().deallocate(block, bytes, alignment);
  }
  [[nodiscard]] bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
    return this == &other;
  }
};

}  // namespace

std::pmr::memory_resource& secret_memory() {
  // Never destroyed: secrets of static objects are given back after the end of main.
  static auto* const pages = new LockedPages;
  static auto* const pool = new std::pmr::synchronized_pool_resource(
      std::pmr::pool_options{.max_blocks_per_chunk = 4096, .largest_required_pool_block = 4096}, pages);
  return *pool;
}

boost::json::storage_ptr secret_json() {
  static auto* const memory = new WipingJsonMemory;
  return boost::json::storage_ptr(memory);
}

void keep_out_of_core_dumps() {
  const rlimit none{0, 0};
  (void)::setrlimit(RLIMIT_CORE, &none);
  (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace signet
