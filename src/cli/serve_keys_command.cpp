#include "cli/serve_keys_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "base/json.h"
#include "base/time.h"
#include "cli/progress_line.h"
#include "server/sealing/key_status.h"
#include "server/sealing/rotation.h"
#include "server/server.h"
#include "store/migrations.h"

namespace signet::cli {

namespace {

using server::MasterKey;
using server::MasterKeys;
using server::to_text;

constexpr int kExitBroken = 1;
constexpr std::int64_t kMsPerSecond = 1000;

void print_json(const json::object& out) {
  fmt::print("{}\n", boost::json::serialize(out));
}

/// The database of a server that has been started with this version.
Result<store::Database> open_started(const KeysArguments& arguments) {
  SIGNET_TRY(store::Database database, open_server_database(arguments.where, true));
  SIGNET_TRY(const std::int64_t version, store::schema_version(database));
  if (version == store::all_migrations().back().version) return database;
  return fail(ErrorCode::kUnsupported, fmt::format("{} is not of this version's schema", database.name()),
              "start this version of the server on it once");
}

Result<server::KeyStatus> read_status(store::Database& database) {
  return database.read([](store::Transaction& transaction) { return server::key_status(transaction); });
}

/// A new master key beside a database that has one would open nothing of it.
Status check_unused(const KeysArguments& arguments) {
  auto opened = open_server_database(arguments.where, true);
  if (!opened) return opened.error().code == ErrorCode::kNotFound ? Status() : opened.error();
  SIGNET_TRY(const std::int64_t version, store::schema_version(*opened));
  if (version == 0) return {};
  SIGNET_TRY(const auto used, opened->read([](store::Transaction& transaction) {
    return transaction.query_one("SELECT value FROM settings WHERE name = 'master_key_id'");
  }));
  if (!used) return {};
  SIGNET_TRY(const auto id, used->get<std::string>(0));
  return fail(ErrorCode::kConflict, fmt::format("{} is sealed with the master key {} already", opened->name(), id),
              "copy that key there; signet serve keys rotate --master makes another one");
}

Result<int> init(const KeysArguments& arguments) {
  const std::filesystem::path folder = data_folder(arguments.where);
  if (!arguments.next) SIGNET_CHECK(check_unused(arguments));
  SIGNET_CHECK(server::make_data_folder(folder));
  SIGNET_TRY(const MasterKey key, MasterKey::make());
  const std::filesystem::path file =
      arguments.next ? server::master_key_file(folder, key.id()) : server::master_key_file(folder);
  Status saved = key.save(file);
  if (!saved) {
    if (saved.error().code == ErrorCode::kConflict) {
      saved.error().hint = "a master key is never written over; signet serve keys rotate --master makes another one";
    }
    return std::move(saved).error();
  }
  const std::string id = to_text(key.id());
  if (arguments.json) {
    print_json({{"file", file.string()}, {"id", id}});
  } else {
    fmt::print("made the master key {} in {}\n", id, file.string());
    fmt::print("keep a copy elsewhere: nothing that is sealed can be read without it\n");
  }
  return 0;
}

json::object to_json(const server::DataKeyStatus& key) {
  return {{"id", key.id},
          {"workspace", key.workspace},
          {"workspace_name", key.workspace_name},
          {"created", iso_time(key.created_ms)},
          {"retired", key.retired_ms ? json::value(iso_time(*key.retired_ms)) : json::value()},
          {"sealed_values", key.sealed_values},
          {"values", key.values}};
}

/// Lines for people, and sums.
class StatusText {
 public:
  void add(const server::DataKeyStatus& key) {
    if (key.workspace != workspace_) {
      workspace_ = key.workspace;
      ++workspaces_;
      lines_ += fmt::format("workspace {} {}\n", key.workspace, key.workspace_name);
    }
    ++keys_;
    const std::string state = key.retired_ms ? fmt::format("retired {}", iso_day(*key.retired_ms / kMsPerSecond))
                                             : fmt::format("in use, {} sealed in all", key.sealed_values);
    lines_ += fmt::format("  key {} of {}: {} values, {}\n", key.id, iso_day(key.created_ms / kMsPerSecond), key.values,
                          state);
    if (key.retired_ms) old_values_ += key.values;
  }
  [[nodiscard]] const std::string& lines() const { return lines_; }
  [[nodiscard]] std::string sum() const {
    return fmt::format("{} data keys of {} workspaces; {} values are under retired keys", keys_, workspaces_,
                       old_values_);
  }
  [[nodiscard]] std::int64_t old_values() const { return old_values_; }

