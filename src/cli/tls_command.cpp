#include "cli/tls_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/json.h"
#include "base/time.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "cli/tls_text.h"
#include "tls/inspect/findings.h"
#include "tls/inspect/inspector.h"
#include "tls/inspect/policy.h"

namespace signet::cli {

namespace {

constexpr int kExitBelowMinimum = 1;
constexpr int kExitWrongUse = 2;

constexpr char kExamples[] = R"(
Exit code: 0 no fault and the minimum is met, 1 a fault or below the minimum, 2 wrong use or host not reachable.

Examples:
  signet tls api.example.com
  signet tls api.example.com --minimum intermediate --min-days 20
  signet tls localhost:8443 --ca dev-ca.pem --json
  signet tls 203.0.113.7 --server-name api.example.com)";

std::chrono::milliseconds milliseconds(double seconds) {
  constexpr double kMilliseconds = 1000;
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * kMilliseconds));
}

Result<tls::Policy> read_policy(const TlsCommandArguments& arguments) {
  tls::Policy policy;
  policy.profile = arguments.minimum;
  policy.forward_secrecy = arguments.forward_secrecy;
  policy.min_days = arguments.min_days;
  if (arguments.min_protocol.empty()) return policy;
  SIGNET_TRY(const tls::ProtocolSet set, tls::parse_protocol(arguments.min_protocol));
  for (const tls::Protocol protocol : tls::kProtocols) {
    if (set.contains(protocol)) policy.min_protocol = protocol;
  }
  if (!policy.min_protocol) {
    return fail(ErrorCode::kInvalidInput, "--min-protocol: no server should speak SSL", "use 1.2 or 1.3");
  }
  return policy;
}

tls::InspectOptions read_options(const TlsCommandArguments& arguments) {
  tls::InspectOptions options;
  options.server_name = arguments.server_name;
  options.authorities.assign(arguments.authorities.begin(), arguments.authorities.end());
  options.system_authorities = !arguments.no_system_authorities;
  options.timeout = milliseconds(arguments.timeout_seconds);
  options.max_time = milliseconds(arguments.max_time_seconds);
  options.parallel = arguments.parallel;
  return options;
}

struct Outcome {
  tls::Inspection inspection;
  std::vector<tls::Finding> findings;
  bool has_policy = false;
  std::string profile;
};

Result<Outcome> look(const TlsCommandArguments& arguments, std::int64_t now) {
  SIGNET_TRY(const tls::Policy policy, read_policy(arguments));
  SIGNET_TRY(const tls::Target target, tls::parse_target(arguments.target));
  const ProgressLine progress;
  tls::InspectOptions options = read_options(arguments);
  options.progress = [&progress](std::string_view doing, int connections) {
    progress.show(fmt::format("{} ({} connections)", doing, connections));
  };
  Outcome outcome;
  outcome.has_policy = !policy.empty();
  outcome.profile = policy.profile;
  SIGNET_TRY(outcome.inspection, tls::inspect(target, options));
  SIGNET_TRY(outcome.findings, tls::violations(outcome.inspection, policy, now));
  for (tls::Finding& finding : tls::judge(outcome.inspection)) outcome.findings.push_back(std::move(finding));
  std::stable_sort(outcome.findings.begin(), outcome.findings.end(),
                   [](const tls::Finding& a, const tls::Finding& b) { return a.level > b.level; });
  return outcome;
}

std::size_t count(const Outcome& outcome, tls::Level level) {
  return static_cast<std::size_t>(std::count_if(outcome.findings.begin(), outcome.findings.end(),
                                                [level](const tls::Finding& f) { return f.level == level; }));
}

json::object outcome_json(const Outcome& outcome, bool passed) {
  json::object out = tls::to_json(outcome.inspection);
  json::array findings;
  for (const tls::Finding& finding : outcome.findings) findings.push_back(tls::to_json(finding));
  out["findings"] = std::move(findings);
  if (!outcome.profile.empty()) out["minimum"] = outcome.profile;
  out["passed"] = passed;
  return out;
}

/// The last line: what the exit code says, in words.
std::string verdict(const Outcome& outcome, bool passed) {
  const std::size_t faults = count(outcome, tls::Level::kFault);
  const std::size_t policy = count(outcome, tls::Level::kPolicy);
  const std::string minimum = outcome.profile.empty() ? "the minimum" : fmt::format("\"{}\"", outcome.profile);
  if (passed) return outcome.has_policy ? fmt::format("passed: meets {}", minimum) : "passed: no fault found";
  std::string text = fmt::format("failed: {} {}", faults, faults == 1 ? "fault" : "faults");
  if (outcome.has_policy) text += fmt::format(", {} below {}", policy, minimum);
  return text;
}

}  // namespace

void declare_tls_command_options(CLI::App& command, TlsCommandArguments& a) {
  command.add_option("target", a.target, "HOST[:PORT]; the port is 443 unless given")->required();
  command.add_flag("--json", a.json, "Print the result as JSON");
  command.add_option("--server-name", a.server_name, "Name to ask for (SNI) and to check the certificate for")
      ->type_name("NAME");
  command.add_option("--ca", a.authorities, "Further certificates to trust (PEM or DER); may be given several times")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command.add_flag("--no-system-ca", a.no_system_authorities, "Do not trust the system's authorities");
  command.add_option("--minimum", a.minimum, "Profile of Mozilla that the server must meet: modern, intermediate, old")
      ->check(CLI::IsMember({"modern", "intermediate", "old"}))
      ->type_name("PROFILE");
  command.add_option("--min-protocol", a.min_protocol, "Oldest protocol allowed, such as 1.2")->type_name("VERSION");
  command.add_option("--min-days", a.min_days, "Days for which the certificates must still be valid")
      ->check(CLI::Range(0, 36500))
      ->type_name("DAYS");
  command.add_flag("--forward-secrecy", a.forward_secrecy, "Every suite must have forward secrecy");
  command.add_option("--timeout", a.timeout_seconds, "Seconds for each connection")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str()
      ->type_name("SECONDS");
  command.add_option("--max-time", a.max_time_seconds, "Seconds for the whole inspection")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str()
      ->type_name("SECONDS");
  command.add_option("--parallel", a.parallel, "Connections at a time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  command.add_option("--color", a.colour, "auto, on or off")->check(CLI::IsMember({"auto", "on", "off"}));
  command.add_flag("--disable-unicode", a.disable_unicode, "Only ASCII in the output");
  command.footer(kExamples);
}

int tls_command(const TlsCommandArguments& arguments) {
  const std::int64_t now = unix_now_s();
  const Result<Outcome> outcome = look(arguments, now);
  if (!outcome) {
    print_error(outcome.error());
    return kExitWrongUse;
  }
  const bool passed = count(*outcome, tls::Level::kFault) + count(*outcome, tls::Level::kPolicy) == 0;
  if (arguments.json) {
    fmt::print("{}", json::pretty(outcome_json(*outcome, passed)));
  } else {
    RunArguments display;
    display.colour = arguments.colour;
    display.disable_unicode = arguments.disable_unicode;
    fmt::print("{}{}\n", inspection_text(outcome->inspection, outcome->findings, inspect_terminal(display), now),
               verdict(*outcome, passed));
  }
  return passed ? 0 : kExitBelowMinimum;
}

}  // namespace signet::cli
