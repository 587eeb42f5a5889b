// A JavaScript engine as the worker needs it, so that another one can take JavaScriptCore's place: it runs the
// bootstrap, hands it the parent's messages, and gives it the host functions of the contract (docs/architecture.md,
// "script").
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace signet::worker {

/// What JavaScript may ask of the worker: the `host` object without what each engine does itself (evaluate, utf8...).
class Host {
 public:
  virtual ~Host() = default;
  virtual void send(std::string_view json, std::string_view blob) = 0;
  virtual std::string call(std::string_view json) = 0;
  /// The source of an embedded library, NUL-terminated ASCII; nullopt when there is none of that name.
  virtual std::optional<std::string_view> library(std::string_view name) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  /// Evaluates the bootstrap, a function `(host) => api`. Returns the error's text, empty when all is well.
  virtual std::string load(std::string_view bootstrap) = 0;
  // The functions of `api`. Each returns the text of an error that escaped from JavaScript, empty mostly; microtasks
  // have run when they return.
  virtual std::string execute(const std::string& json, std::string_view blob) = 0;
  virtual std::string receive(const std::string& json, std::string_view blob) = 0;
  virtual std::string fire_timers() = 0;
  virtual std::string warm_up() = 0;
  /// Milliseconds until the next timer is due; negative: there is none.
  virtual double next_timer() = 0;
};

struct EngineOptions {
  std::uint64_t memory_bytes = 512ULL << 20;  ///< what the process may use: garbage is collected with this in mind
};

/// JavaScriptCore without JIT. One per process. Call before the sandbox closes.
std::unique_ptr<Engine> make_engine(Host& host, const EngineOptions& options);

}  // namespace signet::worker