 private:
  std::string workspace_;
  std::string lines_;
  std::int64_t workspaces_ = 0;
  std::int64_t keys_ = 0;
  std::int64_t old_values_ = 0;
};

/// Whether the data folder has the key that the database is sealed with.
bool is_here(store::Database& database, const std::filesystem::path& folder) {
  const auto master = MasterKeys::load(folder, false);
  return master && database.read([&](store::Transaction& transaction) { return master->current(transaction); }).ok();
}

Result<int> status(const KeysArguments& arguments) {
  SIGNET_TRY(store::Database database, open_started(arguments));
  SIGNET_TRY(const server::KeyStatus status, read_status(database));
  const bool has_key = is_here(database, data_folder(arguments.where));
  json::array keys;
  StatusText text;
  SIGNET_CHECK(database.read([&](store::Transaction& transaction) -> Status {
    keys.clear();
    text = {};
    return server::each_data_key(transaction, [&](const server::DataKeyStatus& key) -> Status {
      if (arguments.json) keys.push_back(to_json(key));
      text.add(key);
      return {};
    });
  }));
  if (arguments.json) {
    print_json({{"master_key",
                 {{"id", status.master_key_id ? json::value(*status.master_key_id) : json::value()},
                  {"is_here", has_key},
                  {"wrapped_by_it", status.wrapped_by_it},
                  {"wrapped_by_others", status.wrapped_by_others}}},
                {"rotates", status.rotates},
                {"values_under_retired_keys", text.old_values()},
                {"data_keys", std::move(keys)}});
    return 0;
  }
  fmt::print("master key {}{}: seals {} things itself\n", status.master_key_id.value_or("(none yet)"),
             has_key ? "" : ", which is not in the data folder", status.wrapped_by_it);
  if (status.wrapped_by_others > 0) {
    fmt::print("{} are still sealed by another one: signet serve keys rotate --master goes on\n",
               status.wrapped_by_others);
  }
  fmt::print("{}{}\n", text.lines(), text.sum());
  if (status.rotates) fmt::print("a rotation has not ended: signet serve keys rotate goes on\n");
  return 0;
}

/// Shows how far it is.
server::SeeProgress shown_on(const ProgressLine& line, std::string_view what) {
  return [&line, what](std::int64_t done, std::int64_t of) -> Status {
    line.show(fmt::format("{} of {} {}", done, of, what));
    return {};
  };
}

Result<server::Rewrapped> rewrap(store::Database& database, const MasterKeys& master) {
  const ProgressLine line;
  return server::rewrap(database, master, shown_on(line, "sealed by the master key"));
}

/// Puts the next master key into its file, and makes it the one that counts.
Status replace_master(store::Database& database, const MasterKeys& master, const KeysArguments& arguments) {
  const std::filesystem::path folder = data_folder(arguments.where);
  SIGNET_TRY(const MasterKey next,
             arguments.new_key.empty() ? MasterKey::make() : MasterKey::load(arguments.new_key, false));
  Status saved = next.save(server::master_key_file(folder, next.id()));
  if (!saved && saved.error().code != ErrorCode::kConflict) return saved;
  return server::replace_master_key(database, master, next.id(), unix_now_ms());
}

Result<int> rotate_master(const KeysArguments& arguments) {
  const std::filesystem::path folder = data_folder(arguments.where);
  SIGNET_TRY(store::Database database, open_started(arguments));
  SIGNET_TRY(const MasterKeys master, MasterKeys::load(folder, false));
  SIGNET_TRY(const server::KeyStatus before, read_status(database));
  const bool goes_on = before.wrapped_by_others > 0;
  if (!goes_on) SIGNET_CHECK(replace_master(database, master, arguments));
  SIGNET_TRY(const auto current,
             database.read([&](store::Transaction& transaction) { return master.current(transaction); }));
  SIGNET_CHECK(server::settle_master_key(folder, current->id()));
  SIGNET_TRY(const server::Rewrapped done, rewrap(database, master));
  const std::string id = to_text(current->id());
  if (arguments.json) {
    print_json({{"master_key", id}, {"went_on", goes_on}, {"rewrapped", done.done}, {"broken", done.broken}});
  } else {
    if (goes_on) fmt::print("an earlier change of the master key had not ended; it has now\n");
    fmt::print("the master key is {} ({}); {} were sealed by it anew\n", id, server::master_key_file(folder).string(),
               done.done);
    fmt::print("keep a copy elsewhere; backups of before want the old key, which stays in {}\n", folder.string());
    if (done.broken > 0) fmt::print("{} do not open and were left as they are\n", done.broken);
  }
  return done.broken > 0 ? kExitBroken : 0;
}

Result<int> rotate_data(const KeysArguments& arguments) {
  SIGNET_TRY(store::Database database, open_started(arguments));
  SIGNET_TRY(const MasterKeys master, MasterKeys::load(data_folder(arguments.where), false));
  const auto rotate = [&] {
    const ProgressLine line;
    return server::rotate_data_keys(database, master, unix_now_ms, shown_on(line, "values sealed anew"));
  };
  SIGNET_TRY(const server::Resealed done, rotate());
  if (arguments.json) {
    print_json({{"went_on", done.went_on},
                {"keys", done.keys},
                {"values", done.values},
                {"broken", done.broken},
                {"keys_gone", done.keys_gone}});
  } else {
    if (done.went_on) fmt::print("an earlier rotation had not ended; it has now\n");
    fmt::print("{} workspaces got new keys; {} values were sealed anew, and {} old keys are gone\n", done.keys,
               done.values, done.keys_gone);
    if (done.broken > 0) fmt::print("{} values do not open and were left, with their keys\n", done.broken);
  }
  return done.broken > 0 ? kExitBroken : 0;
}

}  // namespace

void declare_keys_commands(CLI::App& command, KeysArguments& arguments, std::function<Result<int>()>& action) {
  command.require_subcommand(1);
  CLI::App* make = command.add_subcommand("init", "Make the master key before the server's first start");
  declare_database_options(*make, arguments.where);
  make->add_flag("--next", arguments.next, "Make a key to come, master-ID.key, for rotate --master --new-key");
  make->add_flag("--json", arguments.json, "Print the file and the key's id as JSON");
  make->footer(R"(
Without it the server makes one when it starts for the first time. A key that is there is never written over.

Examples:
  signet serve keys init --data /var/lib/signet
  signet serve keys init --next --data /var/lib/signet)");
  make->callback([&] { action = [&] { return init(arguments); }; });

  CLI::App* show = command.add_subcommand("status", "Show which keys seal what, and what old ones still hold");
  declare_database_options(*show, arguments.where);
  show->add_flag("--json", arguments.json, "Print it as JSON");
  show->footer("\nExamples:\n  signet serve keys status --data /var/lib/signet");
  show->callback([&] { action = [&] { return status(arguments); }; });

  CLI::App* turn = command.add_subcommand("rotate", "Put new keys in the place of old ones, while the server runs");
  declare_database_options(*turn, arguments.where);
  CLI::Option* master = turn->add_flag("--master", arguments.master, "Replace the master key, not the data keys");
  turn->add_option("--new-key", arguments.new_key, "The next master key's file (otherwise one is made)")
      ->needs(master)
      ->type_name("FILE");
  turn->add_flag("--json", arguments.json, "Print the outcome as JSON");
  turn->footer(R"(
Each workspace gets a new data key at once; what the old ones have sealed is sealed anew, batch by batch, and old keys
are deleted behind it. Servers go on meanwhile. Whatever ends it early, the next call goes on. Ends with 1 when
something does not open.

With --master the data keys stay, and a new master key seals them. It comes to master.key; the one before stays beside
it as master-ID.key, for backups of its time. Servers on other machines need the new key first: make it by init --next,
copy it into each data folder under its name, then rotate.

Examples:
  signet serve keys rotate --data /var/lib/signet
  signet serve keys rotate --master --data /var/lib/signet
  signet serve keys rotate --master --new-key /var/lib/signet/master-ID.key)");
  turn->callback(
      [&] { action = [&] { return arguments.master ? rotate_master(arguments) : rotate_data(arguments); }; });
}

}  // namespace signet::cli
