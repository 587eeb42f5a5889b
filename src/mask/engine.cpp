#include "mask/engine.h"

#include <malloc.h>

#include <cstdlib>
#include <mutex>

#include "base/secret.h"

namespace signet::mask {

namespace {

/// Databases hold the secrets, and scratch may hold parts of the text: both are wiped when freed.
void free_wiped(void* memory) {
  if (memory == nullptr) return;
  wipe({static_cast<char*>(memory), malloc_usable_size(memory)});
  std::free(memory);
}

void set_allocators() {
  static std::once_flag once;
  std::call_once(once, [] {
    hs_set_database_allocator(std::malloc, free_wiped);
    hs_set_scratch_allocator(std::malloc, free_wiped);
    hs_set_misc_allocator(std::malloc, free_wiped);
  });
}

struct Call {
  Engine::Found found;
  void* context;
};

int on_match(unsigned id, unsigned long long /*from*/, unsigned long long to, unsigned /*flags*/, void* context) {
  const auto* call = static_cast<const Call*>(context);
  call->found(call->context, id, static_cast<std::size_t>(to));
  return 0;
}

}  // namespace

Scratch::~Scratch() {
  hs_free_scratch(scratch_);
}

std::optional<Engine> Engine::compile(const std::vector<Literal>& literals) {
  set_allocators();
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  for (const Literal& literal : literals) {
    texts.push_back(literal.text.data());
    lengths.push_back(literal.text.size());
    flags.push_back(literal.any_case ? HS_FLAG_CASELESS : 0);
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t result =
      hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(), static_cast<unsigned>(texts.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_compile_error(error);
  if (result != HS_SUCCESS) return std::nullopt;
  return Engine(database);
}

bool Engine::prepare(Scratch& scratch) const {
  return hs_alloc_scratch(database_.get(), &scratch.scratch_) == HS_SUCCESS;
}

bool Engine::search(std::string_view text, Scratch& scratch, Found found, void* context) const {
  Call call{found, context};
  return hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch.scratch_, on_match,
                 &call) == HS_SUCCESS;
}

}  // namespace signet::mask
