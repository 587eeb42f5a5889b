#include "cli/serve_backup_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/json.h"
#include "base/time.h"
#include "cli/terminal.h"
#include "server/restore.h"
#include "store/backup.h"

namespace signet::cli {

namespace {

std::filesystem::path backup_folder(const DatabaseArguments& where) {
  return data_folder(where) / "backups";
}

json::object to_json(const store::BackupSummary& summary, const std::filesystem::path& file) {
  return {{"file", file.string()},
          {"created", iso_time(summary.created_ms)},
          {"schema", summary.schema},
          {"tables", summary.tables},
          {"rows", summary.rows}};
}

void print_backup(const store::BackupSummary& summary, const std::filesystem::path& file, std::string_view verb,
                  bool as_json) {
  if (as_json) {
    fmt::print("{}\n", boost::json::serialize(to_json(summary, file)));
    return;
  }
  fmt::print("{} {}: {} rows of {} tables, as of {}\n", verb, file.string(), summary.rows, summary.tables,
             iso_time(summary.created_ms));
}

void print_restored(const server::Restored& restored, const std::string& file, const std::filesystem::path& key,
                    bool as_json) {
  if (as_json) {
    json::object out = to_json(restored.backup, file);
    out["backup_before"] = restored.before.empty() ? json::value() : json::value(restored.before.string());
    out["sessions_ended"] = restored.sessions_ended;
    out["mails_dropped"] = restored.mails_dropped;
    out["keys_kept_revoked"] = restored.keys_kept_revoked;
    fmt::print("{}\n", boost::json::serialize(out));
    return;
  }
  print_backup(restored.backup, file, "restored", false);
  if (!restored.before.empty()) fmt::print("what was there before is in {}\n", restored.before.string());
  fmt::print("{} sessions were ended, {} waiting mails dropped; {} API keys that were revoked since stay so\n",
             restored.sessions_ended, restored.mails_dropped, restored.keys_kept_revoked);
  std::error_code error;
  if (!std::filesystem::exists(key, error)) {
    fmt::print("before the server starts, copy its master key to {}\n", key.string());
  }
}

}  // namespace

void declare_backup_options(CLI::App& command, BackupArguments& arguments) {
  command.add_option("file", arguments.file, "The file to write; without it one in --data, named by the time");
  declare_database_options(command, arguments.where);
  command.add_flag("--check", arguments.check, "Read the file to its end and say whether it is whole; change nothing");
  command.add_flag("--json", arguments.json, "Print the outcome as JSON");
  command.footer(R"(
The server may run meanwhile: the file holds one state of all tables. It does not hold the master key (master.key in
--data), without which what is sealed in it cannot be read: keep both, in two places.

Examples:
  signet serve backup --data /var/lib/signet
  SIGNET_DATABASE=postgres://signet@db/signet signet serve backup /backups/signet.signet-backup
  signet serve backup --check /backups/signet.signet-backup)");
}

void declare_restore_options(CLI::App& command, BackupArguments& arguments) {
  command.add_option("file", arguments.file, "A file that signet serve backup wrote, from any database")->required();
  declare_database_options(command, arguments.where);
  command.add_flag("--replace", arguments.replace, "Take away what the database holds, after a backup of it");
  command.add_flag("--yes", arguments.yes, "Do not ask");
  command.add_flag("--json", arguments.json, "Print the outcome as JSON");
  command.footer(R"(
All of it is restored, or nothing. Everybody has to sign in again, and mails that waited at the time of the backup are
not sent. The way from SQLite to PostgreSQL: back up the one, restore into the other.

Examples:
  signet serve restore /backups/signet.signet-backup --data /var/lib/signet
  signet serve restore signet.signet-backup --database postgres://signet@db/signet --replace)");
}

Result<int> backup_command(const BackupArguments& arguments) {
  if (arguments.check) {
    if (arguments.file.empty()) return fail(ErrorCode::kInvalidInput, "--check needs the file", "give its path");
    SIGNET_TRY(const store::BackupSummary summary, store::check_backup(arguments.file));
    print_backup(summary, arguments.file, "whole:", arguments.json);
    return 0;
  }
  SIGNET_TRY(store::Database database, open_server_database(arguments.where, true));
  const std::filesystem::path file = arguments.file.empty()
                                         ? backup_folder(arguments.where) / store::backup_file_name("signet")
                                         : std::filesystem::path(arguments.file);
  SIGNET_TRY(const store::BackupSummary summary, store::write_backup(database, file));
  print_backup(summary, file, "wrote", arguments.json);
  return 0;
}

Result<int> restore_command(const BackupArguments& arguments) {
  SIGNET_TRY(const store::BackupSummary summary, store::check_backup(arguments.file));
  SIGNET_TRY(store::Database database, open_server_database(arguments.where, false));
  if (arguments.replace && !arguments.yes) {
    const std::string question = fmt::format("Put the backup of {} ({} rows) in the place of all that is in {}?",
                                             iso_time(summary.created_ms), summary.rows, database.name());
    if (!can_prompt()) {
      return fail(ErrorCode::kInvalidInput, "--replace takes away what is there, and nobody can be asked",
                  "give --yes");
    }
    if (!confirm(question)) return fail(ErrorCode::kCancelled, "nothing was changed");
  }
  const server::RestoreRequest request{arguments.file, arguments.replace, backup_folder(arguments.where)};
  SIGNET_TRY(const server::Restored restored, server::restore(database, request, unix_now_ms()));
  print_restored(restored, arguments.file, data_folder(arguments.where) / "master.key", arguments.json);
  return 0;
}

}  // namespace signet::cli
