// The multi-pattern search: many literals in one pass over a text (Vectorscan).
#pragma once

#include <hs.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace signet::mask {

/// A literal to search for.
struct Literal {
  std::string_view text;
  bool any_case = false;
};

/// Working memory of one thread's searches, for any number of engines.
class Scratch {
 public:
  Scratch() = default;
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  friend class Engine;
  hs_scratch_t* scratch_ = nullptr;
};

/// A compiled set of literals. Immutable, so that threads share it; its memory is wiped when it goes.
class Engine {
 public:
  /// nullopt when Vectorscan cannot compile them: no memory, or a processor without SSE4.2.
  [[nodiscard]] static std::optional<Engine> compile(const std::vector<Literal>& literals);
  /// Makes the scratch large enough for this engine; false without memory.
  [[nodiscard]] bool prepare(Scratch& scratch) const;

  /// Told the index of a literal and the end of its place in the text.
  using Found = void (*)(void* context, std::uint32_t literal, std::size_t end);
  /// Tells every place of every literal, in the order of their ends. False when the search broke off.
  [[nodiscard]] bool search(std::string_view text, Scratch& scratch, Found found, void* context) const;

 private:
  struct Free {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
  };
  explicit Engine(hs_database_t* database) : database_(database) {}

  std::unique_ptr<hs_database_t, Free> database_;
};

}  // namespace signet::mask
