#include "cli/serve_audit_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/encoding.h"
#include "base/json.h"
#include "server/audit/audit_log.h"

namespace signet::cli {

namespace {

using server::AuditCheck;
using server::AuditRecord;

constexpr int kExitBroken = 1;

void print_check(const AuditCheck& check, const std::string& database, bool as_json) {
  if (as_json) {
    const json::object out{{"records", check.records},
                           {"last_hash", hex_encode(check.last_hash)},
                           {"whole", !check.broken},
                           {"broken_at", check.broken ? json::value(*check.broken) : json::value()},
                           {"why", check.why}};
    fmt::print("{}\n", boost::json::serialize(out));
  } else if (check.broken) {
    fmt::print("broken at record {}: {}; {} records in {}\n", *check.broken, check.why, check.records, database);
  } else {
    fmt::print("whole: {} records in {}\n", check.records, database);
    if (check.records > 0) fmt::print("last hash: {}\n", hex_encode(check.last_hash));
  }
}

Result<int> verify(const AuditArguments& arguments) {
  const auto known = hex_decode(arguments.known_hash);
  if (!known)
    return fail(ErrorCode::kInvalidInput, "--known takes a hash in hexadecimal", "verify prints the last one");
  SIGNET_TRY(store::Database database, open_server_database(arguments.where, true));
  bool found = known->empty();
  SIGNET_TRY(AuditCheck check, database.read([&](store::Transaction& transaction) {
    return server::verify_audit(transaction, [&](const AuditRecord& record) -> Status {
      found = found || record.hash == *known;
      return {};
    });
  }));
  if (!found && !check.broken) {
    check.broken = check.records + 1;
    check.why = "no record has the known hash: the end was cut off, or the log written anew";
  }
  print_check(check, database.name(), arguments.json);
  return check.broken ? kExitBroken : 0;
}

/// Oldest first. Says so when the log is broken, but writes all of it out.
Result<int> write_out(const AuditArguments& arguments) {
  SIGNET_TRY(store::Database database, open_server_database(arguments.where, true));
  std::int64_t written = 0;
  SIGNET_TRY(const AuditCheck check, database.read([&](store::Transaction& transaction) {
    return server::verify_audit(transaction, [&](const AuditRecord& record) -> Status {
      // Reading starts anew when the connection was lost.
      if (record.seq <= written) return {};
      written = record.seq;
      fmt::print("{}\n", boost::json::serialize(server::to_json(record)));
      if (std::ferror(stdout) != 0) return fail(ErrorCode::kIo, "cannot write the lines");
      return {};
    });
  }));
  if (!check.broken) return 0;
  fmt::print(stderr, "the log is broken at record {}: {}\n", *check.broken, check.why);
  return kExitBroken;
}

}  // namespace

void declare_audit_commands(CLI::App& command, AuditArguments& arguments, std::function<Result<int>()>& action) {
  command.require_subcommand(1);
  CLI::App* check = command.add_subcommand("verify", "Walk the whole log, and say whether a record was changed");
  declare_database_options(*check, arguments.where);
  check->add_option("--known", arguments.known_hash, "A last hash noted earlier, which a record must still have")
      ->type_name("HASH");
  check->add_flag("--json", arguments.json, "Print the outcome as JSON");
  check->footer(R"(
Each record has a hash over itself and the hash before it. Ends with 0 when all fit, with 1 and the first record that
does not otherwise. Whoever can write to the database can also write a whole new log: note the last hash elsewhere now
and then, and give it with --known.

Examples:
  signet serve audit verify --data /var/lib/signet
  SIGNET_DATABASE=postgres://signet@db/signet signet serve audit verify --json)");
  check->callback([&] { action = [&] { return verify(arguments); }; });

  CLI::App* out = command.add_subcommand("export", "Print the log as JSON lines, oldest first");
  declare_database_options(*out, arguments.where);
  out->footer("\nExamples:\n  signet serve audit export --data /var/lib/signet > audit.jsonl");
  out->callback([&] { action = [&] { return write_out(arguments); }; });
}

}  // namespace signet::cli
