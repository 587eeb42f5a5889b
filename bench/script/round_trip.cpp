// What a script costs in Signet: from a worker's start to the end of its first script, and per script in a warm worker,
// through Session::execute. Prints medians. Usage: script_round_trip [WORKER [WORKER-ARGUMENT...]]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "http/client.h"
#include "http/cookie_jar.h"
#include "script/session.h"

namespace {

using namespace signet;
using Clock = std::chrono::steady_clock;

class SilentHost : public script::Host {
 public:
  void console(std::string_view, const json::array&) override {}
  void assertions(const std::vector<script::Assertion>& list) override {
    for (const auto& assertion : list) (assertion.error ? failed : passed) += 1;
  }
  void exception(const script::ScriptError&) override {}
  void send_request(json::value, std::function<void(Result<http::Response>)> reply) override {
    reply(http::Response());
  }
  void run_request(const std::string&, json::value, std::function<void(Result<http::Response>)> reply) override {
    reply(http::Response());
  }
  Result<json::value> cookie_store(std::string_view, const json::array&) override { return json::value(); }
  int passed = 0;
  int failed = 0;
};

/// A small run: one request with its response and an environment.
struct Bench {
  script::Options options;
  model::Request request;
  model::Scopes scopes;
  http::Response response;
  script::Invocation invocation;
  SilentHost host;
  http::CookieJar jar;
  http::Client client{jar};

  Bench() {
    request.url = model::Url::parse("http://127.0.0.1:8080/users/7?expand=all");
    response.code = 200;
    response.status = "OK";
    response.headers = {{"content-type", "application/json"}, {"date", "Thu, 01 Jan 1970 00:00:00 GMT"}};
    response.body = R"({"id":7,"name":"Ada","roles":["admin","author"]})";
    scopes.environment.set("base", "http://127.0.0.1:8080");
    invocation.event = "test";
    invocation.request = &request;
    invocation.response = &response;
    invocation.scopes = &scopes;
  }

  script::Outcome run(script::Session& session, std::string_view code) {
    invocation.code = code;
    script::Outcome outcome = session.execute(invocation, host, client);
    if (outcome.error) {
      fmt::print(stderr, "the script failed: {}\n", outcome.error->message);
      std::exit(1);
    }
    return outcome;
  }
};

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

void print_median(std::string_view what, std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double part) { return samples[static_cast<std::size_t>(part * double(samples.size() - 1))]; };
  fmt::print("{:<52} median {:9.1f} us   p10 {:9.1f}   p90 {:9.1f}\n", what, at(0.5), at(0.1), at(0.9));
}

std::unique_ptr<script::Session> start(const Bench& bench) {
  auto session = script::Session::start(bench.options);
  if (!session) {
    fmt::print(stderr, "{}\n", session.error().to_string());
    std::exit(1);
  }
  return *std::move(session);
}

void measure_start(Bench& bench, std::string_view code) {
  std::vector<double> begun;
  std::vector<double> ready;
  std::vector<double> first;
  for (int i = 0; i < 30; ++i) {
    const auto from = Clock::now();
    const auto session = start(bench);
    begun.push_back(microseconds_since(from));
    if (!session->wait_ready()) std::exit(1);
    ready.push_back(microseconds_since(from));
    bench.run(*session, code);
    first.push_back(microseconds_since(from));
  }
  print_median("Session::start returns", begun);
  print_median("worker ready", ready);
  print_median("first script has ended", first);
}

void measure_warm(Bench& bench, std::string_view what, std::string_view code) {
  const auto session = start(bench);
  for (int i = 0; i < 200; ++i) bench.run(*session, code);
  std::vector<double> samples;
  for (int i = 0; i < 5000; ++i) {
    const auto from = Clock::now();
    bench.run(*session, code);
    samples.push_back(microseconds_since(from));
  }
  print_median(what, samples);
}

}  // namespace

int main(int argc, char** argv) {
  Bench bench;
  if (argc > 1) bench.options.worker = argv[1];
  if (argc > 2) bench.options.worker_arguments.assign(argv + 2, argv + argc);
  const std::string_view test = R"(
    pm.test('is ok', () => { pm.response.to.have.status(200); });
    pm.test('is Ada', () => { pm.expect(pm.response.json().name).to.eql('Ada'); });)";
  const bool stub = argc > 2;  // another bootstrap has no pm
  measure_start(bench, stub ? "1" : test);
  measure_warm(bench, "warm: an empty script", "");
  if (stub) return 0;
  measure_warm(bench, "warm: two tests on the response", test);
  measure_warm(bench, "warm: set a variable", "pm.environment.set('n', (pm.environment.get('n') || 0) + 1);");
  fmt::print("tests passed {}, failed {}\n", bench.host.passed, bench.host.failed);
  return bench.host.failed == 0 ? 0 : 1;
}
