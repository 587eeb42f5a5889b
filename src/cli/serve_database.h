// Where a team server keeps its data, for the commands that open it.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "store/database.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct DatabaseArguments {
  std::string data;      ///< --data
  std::string database;  ///< --database
};

/// Adds --data and --database.
void declare_database_options(CLI::App& command, DatabaseArguments& arguments);

/// The folder of the master key, of SQLite's file and of backups.
[[nodiscard]] std::filesystem::path data_folder(const DatabaseArguments& arguments);

/// The address of the database from --database or SIGNET_DATABASE; empty for SQLite's file in the data folder. A
/// password comes by the environment or a file, as the command line is everybody's: one in --database is refused.
[[nodiscard]] Result<SecretString> database_address(const DatabaseArguments& arguments);

/// Opens the database of a server. With `must_exist`, an SQLite file that is not there is kNotFound, not made.
[[nodiscard]] Result<store::Database> open_server_database(const DatabaseArguments& arguments, bool must_exist);

}  // namespace signet::cli
