#include "cli/vault/provider_context.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include "base/command.h"
#include "base/time.h"
#include "cli/person.h"
#include "cli/signals.h"
#include "http/client.h"
#include "tls/settings.h"

namespace signet::cli {

namespace {

/// A client with its jar, which no provider fills: they use no cookies.
struct Network {
  http::CookieJar jar;
  http::Client client{jar};
};

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nobody changes it
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// Waits, and looks every now and then whether the user has pressed Ctrl-C.
bool pause(std::int64_t milliseconds) {
  constexpr std::chrono::milliseconds kLook{50};
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (!stop_requested().load() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kLook);
  return !stop_requested().load();
}

}  // namespace

ProviderWorld::ProviderWorld(const http::Settings& run) {
  settings_.proxy = run.proxy;
  if (run.tls == nullptr || run.tls->authorities.empty()) return;
  tls::Settings tls;
  tls.authorities = run.tls->authorities;
  settings_.tls = std::make_shared<const tls::Settings>(std::move(tls));
}

vault::ProviderContext ProviderWorld::context() const {
  vault::ProviderContext context;
  const auto network = std::make_shared<Network>();
  context.send = [network](http::Request request) { return network->client.send(std::move(request)); };
  context.settings = settings_;
  context.settings.use_cookies = false;
  context.now_ms = unix_now_ms;
  context.pause = pause;
  context.environment = environment;
  context.run = [](const std::vector<std::string>& words, const std::vector<std::string>& changes) {
    return run_program(words, changes, {.is_stopped = [] { return stop_requested().load(); }});
  };
  context.home = environment("HOME").value_or("");
  context.person = person_at_terminal();
  return context;
}

}  // namespace signet::cli
