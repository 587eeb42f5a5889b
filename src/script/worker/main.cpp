// signet-script-worker: runs the scripts of a collection for its parent, over the socket at descriptor 3, inside a
// sandbox that is closed before the first byte of the parent is read.
//
// Options: --memory=BYTES (what the process may use), --unsafe (go on when the sandbox cannot be closed),
// --bootstrap=FILE (tests: another bootstrap), --self-test=NAME (tests: see sandbox.h).
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <new>

#include "script/worker/channel.h"
#include "script/worker/engine.h"
#include "script/worker/libraries.h"
#include "script/worker/sandbox.h"

namespace signet::worker {

namespace {

constexpr int kSocket = 3;
/// How long the first script may take to arrive before the time until then is used to warm up.
constexpr int kFirstMessageMs = 4;

struct Options {
  std::uint64_t memory_bytes = 512ULL << 20;
  bool unsafe = false;
  std::string bootstrap_file;
  std::string self_test;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const std::string value(argument.substr(std::min(argument.find('=') + 1, argument.size())));
    if (argument == "--unsafe") options.unsafe = true;
    if (argument.starts_with("--memory=")) options.memory_bytes = strtoull(value.c_str(), nullptr, 10);
    if (argument.starts_with("--bootstrap=")) options.bootstrap_file = value;
    if (argument.starts_with("--self-test=")) options.self_test = value;
  }
  return options;
}

class ChannelHost final : public Host {
 public:
  explicit ChannelHost(Channel& channel) : channel_(channel) {}
  void send(std::string_view json, std::string_view blob) override { channel_.send(json, blob); }
  std::string call(std::string_view json) override { return channel_.call(json); }
  std::optional<std::string_view> library(std::string_view name) override {
    return embedded("lib/" + std::string(name));
  }

 private:
  Channel& channel_;
};

/// A JSON string of plain text; what JSON cannot hold as it is becomes a space.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

/// Something is broken in the worker itself: tells the parent, which replaces it.
void stop_if_failed(Channel& channel, const std::string& error) {
  if (error.empty()) return;
  channel.send("{\"type\":\"fatal\",\"message\":" + json_string(error) + "}");
  channel.flush();
  _exit(3);
}

std::string bootstrap_source(const Options& options) {
  if (options.bootstrap_file.empty()) return std::string(embedded("bootstrap").value_or(std::string_view("")));
  std::ifstream file(options.bootstrap_file, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void handle(Channel& channel, Engine& engine, const Message& message) {
  const bool script = message.json.starts_with("{\"type\":\"execute\"");
  stop_if_failed(channel,
                 script ? engine.execute(message.json, message.blob) : engine.receive(message.json, message.blob));
}

/// Waits for messages and timers, for as long as the parent lives.
[[noreturn]] void serve(Channel& channel, Engine& engine) {
  Message message;
  // A parent that only waited for `ready` sends its first script at once: that must not wait for the warm-up.
  if (channel.next(message, kFirstMessageMs)) {
    handle(channel, engine, message);
  } else {
    stop_if_failed(channel, engine.warm_up());
  }
  // A timer that is due at once, as at the end of most scripts, fires before the socket is looked at again, but not
  // twice in a row: a chain of such timers must not shut out the parent.
  bool fired = false;
  for (;;) {
    const double timer = engine.next_timer();
    if (timer == 0 && !fired) {
      stop_if_failed(channel, engine.fire_timers());
      fired = true;
      continue;
    }
    fired = false;
    if (timer != 0) channel.flush();
    const int wait_ms = timer < 0 ? -1 : static_cast<int>(std::min(std::ceil(timer), 1e9));
    if (channel.next(message, wait_ms)) handle(channel, engine, message);
    if (timer > 0) stop_if_failed(channel, engine.fire_timers());
  }
}

int run(const Options& options) {
  prepare_process();
  // Never destroyed: its timer thread uses it to the end of the process.
  Channel& channel = *new Channel(kSocket);
  ChannelHost host(channel);
  const std::string bootstrap = bootstrap_source(options);
  const std::unique_ptr<Engine> engine = make_engine(host, {options.memory_bytes});
  channel.start_timer_thread();
  const std::string problem = close_sandbox();
  if (!options.self_test.empty()) return problem.empty() ? try_forbidden(options.self_test) : 255;
  if (!problem.empty() && !options.unsafe) {
    channel.send("{\"type\":\"ready\",\"sandbox\":false,\"problem\":" + json_string(problem) + "}");
    channel.flush();
    return 4;
  }
  stop_if_failed(channel, engine->load(bootstrap));
  channel.send(std::string("{\"type\":\"ready\",\"sandbox\":") + (problem.empty() ? "true" : "false") +
               ",\"problem\":" + json_string(problem) + "}");
  channel.flush();
  serve(channel, *engine);
}

}  // namespace

}  // namespace signet::worker

int main(int argc, char** argv) {
  const signet::worker::Options options = signet::worker::read_options(argc, argv);
  _exit(signet::worker::run(options));
}
